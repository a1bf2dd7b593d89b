#pragma once

#include "core/base/secret_bytes.h"
#include "core/certificates/certificate_request.h"
#include "core/certificates/pending_requests.h"
#include "ui/common/form_dialog.h"
#include "ui/common/window_context.h"

class QComboBox;
class QLineEdit;

namespace workbench {

class NewPassphrase;
class PreviewPanel;
class RequestGroup;
class SubjectGroup;
class TemplateRow;
class ValidityGroup;

/// Makes a certificate, or a request for one (CSR). The few usual rows in front, the rest in groups
/// that open; what will come out stands beside them. Closes when it lies in the store.
class NewCertificateDialog : public FormDialog
{
    Q_OBJECT

public:
    NewCertificateDialog(const WindowContext& context, QWidget* parent = nullptr);

    void done(int result) override; ///< cancels what is being made

    void setKind(CertificateKind kind);
    /// Somebody else shall sign: a request is made.
    void setRequestOnly();

    /// What stands in the form.
    CertificateRequest request() const;

    /// The `openssl` commands that make the same.
    Result<QString> commands() const;

Q_SIGNALS:
    void made(const QString& name);
    void requested(const QString& name); ///< a request waits under this name

protected:
    void apply() override;

private:
    void buildFront();
    void buildGroups();
    void buildFooter();
    void addRequestGroup(const char* name, const QString& title, RequestGroup* group);
    void connectEverything();
    CertificateKind kind() const;
    bool signsItself() const;
    bool requestOnly() const;
    QString name() const; ///< typed, or the free one that is proposed
    void kindChanged();
    void fillIssuers();
    void showTemplate(const CertificateRequest& request);
    void saveTemplate();
    void checkNames();
    void checkIssuer();
    void updatePreview();
    void copyCommands();
    QStringList subjectAltNames() const;
    void issue(const SecretBytes& issuerPassword);
    void issued(int job, const QString& name);
    void issueFailed(int job, const Error& error);
    void keepTyped(const QByteArray& spkiSha256); ///< of this key, as long as was chosen last
    void makeRequest();

    WindowContext m_context;
    int m_job = -1;
    bool m_anyIssuer = false; ///< the choice of issuers holds also those that are no CA
    TemplateRow* m_template;
    QComboBox* m_kind;
    QLineEdit* m_name;
    QLineEdit* m_san;
    QComboBox* m_key;
    QComboBox* m_issuer;
    FormField* m_nameField;
    FormField* m_sanField;
    FormField* m_keyField;
    FormField* m_issuerField;
    SubjectGroup* m_subject;
    ValidityGroup* m_validity;
    QList<RequestGroup*> m_groups;
    NewPassphrase* m_passphrase;
    PreviewPanel* m_preview;
};

} // namespace workbench
