#include "ui/common/alpn_field.h"

#include "core/connection/tls_configuration.h"
#include "ui/common/text.h"

#include <QLineEdit>
#include <QRegularExpression>

namespace workbench {
namespace {

QLineEdit* makeEdit(const QString& prefix)
{
    auto* edit = new QLineEdit;
    edit->setObjectName(prefix + QStringLiteral("Alpn"));
    edit->setPlaceholderText(QStringLiteral("h2, http/1.1"));
    return edit;
}

} // namespace

AlpnField::AlpnField(const QString& prefix)
    : FormField(
        tr("A&LPN"), makeEdit(prefix), tr("Application protocols in the order of preference."))
    , m_edit(qobject_cast<QLineEdit*>(editor()))
{
    connect(m_edit, &QLineEdit::textChanged, this, &AlpnField::edited);
}

QStringList AlpnField::protocols() const
{
    static const QRegularExpression kSeparators(QStringLiteral("[,\\s]+"));
    return m_edit->text().split(kSeparators, Qt::SkipEmptyParts);
}

void AlpnField::setProtocols(const QStringList& protocols)
{
    m_edit->setText(protocols.join(QStringLiteral(", ")));
}

void AlpnField::check()
{
    const Result<QByteArray> wire = alpnToWire(protocols());
    setProblem(wire ? QString() : errorText(wire.error()));
}

} // namespace workbench
