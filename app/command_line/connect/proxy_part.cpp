#include "app/command_line/common_options.h"
#include "app/command_line/connect/connect_parts.h"
#include "app/command_line/key_access.h"

#include <QCoreApplication>

namespace workbench {
namespace {

struct Text
{
    Q_DECLARE_TR_FUNCTIONS(ConnectCommand)
};

void addOptions(QCommandLineParser& parser)
{
    parser.addOptions({
        {QStringLiteral("proxy"),
         Text::tr(
             "Proxy that the connection goes through: HTTP (CONNECT), SOCKS5, or whichever the "
             "system's settings name (https_proxy and no_proxy included). It looks the name of the "
             "target up itself."),
         QStringLiteral("http://[user@]host:port|socks5://[user@]host:port|system")},
        {QStringLiteral("proxy-user"),
         Text::tr("User name for the proxy, where it does not stand in --proxy; it counts before "
                  "that of the system's settings."),
         QStringLiteral("NAME")},
        {QStringLiteral("proxy-password"),
         Text::tr("Where the password for the proxy comes from."),
         QStringLiteral("env:NAME|file:PATH|fd:N|prompt")},
    });
}

Result<void> readUser(const QCommandLineParser& parser, ProxyChoice& proxy)
{
    const QString option = QStringLiteral("proxy-user");
    if (!parser.isSet(option)) {
        return {};
    }
    if (!proxy.isSet() || !proxy.user.isEmpty()) {
        return fail(
            {.code = ErrorCode::InvalidInput,
             .message = proxy.isSet() ? Text::tr("The user for the proxy is given twice.")
                                      : Text::tr("There is a user for a proxy, and no proxy."),
             .remedy = Text::tr("Write --proxy http://host:port, socks5://host:port or system."),
             .where = QStringLiteral("--proxy-user")});
    }
    proxy.user = parser.value(option);
    return {};
}

Result<void> readPassword(const QCommandLineParser& parser, ConnectRequest& request)
{
    const QString option = QStringLiteral("proxy-password");
    if (!parser.isSet(option)) {
        return {};
    }
    const ProxyChoice& proxy = request.profile.proxy;
    if (proxy.user.isEmpty() && proxy.kind != ProxyKind::System) { // whose settings may name one
        return fail({.code = ErrorCode::InvalidInput,
                     .message = Text::tr("There is a password for a proxy, and no user."),
                     .remedy = Text::tr("Name the user with --proxy-user."),
                     .where = QStringLiteral("--proxy-password")});
    }
    Result<QByteArray> password = givenPassword(parser, option);
    if (!password) {
        return fail(password.error());
    }
    request.secrets.proxyPassword = SecretBytes(std::move(*password));
    return {};
}

Result<void> readOptions(const QCommandLineParser& parser, ConnectRequest& request)
{
    if (parser.isSet(QStringLiteral("proxy"))) {
        Result<ProxyChoice> proxy = ProxyChoice::fromUrl(parser.value(QStringLiteral("proxy")));
        if (!proxy) {
            proxy.error().where = QStringLiteral("--proxy");
            return fail(proxy.error());
        }
        request.profile.proxy = *proxy;
    }
    return allOf([&] { return readUser(parser, request.profile.proxy); },
                 [&] { return readPassword(parser, request); });
}

} // namespace

const ConnectPart kProxyPart {&addOptions, &readOptions};

} // namespace workbench
