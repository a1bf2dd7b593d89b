#include "core/connection/proxy/http_connect.h"

#include "core/base/endpoint_text.h"
#include "core/base/wipe.h"
#include "core/connection/clear/peer_words.h"

#include <QCoreApplication>

#include <algorithm>

namespace workbench {
namespace {

constexpr int kOk = 200;
constexpr int kMultipleChoices = 300;
constexpr int kUnauthorized = 401; // tinyproxy says so of a wrong password
constexpr int kForbidden = 403;
constexpr int kAuthenticationRequired = 407;
constexpr int kBadGateway = 502;
constexpr int kGatewayTimeout = 504;
constexpr QByteArrayView kProtocol = "HTTP/";

struct Text
{
    Q_DECLARE_TR_FUNCTIONS(HttpConnect)
};

Error notHttp()
{
    return {.code = ErrorCode::InvalidInput,
            .message
            = Text::tr("What answers there is no HTTP proxy: its first bytes are not HTTP."),
            .remedy = Text::tr("Check the proxy's host and port.")};
}

} // namespace

HttpConnect::HttpConnect(const QString& host, quint16 port, ProxyCredentials credentials)
    : m_target(endpointText(host, port))
    , m_credentials(std::move(credentials))
{ }

ClearExchange::Step HttpConnect::begin()
{
    const QByteArray target = m_target.toLatin1();
    const QByteArray head
        = "CONNECT " + target + " HTTP/1.1\r\nHost: " + target + "\r\n"; // RFC 9112 §3.2.3
    if (m_credentials.user.isEmpty()) {
        return Send {head + "\r\n", {}};
    }
    const QByteArray field = head + "Proxy-Authorization: Basic ";
    QByteArray pair = m_credentials.user.toUtf8() + ':' + m_credentials.password.bytes();
    const QByteArray encoded = pair.toBase64();
    wipe(pair);
    return Send {field + encoded + "\r\n\r\n", field + "(not shown)\r\n\r\n"};
}

ClearExchange::Step HttpConnect::receive(QByteArray& buffer)
{
    const qsizetype known = std::min(buffer.size(), kProtocol.size());
    if (m_status == 0 && QByteArrayView(buffer).first(known) != kProtocol.first(known)) {
        return notHttp();
    }
    for (;;) {
        // RFC 9112 §2.2: a line may also end with LF alone.
        const qsizetype end = buffer.indexOf('\n', m_searched);
        if (end < 0) {
            m_searched = buffer.size();
            return NeedMore {};
        }
        QByteArray line = buffer.mid(m_lineStart, end - m_lineStart);
        if (line.endsWith('\r')) {
            line.chop(1);
        }
        m_lineStart = m_searched = end + 1;
        if (m_status == 0) {
            if (!readStatusLine(line)) {
                return notHttp();
            }
        } else if (line.isEmpty()) {
            buffer.remove(0, m_lineStart);
            m_lineStart = m_searched = 0;
            if (m_status >= kOk) {
                return verdict();
            }
            m_status = 0; // an interim answer (RFC 9110 §15.2), the real one follows
            continue;
        }
    }
}

/// RFC 9112 §4: HTTP-version SP status-code SP [reason-phrase]
bool HttpConnect::readStatusLine(const QByteArray& line)
{
    constexpr qsizetype kStatusPlace = 9; // behind "HTTP/1.1 "
    constexpr qsizetype kStatusDigits = 3;
    constexpr int kLeastStatus = 100;
    bool isNumber = false;
    const int status = line.mid(kStatusPlace, kStatusDigits).toInt(&isNumber);
    const QByteArray rest = line.mid(kStatusPlace + kStatusDigits);
    if (!line.startsWith("HTTP/1.") || line.size() < kStatusPlace + kStatusDigits
        || line.at(kStatusPlace - 1) != ' ' || !isNumber || status < kLeastStatus
        || (!rest.isEmpty() && !rest.startsWith(' '))) {
        return false;
    }
    m_status = status;
    m_reason = peerWords(rest);
    return true;
}

ClearExchange::Step HttpConnect::verdict() const
{
    if (m_status < kMultipleChoices) {
        return Done {};
    }
    return refusal();
}

Error HttpConnect::refusal() const
{
    const bool aboutCredentials = m_status == kAuthenticationRequired || m_status == kUnauthorized;
    Error error {.code = aboutCredentials || m_status == kForbidden ? ErrorCode::PermissionDenied
                                                                    : ErrorCode::NotSupported,
                 .message = Text::tr("The proxy answered %1.")
                                .arg(QStringLiteral("%1 %2").arg(m_status).arg(m_reason).trimmed()),
                 .nativeCode = static_cast<quint64>(m_status)};
    if (aboutCredentials) {
        error.remedy = m_credentials.user.isEmpty()
            ? Text::tr("It wants a user name and a password.")
            : Text::tr("It does not take this user name and password.");
    } else if (m_status == kForbidden) {
        error.remedy = Text::tr("It does not allow connections to %1.").arg(m_target);
    } else if (m_status == kBadGateway || m_status == kGatewayTimeout) {
        error.remedy = Text::tr("It did not reach %1.").arg(m_target);
    }
    return error;
}

} // namespace workbench
