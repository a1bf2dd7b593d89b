#pragma once

#include "core/certificates/signing_request.h"
#include "ui/certificates/making/key_access.h"
#include "ui/common/form_dialog.h"

class QCheckBox;
class QComboBox;
class QLineEdit;

namespace workbench {

class ValidityGroup;

/// Signs a request (CSR) with a CA of the store: shows what is asked for and lets one choose what
/// is granted. The certificate goes into the store, with its key when that waits here.
class SignRequestDialog : public FormDialog
{
    Q_OBJECT

public:
    /// `origin` names where the request comes from.
    SignRequestDialog(const WindowContext& context,
                      const SigningRequestPtr& request,
                      const QString& origin,
                      QWidget* parent = nullptr);

Q_SIGNALS:
    void signedRequest(const QString& name);

protected:
    void apply() override;

private:
    void showAsked(const QString& origin);
    void buildRows();
    void checkRows();
    CertificateRequest wanted() const;
    CopiedExtensions copied() const;
    void sign(const UnlockedEntry& issuer);
    void keep(const KeyMaterial& made);
    void finish(const StoreEntry& entry, const KeyMaterial& made, const Result<void>& completed);

    WindowContext m_context;
    SigningRequestPtr m_request;
    SigningRequestFacts m_facts;
    QComboBox* m_issuer;
    QComboBox* m_kind;
    QLineEdit* m_name;
    QLineEdit* m_san;
    QList<QCheckBox*> m_extensions;
    ValidityGroup* m_validity;
    FormField* m_issuerField;
    FormField* m_nameField;
    FormField* m_sanField;
};

} // namespace workbench
