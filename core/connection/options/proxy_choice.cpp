#include "core/connection/options/proxy_choice.h"

#include <QCoreApplication>
#include <QUrl>

namespace workbench {
namespace {

struct Text
{
    Q_DECLARE_TR_FUNCTIONS(Proxy)
};

/// Says nothing of the text itself: there may be a password in it.
tl::unexpected<Error> bad(const QString& message)
{
    return fail(
        {.code = ErrorCode::InvalidInput,
         .message = message,
         .remedy = Text::tr("Write http://user@host:port or socks5://user@host:port; “user@” may "
                            "be left out; or system."),
         .where = QStringLiteral("proxy")});
}

constexpr QLatin1String kSystem("system");

ProxyKind kindOf(const QString& scheme)
{
    const bool socks = scheme == QStringLiteral("socks5") || scheme == QStringLiteral("socks5h");
    return socks                           ? ProxyKind::Socks5
        : scheme == QStringLiteral("http") ? ProxyKind::Http
                                           : ProxyKind::None;
}

} // namespace

QString ProxyChoice::scheme() const
{
    switch (kind) {
    case ProxyKind::Http:
        return QStringLiteral("http");
    case ProxyKind::Socks5:
        return QStringLiteral("socks5");
    case ProxyKind::None:
    case ProxyKind::System:
        break;
    }
    return {};
}

QString ProxyChoice::toUrl() const
{
    if (kind == ProxyKind::System) {
        return kSystem;
    }
    if (!isSet()) {
        return {};
    }
    QUrl url;
    url.setScheme(scheme());
    if (!user.isEmpty()) { // an empty one leaves its “@” behind
        url.setUserName(user);
    }
    url.setHost(host);
    url.setPort(port);
    return url.toString(QUrl::FullyEncoded);
}

Result<ProxyChoice> ProxyChoice::fromUrl(const QString& text)
{
    if (text.trimmed() == kSystem) {
        return ProxyChoice {.kind = ProxyKind::System, .host = {}, .user = {}};
    }
    const QUrl url(text.trimmed(), QUrl::StrictMode);
    const bool bare = url.path().isEmpty() || url.path() == QStringLiteral("/");
    if (!url.isValid() || url.host().isEmpty() || !bare || url.hasQuery() || url.hasFragment()) {
        return bad(Text::tr("This is no address of a proxy."));
    }
    const ProxyKind kind = kindOf(url.scheme());
    if (kind == ProxyKind::None) {
        return bad(Text::tr("“%1” is no kind of proxy that is known.").arg(url.scheme()));
    }
    if (!url.password().isEmpty()) {
        return bad(Text::tr("A password does not belong into the address of a proxy."));
    }
    if (kind == ProxyKind::Http && url.userName().contains(QLatin1Char(':'))) { // RFC 7617 §2
        return bad(Text::tr("The user name of a proxy cannot have a colon in it."));
    }
    constexpr int kNone = 0;
    if (url.port(kNone) == kNone) {
        return bad(Text::tr("The port of the proxy is missing."));
    }
    return ProxyChoice {
        kind,
        url.host(QUrl::FullyEncoded).remove(QLatin1Char('[')).remove(QLatin1Char(']')),
        static_cast<quint16>(url.port()),
        url.userName(QUrl::FullyDecoded)};
}

} // namespace workbench
