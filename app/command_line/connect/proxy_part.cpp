#include "app/command_line/connect/connect_parts.h"
#include "app/command_line/key_access.h"

#include <QCoreApplication>

namespace workbench {
namespace {

QString tr(const char* text)
{
    return QCoreApplication::translate("ConnectCommand", text);
}

void addOptions(QCommandLineParser& parser)
{
    parser.addOptions({
        {QStringLiteral("proxy"),
         tr("HTTP proxy that the connection goes through (CONNECT)."),
         QStringLiteral("http://[user@]host:port")},
        {QStringLiteral("proxy-password"),
         tr("Where the password for the proxy comes from."),
         QStringLiteral("env:NAME|file:PATH|fd:N|prompt")},
    });
}

Result<void> readPassword(const QCommandLineParser& parser, ConnectRequest& request)
{
    const QString option = QStringLiteral("proxy-password");
    if (!parser.isSet(option)) {
        return {};
    }
    if (request.profile.proxy.user.isEmpty()) {
        return fail({.code = ErrorCode::InvalidInput,
                     .message = tr("There is a password for a proxy, and no user."),
                     .remedy = tr("Write --proxy http://user@host:port."),
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
    return readPassword(parser, request);
}

} // namespace

const ConnectPart kProxyPart {&addOptions, &readOptions};

} // namespace workbench
