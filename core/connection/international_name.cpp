#include "core/connection/international_name.h"

#include <QUrl>

namespace workbench {

/// Without Qt's list of trusted domains: the ASCII form stands beside it, so nobody is deceived.
QString internationalName(const QString& asciiHost)
{
    if (!asciiHost.contains(QLatin1String("xn--"), Qt::CaseInsensitive)) {
        return {};
    }
    const QString name = QUrl::fromAce(asciiHost.toLatin1(), QUrl::IgnoreIDNWhitelist);
    return name.compare(asciiHost, Qt::CaseInsensitive) == 0 ? QString() : name;
}

QString hostInBothForms(const QString& asciiHost)
{
    const QString name = internationalName(asciiHost);
    return name.isEmpty() ? asciiHost : QStringLiteral("%1 (%2)").arg(asciiHost, name);
}

} // namespace workbench
