#pragma once

#include "core/certificates/certificate_issuer.h"
#include "ui/common/form_dialog.h"
#include "ui/common/window_context.h"

class QComboBox;
class QLineEdit;

namespace workbench {

/// Makes a test CA or a certificate. Kind, name, host names, key, days and issuer in front; subject
/// and exact dates in a group. Closes when the certificate lies in the store.
class NewCertificateDialog : public FormDialog
{
    Q_OBJECT

public:
    NewCertificateDialog(const WindowContext& context, QWidget* parent = nullptr);

    void setKind(CertificateKind kind);

Q_SIGNALS:
    void made(const QString& name);

protected:
    void apply() override;

private:
    void buildFront();
    void buildMore();
    void connectEverything();
    CertificateKind kind() const;
    QString name() const; ///< typed, or the free one that is proposed
    QString subject() const;
    void kindChanged();
    void fillIssuers();
    void checkNames();
    void checkDays();
    void checkDates();
    void checkIssuer();
    QStringList subjectAltNames() const;
    Result<CertificateRequest> request() const;
    void issue(const QByteArray& issuerPassword);
    void issued(int job, const QString& name);
    void issueFailed(int job, const Error& error);

    WindowContext m_context;
    int m_job = -1;
    QComboBox* m_kind;
    QLineEdit* m_name;
    QLineEdit* m_san;
    QComboBox* m_key;
    QLineEdit* m_days;
    QComboBox* m_issuer;
    QLineEdit* m_subject;
    QLineEdit* m_notBefore;
    FormField* m_nameField;
    FormField* m_sanField;
    FormField* m_keyField;
    FormField* m_daysField;
    FormField* m_issuerField;
    FormField* m_subjectField;
    FormField* m_notBeforeField;
};

} // namespace workbench
