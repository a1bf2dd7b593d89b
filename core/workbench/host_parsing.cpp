#include "core/workbench/address_texts.h"
#include "core/workbench/profiles.h"
#include "core/workbench/service_ports.h"

#include <QCoreApplication>
#include <QHostAddress>
#include <QRegularExpression>
#include <QUrl>

namespace workbench {
namespace {

constexpr int kHighestPort = 65535;

struct Text
{
    Q_DECLARE_TR_FUNCTIONS(HostParsing)
};

tl::unexpected<Error> badHost(const QString& message, const QString& remedy = {})
{
    return fail({.code = ErrorCode::InvalidInput,
                 .message = message,
                 .remedy = remedy,
                 .where = QStringLiteral("host")});
}

Result<HostAndPort> withPort(const QString& host, const QString& portText)
{
    const Result<quint16> port = parsePort(portText, false);
    if (!port) {
        return fail(port.error());
    }
    return HostAndPort {host, *port, {}};
}

/// A host name in ASCII form; labels checked as RFC 1123 has them (underscores let through).
Result<QString> asciiHostName(const QString& name)
{
    static const QRegularExpression wellFormed(
        QStringLiteral("^(?=.{1,253}\\.?$)([A-Za-z0-9_]([A-Za-z0-9_-]{0,61}[A-Za-z0-9_])?)(\\.[A-"
                       "Za-z0-9_]([A-Za-z0-9_-]{0,"
                       "61}[A-Za-z0-9_])?)*\\.?$"));
    if (wellFormed.match(name).hasMatch()) {
        if (!looksLikeIpv4(name)) {
            return name;
        }
        const QString usual = usualIpv4Notation(name);
        return badHost(Text::tr("“%1” is not an IPv4 address as it is usually written.").arg(name),
                       usual.isEmpty()
                           ? Text::tr("Write four numbers from 0 to 255.")
                           : Text::tr("Some programs read it as %1: write that if it is "
                                      "meant.")
                                 .arg(usual));
    }
    const QString ascii = QString::fromLatin1(QUrl::toAce(name));
    if (ascii.isEmpty() || !wellFormed.match(ascii).hasMatch()) {
        return badHost(name.isEmpty()
                           ? Text::tr("The name of the host is empty.")
                           : Text::tr("“%1” is not a host name or an IP address.").arg(name),
                       Text::tr("Write for instance shop.example, 192.0.2.1 or 2001:db8::1."));
    }
    return ascii;
}

/// QHostAddress also takes "1.2.3" and "0177.0.0.1", which nobody means.
bool isAddress(const QString& text)
{
    const QHostAddress address(text);
    return address.protocol() == QAbstractSocket::IPv6Protocol
        || (address.protocol() == QAbstractSocket::IPv4Protocol && address.toString() == text);
}

/// A zone says which network a link-local address is meant in, and only this computer's count.
Result<QString> checkedZone(const QString& address)
{
    const QString problem = zoneProblem(QHostAddress(address));
    if (problem.isEmpty()) {
        return address;
    }
    return badHost(problem,
                   Text::tr("Write the network interface behind the address, for instance %1.")
                       .arg(exampleWithZone(address)));
}

/// "mailto:me@shop.test", "me@shop.test": a mail server is found by its domain's MX record.
Result<void> refuseMailAddress(const QString& text)
{
    static const QRegularExpression pattern(
        QStringLiteral("^(?:mailto:)?([^@/\\s]+)@([^@/?:\\s]+)(?:\\?.*)?$"),
        QRegularExpression::CaseInsensitiveOption);
    const QRegularExpressionMatch match = pattern.match(text);
    if (!match.hasMatch()) {
        return {};
    }
    return badHost(
        Text::tr("This is a mail address, not a host."),
        Text::tr("Write the name of the mail server of %1 (its MX record), with port smtp, "
                 "submission or imaps.")
            .arg(match.captured(2)));
}

/// A URL that is no more than a scheme and a place, such as "sips:me@shop.test".
QUrl withSlashes(const QString& text)
{
    static const QRegularExpression bare(
        QStringLiteral("^(xmpp|sips?|stuns?|turns?):(?:[^@/]*@)?([^@/?;]*[^@/?;0-9][^@/?;]*)"),
        QRegularExpression::CaseInsensitiveOption);
    const QRegularExpressionMatch match = bare.match(text);
    return match.hasMatch() ? QUrl(match.captured(1) + QStringLiteral("://") + match.captured(2))
                            : QUrl();
}

/// Database drivers put a word in front of the scheme or behind it.
QUrl toUrl(const QString& text)
{
    static const QRegularExpression decorated(
        QStringLiteral("^(?:jdbc:)?([a-z][a-z0-9.-]*)(?:\\+[a-z0-9.-]+)?://"),
        QRegularExpression::CaseInsensitiveOption);
    const QString trimmed = text.trimmed();
    if (!trimmed.contains(QStringLiteral("://"))) {
        return withSlashes(trimmed);
    }
    const QRegularExpressionMatch match = decorated.match(trimmed);
    return match.hasMatch()
        ? QUrl(match.captured(1) + QStringLiteral("://") + trimmed.mid(match.capturedLength()),
               QUrl::TolerantMode)
        : QUrl(trimmed, QUrl::TolerantMode);
}

Result<HostAndPort> parseBracketed(const QString& text)
{
    const qsizetype end = text.indexOf(QLatin1Char(']'));
    const QString inside = end < 0 ? QString() : text.mid(1, end - 1);
    const QHostAddress address(inside);
    if (address.protocol() != QAbstractSocket::IPv6Protocol) {
        return badHost(Text::tr("“%1” is not an IPv6 address in brackets.").arg(text));
    }
    if (const Result<QString> zone = checkedZone(inside); !zone) {
        return fail(zone.error());
    }
    const QString rest = text.mid(end + 1);
    if (rest.isEmpty()) {
        return HostAndPort {inside, 0, {}};
    }
    if (!rest.startsWith(QLatin1Char(':'))) {
        return badHost(Text::tr("After “]” only a colon and a port can follow."));
    }
    return withPort(inside, rest.mid(1));
}

} // namespace

HostAndPort splitUrl(const QString& text)
{
    const QUrl url = toUrl(text);
    if (!url.isValid() || url.host().isEmpty()) {
        return {};
    }
    const Service* service = findService(url.scheme());
    QString host = url.host(QUrl::FullyEncoded);
    host.remove(QLatin1Char('[')).remove(QLatin1Char(']'));
    host.replace(QStringLiteral("%25"), QStringLiteral("%")); // RFC 6874: a zone in a URL
    return {host,
            static_cast<quint16>(url.port(service != nullptr ? service->port : 0)),
            service != nullptr ? QString::fromLatin1(service->name) : QString()};
}

Result<HostAndPort> parseHost(const QString& text)
{
    const QString trimmed = text.trimmed();
    if (trimmed.isEmpty()) {
        return HostAndPort {};
    }
    const HostAndPort parts = splitUrl(trimmed);
    if (trimmed.contains(QStringLiteral("://")) || !parts.host.isEmpty()) {
        const QString remedy = parts.host.isEmpty() ? Text::tr("Write the host alone.")
            : parts.port == 0
            ? Text::tr("Use host “%1”.").arg(parts.host)
            : Text::tr("Use host “%1” and port %2.").arg(parts.host).arg(parts.port);
        return badHost(Text::tr("This is a URL, not a host."),
                       (remedy + QLatin1Char(' ') + hintOnStart(parts.service)).trimmed());
    }
    if (const Result<void> mail = refuseMailAddress(trimmed); !mail) {
        return fail(mail.error());
    }
    if (trimmed.startsWith(QLatin1Char('['))) {
        return parseBracketed(trimmed);
    }
    if (isAddress(trimmed)) {
        return checkedZone(trimmed).map([](const QString& address) {
            return HostAndPort {address, 0, {}};
        });
    }
    const qsizetype colon = trimmed.lastIndexOf(QLatin1Char(':'));
    if (trimmed.count(QLatin1Char(':')) > 1) {
        return badHost(Text::tr("“%1” is not an IPv6 address.").arg(trimmed),
                       Text::tr("With a port, write [address]:port."));
    }
    const QString name = colon < 0 ? trimmed : trimmed.left(colon);
    if (isAddress(name)) {
        return withPort(name, trimmed.mid(colon + 1));
    }
    const Result<QString> ascii = asciiHostName(name);
    if (!ascii) {
        return fail(ascii.error());
    }
    if (colon < 0) {
        return HostAndPort {*ascii, 0, {}};
    }
    return withPort(*ascii, trimmed.mid(colon + 1));
}

Result<quint16> parsePort(const QString& text, bool zeroAllowed)
{
    if (const Service* service = findService(text.trimmed())) {
        return service->port;
    }
    bool isNumber = false;
    const int port = text.trimmed().toInt(&isNumber);
    const int lowest = zeroAllowed ? 0 : 1;
    if (!isNumber) {
        return fail(
            {.code = ErrorCode::InvalidInput,
             .message = text.trimmed().isEmpty()
                 ? Text::tr("The port is missing.")
                 : Text::tr("“%1” is not a port.").arg(text.trimmed()),
             .remedy
             = Text::tr("Write a number from %1 to 65535, or a service like https.").arg(lowest),
             .where = QStringLiteral("port")});
    }
    if (port < lowest || port > kHighestPort) {
        return fail({.code = ErrorCode::InvalidInput,
                     .message = port == 0 ? Text::tr("Port 0 cannot be connected to.")
                                          : Text::tr("%1 is not a port.").arg(port),
                     .remedy = Text::tr("Ports go from %1 to 65535.").arg(lowest),
                     .where = QStringLiteral("port")});
    }
    return static_cast<quint16>(port);
}

} // namespace workbench
