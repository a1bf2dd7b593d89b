#include "core/certificates/name_list.h"

#include <QRegularExpression>

namespace workbench {
namespace {

bool isSeparator(QChar letter)
{
    return letter == QLatin1Char(',') || letter == QLatin1Char(';') || letter == QLatin1Char('\n');
}

bool isDirectoryName(const QString& name)
{
    return name.trimmed().startsWith(QStringLiteral("dirname:"), Qt::CaseInsensitive);
}

/// Whether separators may belong to the name that begins like this.
bool holdsSeparators(const QString& name)
{
    return isDirectoryName(name) || name.contains(QStringLiteral("://"))
        || name.trimmed().startsWith(QStringLiteral("uri:"), Qt::CaseInsensitive);
}

/// Whether a name that says what it is begins at the position.
bool beginsName(const QString& text, qsizetype position)
{
    static const QRegularExpression kBegin(
        QStringLiteral("\\G\\s*(?:(?:dns|ip|uri|email|dirname):|[a-z][a-z0-9+.-]*://)"),
        QRegularExpression::CaseInsensitiveOption);
    return kBegin.match(text, position).hasMatch();
}

} // namespace

QStringList splitNames(const QString& text)
{
    QStringList names;
    QString name;
    for (qsizetype i = 0; i < text.size(); ++i) {
        const QChar letter = text.at(i);
        if (letter == QLatin1Char('\\') && i + 1 < text.size()
            && (isSeparator(text.at(i + 1)) || isDirectoryName(name))) {
            name += isDirectoryName(name) ? text.mid(i, 2) : QString(text.at(i + 1));
            ++i;
        } else if (isSeparator(letter) && (!holdsSeparators(name) || beginsName(text, i + 1))) {
            names.append(name.trimmed());
            name.clear();
        } else {
            name += letter;
        }
    }
    names.append(name.trimmed());
    names.removeAll(QString());
    return names;
}

} // namespace workbench
