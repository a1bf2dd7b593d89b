#pragma once

#include "core/certificates/ca_revocations.h"
#include "core/certificates/ocsp_response.h"
#include "ui/certificates/making/key_access.h"
#include "ui/common/form_dialog.h"

class QComboBox;

namespace workbench {

class FileField;

/// Issues a CA's revocation list anew and writes it to a file.
class PublishListDialog : public FormDialog
{
    Q_OBJECT

public:
    PublishListDialog(const WindowContext& context,
                      const StoreEntry& ca,
                      QWidget* parent = nullptr);

protected:
    void apply() override;

private:
    void publish(const UnlockedEntry& ca);

    WindowContext m_context;
    StoreEntry m_ca;
    QComboBox* m_age;
    QComboBox* m_form;
    FileField* m_file;
};

/// Makes an OCSP response about a certificate, for stapling, and writes it to a file.
class OcspDialog : public FormDialog
{
    Q_OBJECT

public:
    /// `issuer`: the CA that signed `entry`, which signs the response.
    OcspDialog(const WindowContext& context,
               const StoreEntry& entry,
               const StoreEntry& issuer,
               QWidget* parent = nullptr);

protected:
    void apply() override;

private:
    OcspRequest wanted() const;
    void showListed(const Result<std::optional<Revocation>>& listed);
    void check();
    void make(const UnlockedEntry& ca);

    WindowContext m_context;
    StoreEntry m_entry;
    StoreEntry m_issuer;
    std::optional<Revocation> m_listed; ///< what the CA's list says, once it is read
    bool m_isChosen = false; ///< by the person: what the list says does not change it
    QComboBox* m_status;
    QComboBox* m_reason;
    QComboBox* m_age;
    FormField* m_statusField;
    FormField* m_reasonField;
    FormField* m_ageField;
    FileField* m_file;
};

/// What the CA's list says about the certificate with this serial number now; nothing: not listed.
/// Reads the list: not in the GUI thread. Errors as of CaRevocations::current().
Result<std::optional<Revocation>> listedRevocation(const StoreEntry& ca, const QString& serial);

} // namespace workbench
