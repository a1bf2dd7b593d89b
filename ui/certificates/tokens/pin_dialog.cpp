#include "ui/certificates/tokens/pin_dialog.h"

#include "core/base/error.h"
#include "ui/certificates/password_dialog.h"
#include "ui/common/form_field.h"
#include "ui/common/text.h"
#include "ui/common/wrapped_label.h"

#include <QLineEdit>

namespace workbench {

PinDialog::PinDialog(const QString& token, const Error& answer, QWidget* parent)
    : FormDialog(QStringLiteral("pinDialog"), tr("PIN of “%1”").arg(token), tr("&Unlock"), parent)
    , m_pin(named(new QLineEdit, "pin"))
{
    const QString wrong = answer.code == ErrorCode::WrongPassword ? errorText(answer) : QString();
    auto* text = named(new WrappedLabel, "pinAnswer");
    text->setText(wrong.isEmpty() ? answer.message : windowTitle());
    addWide(text);
    m_pin->setEchoMode(QLineEdit::Password);
    auto* field = new FormField(
        tr("&PIN"), m_pin, tr("Too many wrong ones lock the token; it is kept in memory only."));
    addField(field);
    addCheck(secretCheck(field, m_pin, wrong, tr("Type the PIN of the token's user.")));
    connect(m_pin, &QLineEdit::textChanged, this, &PinDialog::revalidate);
    resize(440, 160);
    finishForm();
}

QByteArray PinDialog::pin() const
{
    return m_pin->text().toUtf8();
}

void PinDialog::apply()
{
    accept();
}

} // namespace workbench
