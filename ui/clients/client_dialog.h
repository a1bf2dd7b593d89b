#pragma once

#include "core/workbench/profiles.h"
#include "ui/common/form_dialog.h"
#include "ui/common/window_context.h"

class QCheckBox;
class QComboBox;
class QLineEdit;

namespace workbench {

class PreflightView;
class TrustEditor;
class TuningFields;
class VersionEditor;

/// Makes or changes a client. Host, port, versions, verification and time limit in front; the rest
/// in groups that open. A URL in the host field offers its host and port.
class ClientDialog : public FormDialog
{
    Q_OBJECT

public:
    /// `editedName`: the client to change; empty: a new one.
    ClientDialog(const WindowContext& context,
                 const QString& editedName,
                 QWidget* parent = nullptr);

    void setProfile(const ClientProfile& profile);
    ClientProfile profile() const;

Q_SIGNALS:
    /// The workbench has it; `connectNow` says whether an attempt shall begin.
    void saved(const QString& name, bool connectNow);

protected:
    void apply() override;

private:
    void buildFront();
    void buildGroups();
    void connectEverything();
    void checkHost();
    void takeOffer();
    void checkPort();
    void checkName();
    void checkVersions();
    void checkLimit(QLineEdit* edit, FormField* field);
    void showPreflight(const QString& certificate);
    void checkCertificate();
    QString name() const;
    Milliseconds limitOf(const QLineEdit* edit) const;

    WindowContext m_context;
    QString m_editedName;
    HostAndPort m_offer;
    QLineEdit* m_host;
    QLineEdit* m_port;
    QLineEdit* m_name;
    VersionEditor* m_versions;
    QComboBox* m_verify;
    QLineEdit* m_timeout;
    TrustEditor* m_trust;
    QComboBox* m_certificate;
    QLineEdit* m_resolveLimit;
    QLineEdit* m_tcpLimit;
    QLineEdit* m_tlsLimit;
    QLineEdit* m_serverName;
    QCheckBox* m_sendServerName;
    QLineEdit* m_keyLog;
    QCheckBox* m_askStaple;
    QCheckBox* m_datagrams;
    QLineEdit* m_session;
    TuningFields* m_tuning;
    QCheckBox* m_connect;
    FormField* m_hostField;
    FormField* m_portField;
    FormField* m_nameField;
    FormField* m_versionsField;
    FormField* m_verifyField;
    FormField* m_timeoutField;
    FormField* m_trustField;
    PreflightView* m_preflight = nullptr;
    QString m_preflightOf;
    FormField* m_certificateField;
    FormField* m_resolveField;
    FormField* m_tcpField;
    FormField* m_tlsField;
};

} // namespace workbench
