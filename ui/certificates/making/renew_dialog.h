#pragma once

#include "core/certificates/certificate_renewal.h"
#include "core/certificates/certificate_store.h"
#include "ui/certificates/making/key_access.h"
#include "ui/common/form_dialog.h"

#include <optional>

class QComboBox;
class QLineEdit;

namespace workbench {

class ValidityGroup;

/// Makes a certificate anew: same names and extensions, new dates, with the same key or a new one;
/// in place of the old one or beside it.
class RenewDialog : public FormDialog
{
    Q_OBJECT

public:
    RenewDialog(const WindowContext& context, const StoreEntry& entry, QWidget* parent = nullptr);

Q_SIGNALS:
    void renewed(const QString& name);

protected:
    void apply() override;

private:
    Renewal renewal() const;
    bool isBeside() const;
    void checkName();
    void unlockIssuer(const UnlockedEntry& old);
    void renew(const UnlockedEntry& old, const std::optional<KeyMaterial>& issuer);
    void keep(const UnlockedEntry& old, const KeyMaterial& made);
    /// Takes the old one's place, undoably. Errors as of Workbench::rewriteCertificate().
    Result<StoreEntry> replace(const UnlockedEntry& old, const KeyMaterial& made);

    WindowContext m_context;
    StoreEntry m_entry;
    QComboBox* m_key;
    QLineEdit* m_name;
    ValidityGroup* m_validity;
    FormField* m_keyField;
    FormField* m_nameField;
};

} // namespace workbench
