#pragma once

#include "ui/common/form_dialog.h"

#include <functional>

class QLineEdit;

namespace workbench {

/// Asks for the password of a file or a proxy, the passphrase of a key, or a pre-shared key; says
/// why it asks again.
class PasswordDialog : public FormDialog
{
    Q_OBJECT

public:
    enum class Of
    {
        File,
        Key, ///< of an entry
        Proxy, ///< of the user that its URL names
        PreSharedKey ///< of an identity; in hexadecimal
    };

    /// `what` names the file, entry, proxy or identity; `reason` says what was wrong with the last
    /// one, if any; `more` are rows below that say what becomes of it.
    PasswordDialog(Of of,
                   const QString& what,
                   const QString& reason,
                   QWidget* parent = nullptr,
                   const QList<FormField*>& more = {});

    /// There are more files: one can be left out. Call before it is shown.
    void offerSkipping();

    QByteArray password() const;

protected:
    void apply() override;

private:
    QLineEdit* m_password;
};

/// The check of a row that something secret is typed into. Until that is done it says `reason`
/// (what was wrong with the last one; empty: there was none), afterwards `missing` while it is
/// empty.
std::function<void()>
secretCheck(FormField* field, const QLineEdit* edit, const QString& reason, const QString& missing);

} // namespace workbench
