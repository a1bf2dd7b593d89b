#include "core/connection/explicit_tls/explicit_tls_protocol.h"

#include "core/connection/explicit_tls/binary_protocols.h"
#include "core/connection/explicit_tls/line_protocol.h"
#include "core/connection/explicit_tls/xmpp_exchange.h"

#include <algorithm>

namespace workbench {
namespace {

template <const LineProtocol& protocol>
std::unique_ptr<ClearExchange> lines(const QString& /*domain*/)
{
    return std::make_unique<LineExchange>(protocol);
}

template <typename Exchange>
std::unique_ptr<ClearExchange> made(const QString& /*domain*/)
{
    return std::make_unique<Exchange>();
}

template <XmppExchange::Peer peer>
std::unique_ptr<ClearExchange> xmpp(const QString& domain)
{
    return std::make_unique<XmppExchange>(peer, domain);
}

constexpr ExplicitTlsProtocol kProtocols[] = {
    {"smtp", "SMTP (STARTTLS)", 25, 465, lines<kSmtpLines>},
    {"lmtp", "LMTP (STARTTLS)", 24, 0, lines<kLmtpLines>},
    {"imap", "IMAP (STARTTLS)", 143, 993, lines<kImapLines>},
    {"pop3", "POP3 (STLS)", 110, 995, lines<kPop3Lines>},
    {"sieve", "ManageSieve (STARTTLS)", 4190, 0, lines<kSieveLines>},
    {"ftp", "FTP (AUTH TLS)", 21, 990, lines<kFtpLines>},
    {"nntp", "NNTP (STARTTLS)", 119, 563, lines<kNntpLines>},
    {"irc", "IRC (STARTTLS)", 6667, 6697, lines<kIrcLines>},
    {"ldap", "LDAP (StartTLS)", 389, 636, made<LdapExchange>},
    {"xmpp", "XMPP, as a client", 5222, 5223, xmpp<XmppExchange::Peer::Client>},
    {"xmpp-server", "XMPP, as a server", 5269, 5270, xmpp<XmppExchange::Peer::Server>},
    {"postgres", "PostgreSQL", 5432, 0, made<PostgresExchange>},
    {"mysql", "MySQL, MariaDB", 3306, 0, made<MysqlExchange>},
    {"rdp", "RDP", 3389, 0, made<RdpExchange>},
};

} // namespace

std::span<const ExplicitTlsProtocol> explicitTlsProtocols()
{
    return kProtocols;
}

const ExplicitTlsProtocol* explicitTlsProtocol(QStringView word)
{
    const auto* found = std::find_if(
        std::begin(kProtocols), std::end(kProtocols), [word](const ExplicitTlsProtocol& protocol) {
            return word == QLatin1String(protocol.word);
        });
    return found == std::end(kProtocols) ? nullptr : found;
}

bool isTlsPort(quint16 port)
{
    constexpr quint16 kHttps = 443;
    return port == kHttps
        || (port != 0
            && std::any_of(std::begin(kProtocols), std::end(kProtocols), [port](const auto& known) {
                   return known.tlsPort == port;
               }));
}

} // namespace workbench
