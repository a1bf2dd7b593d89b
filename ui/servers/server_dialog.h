#pragma once

#include "core/workbench/profiles.h"
#include "ui/common/form_dialog.h"
#include "ui/common/window_context.h"

class QCheckBox;
class QComboBox;
class QLineEdit;

namespace workbench {

class AlpnField;
class PreflightView;
class TrustEditor;
class TuningFields;
class VersionEditor;

/// Makes or changes a server. It needs a certificate and a port; everything else has a default and
/// stands in groups that open.
class ServerDialog : public FormDialog
{
    Q_OBJECT

public:
    /// `editedName`: the server to change; empty: a new one.
    ServerDialog(const WindowContext& context,
                 const QString& editedName,
                 QWidget* parent = nullptr);

    void setProfile(const ServerProfile& profile);
    ServerProfile profile() const;

Q_SIGNALS:
    /// The workbench has it; `start` says whether it shall be started (again) now.
    void saved(const QString& name, bool start);

protected:
    void apply() override;

private:
    void buildFront();
    void buildGroups();
    void connectEverything();
    void fillCertificates();
    void fillAddresses();
    void showPreflight(const QString& certificate);
    void checkCertificate();
    void checkMoreCertificates();
    void showMorePreflights();
    void checkPort();
    void checkAddress();
    void checkName();
    void checkVersions();
    void checkLimit();
    void checkAnswer();
    void checkStaple();
    QString name() const;
    QString addressText() const;
    CertificateLookup lookup() const;
    QStringList moreCertificates() const;
    QString problemOf(const QString& certificate) const;

    WindowContext m_context;
    QString m_editedName;
    QComboBox* m_certificate;
    QLineEdit* m_port;
    QComboBox* m_address;
    QLineEdit* m_name;
    VersionEditor* m_versions;
    QLineEdit* m_moreCertificates;
    QComboBox* m_lookup;
    QComboBox* m_policy;
    TrustEditor* m_trust;
    QComboBox* m_answer;
    QLineEdit* m_answerText;
    QCheckBox* m_deny;
    QLineEdit* m_limit;
    QCheckBox* m_reuse;
    QLineEdit* m_keyLog;
    QLineEdit* m_staple;
    QCheckBox* m_tickets;
    QCheckBox* m_datagrams;
    TuningFields* m_tuning;
    AlpnField* m_alpn;
    QCheckBox* m_start;
    PreflightView* m_preflight = nullptr;
    QString m_preflightOf;
    QWidget* m_moreRows = nullptr; ///< lists of the certificates by server name
    QList<PreflightView*> m_morePreflights;
    std::pair<int, QList<StoreEntry>> m_moreLookedAt; ///< with the security level
    FormField* m_certificateField;
    FormField* m_portField;
    FormField* m_addressField;
    FormField* m_nameField;
    FormField* m_versionsField;
    FormField* m_moreField;
    FormField* m_trustField;
    FormField* m_answerTextField;
    FormField* m_limitField;
    FormField* m_stapleField;
};

} // namespace workbench
