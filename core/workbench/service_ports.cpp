#include "core/workbench/service_ports.h"

#include "core/connection/mqtt_ports.h"

#include <QCoreApplication>

#include <algorithm>
#include <iterator>

namespace workbench {
namespace {

/// IANA's registry of service names, and the schemes of URLs. The system's own file knows few of
/// them, and differs between systems. Of several names of a port the usual one is first.
constexpr Service kServices[] = {
    {"https", 443, ""},
    {"wss", 443, ""},
    {"http", 80, ""},
    {"ws", 80, ""},
    {"smtp", 25, "smtp"},
    {"submission", 587, "smtp"},
    {"smtps", 465, ""},
    {"submissions", 465, ""},
    {"lmtp", 24, "lmtp"},
    {"imap", 143, "imap"},
    {"imap4", 143, "imap"},
    {"imaps", 993, ""},
    {"pop3", 110, "pop3"},
    {"pop", 110, "pop3"},
    {"pop3s", 995, ""},
    {"pops", 995, ""},
    {"sieve", 4190, "sieve"},
    {"managesieve", 4190, "sieve"},
    {"ftp", 21, "ftp"},
    {"ftpes", 21, "ftp"},
    {"ftps", 990, ""},
    {"ldap", 389, "ldap"},
    {"ldaps", 636, ""},
    {"gc", 3268, "ldap"},
    {"gcs", 3269, ""},
    {"xmpp", 5222, "xmpp"},
    {"xmpp-client", 5222, "xmpp"},
    {"xmpp-server", 5269, "xmpp-server"},
    {"xmpps", 5223, ""},
    {"xmpps-server", 5270, ""},
    {"postgresql", 5432, "postgres"},
    {"postgres", 5432, "postgres"},
    {"mysql", 3306, "mysql"},
    {"mariadb", 3306, "mysql"},
    {"nntp", 119, "nntp"},
    {"news", 119, "nntp"},
    {"nntps", 563, ""},
    {"snews", 563, ""},
    {"irc", 6667, "irc"},
    {"ircs", 6697, ""},
    {"ircs-u", 6697, ""},
    {"rdp", 3389, "rdp"},
    {"ms-wbt-server", 3389, "rdp"},
    {"mqtt", kMqttPlainPort, ""},
    {"mqtts", kMqttTlsPort, ""},
    {"secure-mqtt", kMqttTlsPort, ""},
    {"amqp", 5672, ""},
    {"amqps", 5671, ""},
    {"redis", 6379, ""},
    {"rediss", 6379, ""},
    {"mongodb", 27017, ""},
    {"domain-s", 853, ""},
    {"telnets", 992, ""},
    {"sip", 5060, ""},
    {"sips", 5061, ""},
    {"sip-tls", 5061, ""},
    {"stun", 3478, ""},
    {"stuns", 5349, ""},
    {"turn", 3478, ""},
    {"turns", 5349, ""},
    {"coaps", 5684, ""},
    {"rtsps", 322, ""},
    {"ipps", 631, ""},
    {"ipp", 631, ""},
    {"syslog-tls", 6514, ""},
    {"radsec", 2083, ""},
    {"http-alt", 8080, ""},
    {"https-alt", 8443, ""},
};

} // namespace

std::span<const Service> services()
{
    return kServices;
}

const Service* findService(const QString& name)
{
    const auto* const found
        = std::find_if(std::begin(kServices), std::end(kServices), [&](const Service& service) {
              return name.compare(QLatin1String(service.name), Qt::CaseInsensitive) == 0;
          });
    return found == std::end(kServices) ? nullptr : found;
}

QString hintOnStart(const QString& service)
{
    const Service* known = findService(service);
    if (known != nullptr && known->port == kMqttPlainPort) {
        return QCoreApplication::translate(
                   "HostParsing",
                   "%1 has no STARTTLS: on port %2 it is spoken in clear, with TLS on port %3.")
            .arg(service)
            .arg(kMqttPlainPort)
            .arg(kMqttTlsPort);
    }
    return known == nullptr || *known->starttls == '\0'
        ? QString()
        : QCoreApplication::translate(
              "HostParsing", "%1 begins in clear, and TLS is asked for then: STARTTLS “%2”.")
              .arg(service, QLatin1String(known->starttls));
}

const Service* serviceAt(quint16 port)
{
    const auto* const found
        = std::find_if(std::begin(kServices), std::end(kServices), [port](const Service& service) {
              return service.port == port;
          });
    return found == std::end(kServices) ? nullptr : found;
}

} // namespace workbench
