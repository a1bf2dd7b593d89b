#include "core/base/endpoint_text.h"

namespace workbench {

QString endpointText(const QString& host, quint16 port)
{
    return endpointText(host, QString::number(port));
}

QString endpointText(const QString& host, const QString& port)
{
    const bool needsBrackets = host.contains(QLatin1Char(':'));
    return (needsBrackets ? QStringLiteral("[%1]:%2") : QStringLiteral("%1:%2")).arg(host, port);
}

} // namespace workbench
