#include "core/connection/explicit_tls/explicit_tls_protocol.h"

#include "core/connection/explicit_tls/binary_protocols.h"
#include "core/connection/explicit_tls/line_protocol.h"
#include "core/connection/explicit_tls/server/binary_servers.h"
#include "core/connection/explicit_tls/server/line_server.h"
#include "core/connection/explicit_tls/server/xmpp_server.h"
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

template <const LineServerProtocol& protocol>
std::unique_ptr<ClearExchange> linesServed()
{
    return std::make_unique<LineServer>(protocol);
}

template <typename Server>
std::unique_ptr<ClearExchange> served()
{
    return std::make_unique<Server>();
}

template <XmppExchange::Peer peer>
std::unique_ptr<ClearExchange> xmppServed()
{
    return std::make_unique<XmppServer>(peer);
}

template <XmppExchange::Peer peer>
std::unique_ptr<ClearExchange> xmpp(const QString& domain)
{
    return std::make_unique<XmppExchange>(peer, domain);
}

constexpr ExplicitTlsProtocol kProtocols[] = {
    {"smtp", "SMTP (STARTTLS)", 25, 465, lines<kSmtpLines>, linesServed<kSmtpServer>},
    {"lmtp", "LMTP (STARTTLS)", 24, 0, lines<kLmtpLines>, linesServed<kLmtpServer>},
    {"imap", "IMAP (STARTTLS)", 143, 993, lines<kImapLines>, linesServed<kImapServer>},
    {"pop3", "POP3 (STLS)", 110, 995, lines<kPop3Lines>, linesServed<kPop3Server>},
    {"sieve", "ManageSieve (STARTTLS)", 4190, 0, lines<kSieveLines>, linesServed<kSieveServer>},
    {"ftp", "FTP (AUTH TLS)", 21, 990, lines<kFtpLines>, linesServed<kFtpServer>},
    {"nntp", "NNTP (STARTTLS)", 119, 563, lines<kNntpLines>, linesServed<kNntpServer>},
    {"irc", "IRC (STARTTLS)", 6667, 6697, lines<kIrcLines>, linesServed<kIrcServer>},
    {"ldap", "LDAP (StartTLS)", 389, 636, made<LdapExchange>, served<LdapServer>},
    {"xmpp",
     "XMPP (STARTTLS)",
     5222,
     5223,
     xmpp<XmppExchange::Peer::Client>,
     xmppServed<XmppExchange::Peer::Client>},
    {"xmpp-server",
     "XMPP between servers (STARTTLS)",
     5269,
     5270,
     xmpp<XmppExchange::Peer::Server>,
     xmppServed<XmppExchange::Peer::Server>},
    {"postgres", "PostgreSQL", 5432, 0, made<PostgresExchange>, served<PostgresServer>},
    {"mysql", "MySQL, MariaDB", 3306, 0, made<MysqlExchange>, served<MysqlServer>},
    {"rdp", "RDP", 3389, 0, made<RdpExchange>, nullptr},
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

QStringList servedExplicitTlsWords()
{
    QStringList words;
    for (const ExplicitTlsProtocol& protocol : kProtocols) {
        if (protocol.makeServer != nullptr) {
            words.append(QString::fromLatin1(protocol.word));
        }
    }
    return words;
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
