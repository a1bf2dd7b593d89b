#pragma once

#include "core/certificates/ca_revocations.h"
#include "ui/certificates/making/key_access.h"
#include "ui/common/form_dialog.h"

class QComboBox;
class QLineEdit;

namespace workbench {

class FileField;

/// Puts a certificate on the revocation list of the CA that issued it, or takes it off; writes the
/// list to a file when wished.
class RevokeDialog : public FormDialog
{
    Q_OBJECT

public:
    /// `issuer`: the CA that signed `entry`.
    RevokeDialog(const WindowContext& context,
                 const StoreEntry& entry,
                 const StoreEntry& issuer,
                 QWidget* parent = nullptr);

protected:
    void apply() override;

private:
    void fillReasons();
    void showListed(const Result<std::optional<Revocation>>& listed);
    void checkTime();
    void revoke(const UnlockedEntry& ca);

    WindowContext m_context;
    StoreEntry m_entry;
    StoreEntry m_issuer;
    std::optional<Revocation> m_listed; ///< as it stands on the list now
    bool m_isRead = false; ///< the list, as far as that is possible
    bool m_isChosen = false; ///< a person has chosen the reason
    QComboBox* m_reason;
    QLineEdit* m_time;
    FormField* m_reasonField;
    FormField* m_timeField;
    FileField* m_file;
};

} // namespace workbench
