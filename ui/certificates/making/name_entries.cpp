#include "ui/certificates/making/name_entries.h"

#include "core/certificates/certificate_issuer.h"
#include "core/certificates/name_list.h"
#include "ui/certificates/making/request_group.h"

#include <QUrl>

#include <utility>

namespace workbench {

Result<QStringList> parseNameEntries(const QString& text)
{
    QStringList names;
    QStringList entries;
    const QStringList words = splitEntries(text, false);
    for (const QString& word : words) {
        entries += splitNames(word);
    }
    for (QString entry : std::as_const(entries)) {
        const bool typed
            = entry.contains(QLatin1Char(':')) && !entry.contains(QStringLiteral("://"));
        if (entry.contains(QStringLiteral("://"))
            && !entry.startsWith(QStringLiteral("uri:"), Qt::CaseInsensitive)) {
            entry.prepend(QStringLiteral("uri:"));
        } else if (entry.contains(QLatin1Char('@')) && !typed) {
            entry.prepend(QStringLiteral("email:"));
        }
        const Result<QString> parsed = parseSubjectAltName(entry);
        if (!parsed) {
            return fail(parsed.error());
        }
        names.append(*parsed);
    }
    return names;
}

QString nameEntriesNote(const QStringList& names)
{
    QStringList words;
    for (const QString& name : names) {
        const QString type = name.section(QLatin1Char(':'), 0, 0);
        const QString value = name.section(QLatin1Char(':'), 1);
        QString word = (type == QStringLiteral("email") ? QStringLiteral("e-mail") : type.toUpper())
            + QLatin1Char(' ') + value;
        if (value.contains(QStringLiteral("xn--"))) {
            word += QStringLiteral(" (%1)").arg(
                QUrl::fromAce(value.toLatin1(), QUrl::IgnoreIDNWhitelist));
        }
        words.append(word);
    }
    return words.join(QStringLiteral(" · "));
}

} // namespace workbench
