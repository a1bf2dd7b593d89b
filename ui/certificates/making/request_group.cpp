#include "ui/certificates/making/request_group.h"

#include "core/certificates/certificate_extensions.h"
#include "core/certificates/key_specification.h"
#include "ui/common/text.h"

#include <QLineEdit>
#include <QRegularExpression>

namespace workbench {

FormField* RequestGroup::addField(FormField* field)
{
    m_fields.append(field);
    return field;
}

QLineEdit* RequestGroup::line(const char* name, const QString& placeholder) const
{
    auto* edit = named(new QLineEdit, name);
    edit->setPlaceholderText(placeholder);
    connect(edit, &QLineEdit::textChanged, this, &RequestGroup::changed);
    return edit;
}

QString extensionProblem(const CertificateRequest& request)
{
    // Which key it is decides nothing that could be wrong.
    static const Result<std::shared_ptr<EVP_PKEY>> kKey = generateKey(QStringLiteral("ec:P-256"));
    if (!kKey) {
        return {};
    }
    const Result<std::vector<X509ExtensionPtr>> made
        = requestedExtensions(request, {.key = kKey->get()});
    return made ? QString() : errorText(made.error());
}

QStringList splitEntries(const QString& text, bool commas)
{
    static const QRegularExpression kSpaces(QStringLiteral("\\s+"));
    static const QRegularExpression kCommas(QStringLiteral("[,;\\s]+"));
    return text.split(commas ? kCommas : kSpaces, Qt::SkipEmptyParts);
}

} // namespace workbench
