#include "core/workbench/resolution/server_name.h"

#include "core/workbench/profiles.h"
#include "core/workbench/resolution/common_checks.h"

#include <QCoreApplication>
#include <QHostAddress>

namespace workbench {
namespace {

struct Text
{
    Q_DECLARE_TR_FUNCTIONS(Profile)
};

tl::unexpected<Error> refuse(const QString& message, const QString& remedy)
{
    return fail({.code = ErrorCode::InvalidInput,
                 .message = message,
                 .remedy = remedy,
                 .where = QStringLiteral("sni")});
}

} // namespace

Result<QString> serverNameOf(const QString& text)
{
    const Result<HostAndPort> parts = parseHost(text);
    if (!parts) {
        return fail(inField(parts.error(), "sni"));
    }
    if (!QHostAddress(parts->host).isNull()) {
        return refuse(
            Text::tr("“%1” is an address, and a server name is none (RFC 6066).").arg(parts->host),
            Text::tr("Write the server's name, or send none."));
    }
    if (parts->port != 0) {
        return refuse(Text::tr("A server name has no port."),
                      Text::tr("Write “%1” alone.").arg(parts->host));
    }
    return parts->host.endsWith(QLatin1Char('.')) ? parts->host.chopped(1) : parts->host;
}

} // namespace workbench
