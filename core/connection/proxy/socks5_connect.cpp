#include "core/connection/proxy/socks5_connect.h"

#include "core/base/endpoint_text.h"
#include "core/base/wipe.h"

#include <QCoreApplication>
#include <QHostAddress>
#include <QtEndian>

#include <array>
#include <utility>

namespace workbench {
namespace {

// RFC 1928 §3–§6
constexpr char kVersion = 0x05;
constexpr char kConnect = 0x01;
constexpr unsigned char kNoLogin = 0x00;
constexpr unsigned char kPassword = 0x02;
constexpr unsigned char kNoneTaken = 0xFF;
constexpr unsigned char kIpv4 = 0x01;
constexpr unsigned char kName = 0x03;
constexpr unsigned char kIpv6 = 0x04;
constexpr qsizetype kIpv4Length = 4;
constexpr qsizetype kIpv6Length = 16;
constexpr qsizetype kPortLength = 2;
// RFC 1929 §2
constexpr char kLoginVersion = 0x01;

struct Text
{
    Q_DECLARE_TR_FUNCTIONS(Socks5Connect)
};

unsigned char byteAt(const QByteArray& bytes, qsizetype place)
{
    return static_cast<unsigned char>(bytes.at(place));
}

Error notSocks()
{
    return {.code = ErrorCode::InvalidInput,
            .message = Text::tr("What answers there is no SOCKS5 proxy: its bytes are not SOCKS5."),
            .remedy = Text::tr("Check the proxy's kind, host and port.")};
}

Error tooLong(const QString& message)
{
    return {.code = ErrorCode::InvalidInput,
            .message = message,
            .remedy = Text::tr("SOCKS5 has room for 255 bytes."),
            .where = QStringLiteral("proxy")};
}

struct Reply
{
    const char* words;
    ErrorCode code;
    const char* remedy; ///< %1: the target
};

/// RFC 1928 §6, from reply 1.
constexpr std::array kReplies {
    Reply {QT_TRANSLATE_NOOP("Socks5Connect", "general failure"),
           ErrorCode::NotSupported,
           QT_TRANSLATE_NOOP("Socks5Connect", "It did not reach %1, or does not say why not.")},
    Reply {QT_TRANSLATE_NOOP("Socks5Connect", "not allowed by the rules"),
           ErrorCode::PermissionDenied,
           QT_TRANSLATE_NOOP("Socks5Connect", "It does not allow connections to %1.")},
    Reply {QT_TRANSLATE_NOOP("Socks5Connect", "network unreachable"),
           ErrorCode::NotSupported,
           QT_TRANSLATE_NOOP("Socks5Connect", "It has no way to the network of %1.")},
    Reply {QT_TRANSLATE_NOOP("Socks5Connect", "host unreachable"),
           ErrorCode::NotSupported,
           QT_TRANSLATE_NOOP("Socks5Connect", "It does not find or does not reach %1.")},
    Reply {QT_TRANSLATE_NOOP("Socks5Connect", "connection refused"),
           ErrorCode::NotSupported,
           QT_TRANSLATE_NOOP("Socks5Connect", "Nothing listens at %1.")},
    Reply {QT_TRANSLATE_NOOP("Socks5Connect", "time to live expired"),
           ErrorCode::NotSupported,
           QT_TRANSLATE_NOOP("Socks5Connect", "Its way to %1 goes in a circle or is too long.")},
    Reply {QT_TRANSLATE_NOOP("Socks5Connect", "command not supported"),
           ErrorCode::NotSupported,
           QT_TRANSLATE_NOOP("Socks5Connect", "It makes no connections, so none to %1.")},
    Reply {QT_TRANSLATE_NOOP("Socks5Connect", "address type not supported"),
           ErrorCode::NotSupported,
           QT_TRANSLATE_NOOP("Socks5Connect", "It does not take an address of the kind of %1.")},
};

} // namespace

Socks5Connect::Socks5Connect(QString host, quint16 port, ProxyCredentials credentials)
    : m_host(std::move(host))
    , m_port(port)
    , m_credentials(std::move(credentials))
{ }

ClearExchange::Step Socks5Connect::begin()
{
    if (m_host.toLatin1().size() > kLongest) {
        return tooLong(Text::tr("The name of the target is too long for the proxy."));
    }
    if (m_credentials.user.toUtf8().size() > kLongest
        || m_credentials.password.bytes().size() > kLongest) {
        return tooLong(Text::tr("User name or password are too long for the proxy."));
    }
    QByteArray methods(1, static_cast<char>(kNoLogin));
    if (!m_credentials.user.isEmpty()) {
        methods += static_cast<char>(kPassword);
    }
    return Send {kVersion + QByteArray(1, static_cast<char>(methods.size())) + methods, {}};
}

ClearExchange::Step Socks5Connect::receive(QByteArray& buffer)
{
    switch (m_awaited) {
    case Awaited::Method:
        return takeMethod(buffer);
    case Awaited::Login:
        return takeLogin(buffer);
    case Awaited::Reply:
        break;
    }
    return takeReply(buffer);
}

ClearExchange::Step Socks5Connect::takeMethod(QByteArray& buffer)
{
    constexpr qsizetype kLength = 2;
    if (!buffer.isEmpty() && buffer.at(0) != kVersion) {
        return notSocks();
    }
    if (buffer.size() < kLength) {
        return NeedMore {};
    }
    const unsigned char method = byteAt(buffer, 1);
    const bool named = !m_credentials.user.isEmpty();
    if (method == kNoneTaken) {
        return Error {
            .code = ErrorCode::PermissionDenied,
            .message = Text::tr("The proxy takes none of the ways to log in that it was offered."),
            .remedy = named ? Text::tr("It may want another way than a user name and a password.")
                            : Text::tr("It wants a user name and a password."),
            .nativeCode = kSocksNoMethod};
    }
    if (method != kNoLogin && (method != kPassword || !named)) {
        return notSocks(); // it chose what was not offered
    }
    buffer.remove(0, kLength);
    if (method == kNoLogin) {
        return request();
    }
    m_awaited = Awaited::Login;
    return login();
}

/// RFC 1929 §2
ClearExchange::Send Socks5Connect::login() const
{
    const QByteArray user = m_credentials.user.toUtf8();
    const QByteArray& password = m_credentials.password.bytes();
    const QByteArray head = kLoginVersion + QByteArray(1, static_cast<char>(user.size())) + user;
    QByteArray bytes = head;
    bytes.reserve(head.size() + 1 + password.size()); // one buffer, which is not left behind
    bytes += static_cast<char>(password.size());
    bytes += password;
    return {bytes, head + "(not shown)"};
}

ClearExchange::Step Socks5Connect::takeLogin(QByteArray& buffer)
{
    constexpr qsizetype kLength = 2;
    if (buffer.size() < kLength) {
        return NeedMore {};
    }
    // Some proxies put the version of SOCKS where that of the login belongs; the status counts.
    if (byteAt(buffer, 1) != 0) {
        return Error {.code = ErrorCode::PermissionDenied,
                      .message = Text::tr("The proxy answered that the login failed."),
                      .remedy = Text::tr("It does not take this user name and password."),
                      .nativeCode = kSocksWrongPassword};
    }
    buffer.remove(0, kLength);
    return request();
}

/// RFC 1928 §4 and §5
ClearExchange::Send Socks5Connect::request()
{
    m_awaited = Awaited::Reply;
    const QHostAddress address(m_host);
    QByteArray bytes {QByteArray(1, kVersion) + kConnect + '\0'};
    if (address.protocol() == QAbstractSocket::IPv4Protocol) {
        const quint32 number = qToBigEndian(address.toIPv4Address());
        bytes += static_cast<char>(kIpv4);
        bytes.append(reinterpret_cast<const char*>(&number), sizeof number);
    } else if (address.protocol() == QAbstractSocket::IPv6Protocol) {
        const Q_IPV6ADDR number = address.toIPv6Address();
        bytes += static_cast<char>(kIpv6);
        bytes.append(reinterpret_cast<const char*>(&number), sizeof number);
    } else {
        const QByteArray name = m_host.toLatin1();
        bytes += static_cast<char>(kName);
        bytes += static_cast<char>(name.size());
        bytes += name;
    }
    const quint16 port = qToBigEndian(m_port);
    bytes.append(reinterpret_cast<const char*>(&port), sizeof port);
    return {bytes, {}};
}

/// RFC 1928 §6. Of a refusal the address that follows means nothing, and need not come.
ClearExchange::Step Socks5Connect::takeReply(QByteArray& buffer)
{
    constexpr qsizetype kKindPlace = 3;
    constexpr qsizetype kHead = 4;
    if (!buffer.isEmpty() && buffer.at(0) != kVersion) {
        return notSocks();
    }
    if (buffer.size() < 2) {
        return NeedMore {};
    }
    if (const unsigned reply = byteAt(buffer, 1); reply != 0) {
        return refusal(reply);
    }
    if (buffer.size() < kHead) {
        return NeedMore {};
    }
    qsizetype length = kHead + kPortLength;
    switch (byteAt(buffer, kKindPlace)) {
    case kIpv4:
        length += kIpv4Length;
        break;
    case kIpv6:
        length += kIpv6Length;
        break;
    case kName:
        if (buffer.size() == kHead) {
            return NeedMore {};
        }
        length += 1 + byteAt(buffer, kHead);
        break;
    default:
        return notSocks();
    }
    if (buffer.size() < length) {
        return NeedMore {};
    }
    buffer.remove(0, length);
    return Done {};
}

QString Socks5Connect::target() const
{
    return endpointText(m_host, m_port);
}

Error Socks5Connect::refusal(unsigned reply) const
{
    Error error {.code = ErrorCode::NotSupported,
                 .message = Text::tr("The proxy answered with reply %1.").arg(reply),
                 .nativeCode = kSocksReplies + reply};
    if (reply <= kReplies.size()) {
        const Reply& known = kReplies.at(reply - 1);
        error.code = known.code;
        error.message = Text::tr("The proxy answered with reply %1: %2.")
                            .arg(reply)
                            .arg(Text::tr(known.words));
        error.remedy = Text::tr(known.remedy).arg(target());
    }
    return error;
}

} // namespace workbench
