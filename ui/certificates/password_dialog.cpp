#include "ui/certificates/password_dialog.h"

#include "ui/common/form_field.h"

#include <QLabel>
#include <QLineEdit>

namespace workbench {

PasswordDialog::PasswordDialog(const QString& what,
                               const QString& reason,
                               QWidget* parent,
                               const QList<FormField*>& more)
    : FormDialog(QStringLiteral("passwordDialog"), tr("Password"), tr("&Unlock"), parent)
    , m_password(new QLineEdit)
{
    auto* text = new QLabel(tr("“%1” is protected by a password.").arg(what));
    text->setObjectName(QStringLiteral("passwordText"));
    text->setWordWrap(true);
    addWide(text);
    m_password->setObjectName(QStringLiteral("password"));
    m_password->setEchoMode(QLineEdit::Password);
    auto* field = new FormField(tr("&Password"), m_password);
    addField(field);
    for (FormField* row : more) {
        addField(row);
    }
    bool touched = false;
    addCheck([this, field, reason, touched]() mutable {
        touched = touched || !m_password->text().isEmpty();
        if (!m_password->text().isEmpty()) {
            field->setProblem({});
        } else if (reason.isEmpty() || touched) {
            field->setMissing(tr("Type the password of this file."));
        } else {
            field->setProblem(reason);
        }
    });
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

} // namespace workbench
