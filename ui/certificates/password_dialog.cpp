#include "ui/certificates/password_dialog.h"

#include "ui/common/form_field.h"
#include "ui/common/wrapped_label.h"

#include <QLineEdit>

namespace workbench {

PasswordDialog::PasswordDialog(Of of,
                               const QString& what,
                               const QString& reason,
                               QWidget* parent,
                               const QList<FormField*>& more)
    : FormDialog(QStringLiteral("passwordDialog"),
                 of == Of::Key ? tr("Passphrase") : tr("Password"),
                 of == Of::Proxy ? tr("&Connect") : tr("&Unlock"),
                 parent)
    , m_password(named(new QLineEdit, "password"))
{
    const bool isKey = of == Of::Key;
    const bool ofProxy = of == Of::Proxy;
    auto* text = named(new WrappedLabel, "passwordText");
    text->setText(isKey ? tr("The private key of “%1” is protected by a passphrase.").arg(what)
                      : ofProxy ? tr("The proxy %1 wants the password of its user.").arg(what)
                                : tr("“%1” is protected by a password.").arg(what));
    addWide(text);
    m_password->setEchoMode(QLineEdit::Password);
    auto* field = new FormField(isKey ? tr("&Passphrase") : tr("&Password"), m_password);
    addField(field);
    for (FormField* row : more) {
        addField(row);
    }
    addCheck(secretCheck(field,
                         m_password,
                         reason,
                         isKey         ? tr("Type the passphrase of this key.")
                             : ofProxy ? tr("Type the password for this proxy.")
                                       : tr("Type the password of this file.")));
    connect(m_password, &QLineEdit::textChanged, this, &PasswordDialog::revalidate);
    resize(440, height());
    finishForm();
}

void PasswordDialog::offerSkipping()
{
    setCancelText(tr("&Skip this file"));
}

QByteArray PasswordDialog::password() const
{
    return m_password->text().toUtf8();
}

void PasswordDialog::apply()
{
    accept();
}

std::function<void()>
secretCheck(FormField* field, const QLineEdit* edit, const QString& reason, const QString& missing)
{
    return [field, edit, reason, missing, isTouched = false]() mutable {
        isTouched = isTouched || !edit->text().isEmpty();
        if (!edit->text().isEmpty()) {
            field->setProblem({});
        } else if (reason.isEmpty() || isTouched) {
            field->setMissing(missing);
        } else {
            field->setProblem(reason);
        }
    };
}

} // namespace workbench
