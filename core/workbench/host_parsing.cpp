#include "core/workbench/profiles.h"

#include <QCoreApplication>
#include <QHostAddress>
#include <QRegularExpression>
#include <QUrl>

namespace workbench {
namespace {

constexpr int kHighestPort = 65535;

QString tr(const char* text)
{
    return QCoreApplication::translate("HostParsing", text);
}

tl::unexpected<Error> badHost(const QString& message, const QString& remedy = {})
{
    return fail({.code = ErrorCode::InvalidInput,
                 .message = message,
                 .remedy = remedy,
                 .where = QStringLiteral("host")});
}

quint16 usualPort(const QString& scheme)
{
    static const QHash<QString, quint16> ports {
        {QStringLiteral("https"), 443},  {QStringLiteral("wss"), 443},
        {QStringLiteral("http"), 80},    {QStringLiteral("ws"), 80},
        {QStringLiteral("ftps"), 990},   {QStringLiteral("ftp"), 21},
        {QStringLiteral("smtps"), 465},  {QStringLiteral("smtp"), 25},
        {QStringLiteral("imaps"), 993},  {QStringLiteral("imap"), 143},
        {QStringLiteral("pop3s"), 995},  {QStringLiteral("pop3"), 110},
        {QStringLiteral("ldaps"), 636},  {QStringLiteral("ldap"), 389},
        {QStringLiteral("mqtts"), 8883}, {QStringLiteral("amqps"), 5671},
        {QStringLiteral("ircs"), 6697},  {QStringLiteral("postgresql"), 5432},
        {QStringLiteral("mysql"), 3306},
    };
    return ports.value(scheme.toLower(), 0);
}

Result<HostAndPort> withPort(const QString& host, const QString& portText)
{
    const Result<quint16> port = parsePort(portText, false);
    if (!port) {
        return fail(port.error());
    }
    return HostAndPort {host, *port};
}

/// A host name in ASCII form; labels checked as RFC 1123 has them (underscores let through).
Result<QString> asciiHostName(const QString& name)
{
    static const QRegularExpression wellFormed(
        QStringLiteral("^(?=.{1,253}\\.?$)([A-Za-z0-9_]([A-Za-z0-9_-]{0,61}[A-Za-z0-9_])?)(\\.[A-"
                       "Za-z0-9_]([A-Za-z0-9_-]{0,"
                       "61}[A-Za-z0-9_])?)*\\.?$"));
    if (wellFormed.match(name).hasMatch()) {
        static const QRegularExpression onlyDigitsAndDots(QStringLiteral("^[0-9.]+$"));
        if (onlyDigitsAndDots.match(name).hasMatch()) {
            return badHost(tr("“%1” is not an IPv4 address.").arg(name),
                           tr("Write four numbers from 0 to 255."));
        }
        return name;
    }
    const QString ascii = QString::fromLatin1(QUrl::toAce(name));
    if (ascii.isEmpty() || !wellFormed.match(ascii).hasMatch()) {
        return badHost(tr("“%1” is not a host name or an IP address.").arg(name),
                       tr("Write for instance shop.example, 192.0.2.1 or 2001:db8::1."));
    }
    return ascii;
}

/// QHostAddress also takes "1.2.3" (1.2.0.3), which nobody means.
bool isAddress(const QString& text)
{
    const QHostAddress address(text);
    return address.protocol() == QAbstractSocket::IPv6Protocol
        || (address.protocol() == QAbstractSocket::IPv4Protocol
            && text.count(QLatin1Char('.')) == 3);
}

Result<HostAndPort> parseBracketed(const QString& text)
{
    const qsizetype end = text.indexOf(QLatin1Char(']'));
    const QString inside = end < 0 ? QString() : text.mid(1, end - 1);
    const QHostAddress address(inside);
    if (address.protocol() != QAbstractSocket::IPv6Protocol) {
        return badHost(tr("“%1” is not an IPv6 address in brackets.").arg(text));
    }
    const QString rest = text.mid(end + 1);
    if (rest.isEmpty()) {
        return HostAndPort {inside, 0};
    }
    if (!rest.startsWith(QLatin1Char(':'))) {
        return badHost(tr("After “]” only a colon and a port can follow."));
    }
    return withPort(inside, rest.mid(1));
}

} // namespace

HostAndPort splitUrl(const QString& text)
{
    if (!text.contains(QStringLiteral("://"))) {
        return {};
    }
    const QUrl url(text.trimmed(), QUrl::TolerantMode);
    if (!url.isValid() || url.host().isEmpty()) {
        return {};
    }
    return {url.host(QUrl::FullyEncoded).remove(QLatin1Char('[')).remove(QLatin1Char(']')),
            static_cast<quint16>(url.port(usualPort(url.scheme())))};
}

Result<HostAndPort> parseHost(const QString& text)
{
    const QString trimmed = text.trimmed();
    if (trimmed.isEmpty()) {
        return HostAndPort {};
    }
    if (trimmed.contains(QStringLiteral("://"))) {
        const HostAndPort parts = splitUrl(trimmed);
        const QString remedy = parts.host.isEmpty() ? tr("Write the host alone.")
            : parts.port == 0                       ? tr("Use host “%1”.").arg(parts.host)
                              : tr("Use host “%1” and port %2.").arg(parts.host).arg(parts.port);
        return badHost(tr("This is a URL, not a host."), remedy);
    }
    if (trimmed.startsWith(QLatin1Char('['))) {
        return parseBracketed(trimmed);
    }
    if (isAddress(trimmed)) {
        return HostAndPort {trimmed, 0};
    }
    const qsizetype colon = trimmed.lastIndexOf(QLatin1Char(':'));
    if (trimmed.count(QLatin1Char(':')) > 1) {
        return badHost(tr("“%1” is not an IPv6 address.").arg(trimmed),
                       tr("With a port, write [address]:port."));
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
        return HostAndPort {*ascii, 0};
    }
    return withPort(*ascii, trimmed.mid(colon + 1));
}

Result<quint16> parsePort(const QString& text, bool zeroAllowed)
{
    bool isNumber = false;
    const int port = text.trimmed().toInt(&isNumber);
    const int lowest = zeroAllowed ? 0 : 1;
    if (!isNumber) {
        return fail({.code = ErrorCode::InvalidInput,
                     .message = text.trimmed().isEmpty()
                         ? tr("The port is missing.")
                         : tr("“%1” is not a port number.").arg(text.trimmed()),
                     .remedy = tr("Write a number from %1 to 65535.").arg(lowest),
                     .where = QStringLiteral("port")});
    }
    if (port < lowest || port > kHighestPort) {
        return fail({.code = ErrorCode::InvalidInput,
                     .message = port == 0 ? tr("Port 0 cannot be connected to.")
                                          : tr("%1 is not a port.").arg(port),
                     .remedy = tr("Ports go from %1 to 65535.").arg(lowest),
                     .where = QStringLiteral("port")});
    }
    return static_cast<quint16>(port);
}

} // namespace workbench
