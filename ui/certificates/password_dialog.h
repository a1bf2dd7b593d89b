#pragma once

#include "ui/common/form_dialog.h"

class QLineEdit;

namespace workbench {

/// Asks for the password of one key or file; says why it asks again.
class PasswordDialog : public FormDialog
{
    Q_OBJECT

public:
    /// `what` names the file or entry; `reason` says what was wrong with the last one, if any;
    /// `more` are rows below that say what becomes of it.
    PasswordDialog(const QString& what,
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

} // namespace workbench
