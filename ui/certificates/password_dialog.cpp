#include "ui/certificates/password_dialog.h"

#include "ui/common/form_field.h"
#include "ui/common/wrapped_label.h"

#include <QLineEdit>

namespace workbench {

namespace {

struct Words
{
    QString title;
    QString accept;
    QString text; ///< with a place for what it is of
    QString label;
    QString missing;
};

Words wordsOf(PasswordDialog::Of of)
{
    using Of = PasswordDialog::Of;
    switch (of) {
    case Of::Key:
        return {PasswordDialog::tr("Passphrase"),
                PasswordDialog::tr("&Unlock"),
                PasswordDialog::tr("The private key of “%1” is protected by a passphrase."),
                PasswordDialog::tr("&Passphrase"),
                PasswordDialog::tr("Type the passphrase of this key.")};
    case Of::Proxy:
        return {PasswordDialog::tr("Password"),
                PasswordDialog::tr("&Connect"),
                PasswordDialog::tr("The proxy %1 wants the password of its user."),
                PasswordDialog::tr("&Password"),
                PasswordDialog::tr("Type the password for this proxy.")};
    case Of::PreSharedKey:
        return {PasswordDialog::tr("Pre-shared key"),
                PasswordDialog::tr("&Connect"),
                PasswordDialog::tr("The key that both ends share under the identity “%1”."),
                PasswordDialog::tr("Pre-shared &key"),
                PasswordDialog::tr("Type the key in hexadecimal digits, two a byte.")};
    case Of::File:
        break;
    }
    return {PasswordDialog::tr("Password"),
            PasswordDialog::tr("&Unlock"),
            PasswordDialog::tr("“%1” is protected by a password."),
            PasswordDialog::tr("&Password"),
            PasswordDialog::tr("Type the password of this file.")};
}

} // namespace

PasswordDialog::PasswordDialog(Of of,
                               const QString& what,
                               const QString& reason,
                               QWidget* parent,
                               const QList<FormField*>& more)
    : FormDialog(QStringLiteral("passwordDialog"), wordsOf(of).title, wordsOf(of).accept, parent)
    , m_password(named(new QLineEdit, "password"))
{
    const Words words = wordsOf(of);
    auto* text = named(new WrappedLabel, "passwordText");
    text->setText(words.text.arg(what));
    addWide(text);
    m_password->setEchoMode(QLineEdit::Password);
    auto* field = new FormField(words.label, m_password);
    addField(field);
    for (FormField* row : more) {
        addField(row);
    }
    addCheck(secretCheck(field, m_password, reason, words.missing));
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
