#include "core/connection/mqtt_ports.h"
#include "core/diagnosis/rule.h"

#include <openssl/sslerr.h>

#include <algorithm>
#include <cerrno>

namespace workbench {
namespace {

using wire::FirstBytesKind;

constexpr Situation kSituations[] = {
    {"plain-http-server",
     QT_TRANSLATE_NOOP("Diagnosis", "The port speaks HTTP without TLS."),
     QT_TRANSLATE_NOOP("Diagnosis", "The server answered the handshake with an HTTP status line."),
     {QT_TRANSLATE_NOOP("Diagnosis",
                        "Use the port on which the server speaks HTTPS (often 443 or 8443)."),
      QT_TRANSLATE_NOOP("Diagnosis", "Or connect in clear, with http://.")}},
    {"plain-ssh-server",
     QT_TRANSLATE_NOOP("Diagnosis", "The port speaks SSH."),
     QT_TRANSLATE_NOOP("Diagnosis", "The server introduced itself with an SSH version line."),
     {QT_TRANSLATE_NOOP("Diagnosis", "Use the port of the TLS service; SSH needs an SSH client.")}},
    {"plain-smtp-or-ftp-server",
     QT_TRANSLATE_NOOP("Diagnosis", "The port speaks SMTP or FTP in clear and wants STARTTLS."),
     QT_TRANSLATE_NOOP("Diagnosis",
                       "The server greets in clear (220) before TLS; TLS begins only after a "
                       "command (STARTTLS, AUTH TLS)."),
     {QT_TRANSLATE_NOOP("Diagnosis", "Choose STARTTLS for SMTP or FTP."),
      QT_TRANSLATE_NOOP("Diagnosis",
                        "Or use the port with TLS from the start: 465 for SMTP, 990 for FTP.")}},
    {"plain-imap-pop3-nntp-sieve-server",
     QT_TRANSLATE_NOOP("Diagnosis",
                       "The port speaks a mail or news protocol in clear and wants STARTTLS."),
     QT_TRANSLATE_NOOP("Diagnosis",
                       "The server greets in clear before TLS; TLS begins only after a command."),
     {QT_TRANSLATE_NOOP("Diagnosis", "Choose the STARTTLS of that protocol."),
      QT_TRANSLATE_NOOP(
          "Diagnosis",
          "Or use the port with TLS from the start: 993 for IMAP, 995 for POP3, 563 for NNTP.")}},
    {"plain-xmpp-server",
     QT_TRANSLATE_NOOP("Diagnosis", "The port speaks XMPP in clear and wants STARTTLS."),
     QT_TRANSLATE_NOOP("Diagnosis", "The server answered with the beginning of an XML stream."),
     {QT_TRANSLATE_NOOP("Diagnosis", "Choose STARTTLS for XMPP."),
      QT_TRANSLATE_NOOP("Diagnosis", "Or use the port for direct TLS (5223, 5270).")}},
    {"plain-database-or-ldap-server",
     QT_TRANSLATE_NOOP("Diagnosis", "The port speaks a protocol of its own before TLS."),
     QT_TRANSLATE_NOOP(
         "Diagnosis",
         "Databases and LDAP servers begin TLS only after a request in their own protocol."),
     {QT_TRANSLATE_NOOP("Diagnosis",
                        "Choose the STARTTLS of that protocol (postgres, mysql, ldap)."),
      QT_TRANSLATE_NOOP("Diagnosis",
                        "Or use the port with TLS from the start, e.g. 636 for LDAP.")}},
    {"plain-mqtt-port",
     QT_TRANSLATE_NOOP("Diagnosis", "TLS was tried on the port where MQTT is spoken in clear."),
     QT_TRANSLATE_NOOP("Diagnosis",
                       "MQTT has no way of asking for TLS on port 1883. A broker there takes the "
                       "hello for a broken packet, and closes or waits."),
     {QT_TRANSLATE_NOOP("Diagnosis", "Connect to the broker's port with TLS, usually 8883."),
      QT_TRANSLATE_NOOP("Diagnosis", "Add a listener with TLS to the broker, if it has none."),
      QT_TRANSLATE_NOOP("Diagnosis", "Or connect in clear, without TLS.")}},
    {"server-waits-for-client-greeting",
     QT_TRANSLATE_NOOP("Diagnosis",
                       "The server may be waiting for a greeting in its own protocol."),
     QT_TRANSLATE_NOOP("Diagnosis",
                       "Some protocols let the client speak first in clear; a client_hello is then "
                       "not understood."),
     {QT_TRANSLATE_NOOP("Diagnosis", "Choose the STARTTLS of that protocol."),
      QT_TRANSLATE_NOOP("Diagnosis", "Check the port.")}},
    {"client-sent-plain-http",
     QT_TRANSLATE_NOOP("Diagnosis", "The client speaks HTTP without TLS."),
     QT_TRANSLATE_NOOP("Diagnosis",
                       "An HTTP request in clear came to a port where TLS is expected."),
     {QT_TRANSLATE_NOOP("Diagnosis", "Use https:// in the client."),
      QT_TRANSLATE_NOOP("Diagnosis", "Check the port that the client is set to.")}},
    {"client-sent-proxy-connect",
     QT_TRANSLATE_NOOP("Diagnosis", "The client takes this server for a proxy."),
     QT_TRANSLATE_NOOP("Diagnosis", "It sent an HTTP CONNECT request in clear."),
     {QT_TRANSLATE_NOOP("Diagnosis", "Correct the proxy settings of the client.")}},
    {"client-sent-plain-text",
     QT_TRANSLATE_NOOP("Diagnosis", "The client speaks another protocol in clear."),
     QT_TRANSLATE_NOOP("Diagnosis",
                       "What came first was no TLS record but the beginning of another protocol."),
     {QT_TRANSLATE_NOOP("Diagnosis", "Switch TLS on in the client."),
      QT_TRANSLATE_NOOP("Diagnosis",
                        "When a load balancer sends a PROXY header: switch that off, or use a "
                        "server that accepts it."),
      QT_TRANSLATE_NOOP("Diagnosis", "Check the port that the client is set to.")}},
    {"client-sent-sslv2-hello",
     QT_TRANSLATE_NOOP("Diagnosis", "The client greets in the format of SSL 2."),
     QT_TRANSLATE_NOOP("Diagnosis",
                       "TLS libraries of today do not accept that format any more (RFC 6176)."),
     {QT_TRANSLATE_NOOP("Diagnosis", "Update the client."),
      QT_TRANSLATE_NOOP("Diagnosis", "Switch SSL 2 off in the client.")}},
    {"server-answered-sslv2",
     QT_TRANSLATE_NOOP("Diagnosis", "The server answers with SSL 2."),
     QT_TRANSLATE_NOOP("Diagnosis",
                       "SSL 2 is broken and forbidden (RFC 6176); no library of today speaks it."),
     {QT_TRANSLATE_NOOP("Diagnosis", "Update the server.")}},
    {"not-tls-data",
     QT_TRANSLATE_NOOP("Diagnosis", "What came back is not TLS."),
     QT_TRANSLATE_NOOP(
         "Diagnosis",
         "The first bytes are no TLS record: another service, or a second layer of encryption."),
     {QT_TRANSLATE_NOOP("Diagnosis", "Check which service listens on the port."),
      QT_TRANSLATE_NOOP("Diagnosis", "Check whether a tunnel on the way adds TLS of its own.")}},
    {"dtls-to-tcp-service",
     QT_TRANSLATE_NOOP("Diagnosis", "DTLS and TLS were mixed up."),
     QT_TRANSLATE_NOOP("Diagnosis",
                       "DTLS runs over UDP, TLS over TCP; the two do not understand each other."),
     {QT_TRANSLATE_NOOP("Diagnosis", "Use TLS, or the UDP port of the service.")}},
    {"record-header-invalid",
     QT_TRANSLATE_NOOP("Diagnosis", "A record has a version that does not exist."),
     QT_TRANSLATE_NOOP("Diagnosis", "The content type is one of TLS, but the version is not."),
     {QT_TRANSLATE_NOOP("Diagnosis", "Look for a device on the way that changes bytes."),
      QT_TRANSLATE_NOOP("Diagnosis", "Check the TLS implementation of the peer.")}},
};

bool server(const Facts& f, std::initializer_list<FirstBytesKind> protocols)
{
    return f.client && !f.hadClearTalk()
        && std::find(protocols.begin(), protocols.end(), f.protocol) != protocols.end();
}

bool clientSent(const Facts& f, std::initializer_list<FirstBytesKind> protocols)
{
    return !f.client && !f.hadClearTalk()
        && std::find(protocols.begin(), protocols.end(), f.protocol) != protocols.end();
}

bool portWhereClientsGreet(quint16 port)
{
    // LDAP, PostgreSQL, XMPP, MS SQL Server, RDP, Oracle, IRC, proxies.
    constexpr std::array<quint16, 12> kPorts {
        389, 1080, 1433, 1521, 3128, 3268, 3389, 5222, 5269, 5432, 6667, 8080};
    return std::find(kPorts.begin(), kPorts.end(), port) != kPorts.end();
}

/// A content type of TLS (RFC 8446 §5.1) in front of a version or length that no record has.
bool oddRecord(const Facts& f)
{
    constexpr quint8 kChangeCipherSpec = 20;
    constexpr quint8 kApplicationData = 23;
    const quint8 type = f.record.firstBytesReceived.isEmpty()
        ? 0
        : static_cast<quint8>(f.record.firstBytesReceived.at(0));
    return f.protocol == FirstBytesKind::Binary && type >= kChangeCipherSpec
        && type <= kApplicationData;
}

/// The hello went out, and not one byte came back. Of a server of this program it is known what it
/// speaks, and whoever agreed to TLS in clear is no broker.
bool tlsOnPlainMqttPort(const Facts& f)
{
    return f.client && f.other == nullptr && !f.hadClearTalk()
        && f.record.targetPort() == kMqttPlainPort && f.helloSent()
        && f.record.transport == Transport::Tcp && f.record.bytesReceived == 0
        && (f.droppedInHandshake() || f.timedOutIn(PhaseName::Tls));
}

constexpr EvidenceKinds kBytes
    = EvidenceKinds(Evidence::FirstBytes) | Evidence::Counters | Evidence::Errors;

constexpr Rule kRules[] = {
    {.id = "plain-http-server",
     .applies =
         [](const Facts& f) {
             return server(f, {FirstBytesKind::Http, FirstBytesKind::Http2});
         },
     .title = QT_TRANSLATE_NOOP("Diagnosis", "{target} speaks plain HTTP, not TLS."),
     .cause = QT_TRANSLATE_NOOP("Diagnosis", "It answered the client_hello with “{first bytes}”."),
     .evidence = kBytes},
    {.id = "plain-ssh-server",
     .applies = [](const Facts& f) { return server(f, {FirstBytesKind::Ssh}); },
     .title = QT_TRANSLATE_NOOP("Diagnosis", "{target} is an SSH server, not TLS."),
     .cause = QT_TRANSLATE_NOOP("Diagnosis", "It introduced itself as “{first bytes}”."),
     .evidence = kBytes},
    {.id = "plain-smtp-or-ftp-server",
     .applies = [](const Facts& f) { return server(f, {FirstBytesKind::SmtpOrFtp}); },
     .title = QT_TRANSLATE_NOOP(
         "Diagnosis",
         "{target} greets in clear like an SMTP or FTP server: TLS must be asked for first."),
     .cause = QT_TRANSLATE_NOOP("Diagnosis", "It said “{first bytes}” before any TLS."),
     .evidence = kBytes},
    {.id = "plain-imap-pop3-nntp-sieve-server",
     .applies =
         [](const Facts& f) {
             return server(f,
                           {FirstBytesKind::Imap,
                            FirstBytesKind::Pop3,
                            FirstBytesKind::Nntp,
                            FirstBytesKind::Sieve});
         },
     .title = QT_TRANSLATE_NOOP(
         "Diagnosis", "{target} speaks {protocol} in clear: TLS must be asked for first."),
     .cause = QT_TRANSLATE_NOOP("Diagnosis", "It said “{first bytes}” before any TLS."),
     .evidence = kBytes},
    {.id = "plain-xmpp-server",
     .applies = [](const Facts& f) { return server(f, {FirstBytesKind::Xmpp}); },
     .title = QT_TRANSLATE_NOOP("Diagnosis",
                                "{target} speaks XMPP in clear: TLS must be asked for first."),
     .cause = QT_TRANSLATE_NOOP("Diagnosis", "It answered with “{first bytes}”."),
     .evidence = kBytes},
    {.id = "plain-database-or-ldap-server",
     .applies =
         [](const Facts& f) {
             return server(f,
                           {FirstBytesKind::Mysql,
                            FirstBytesKind::PostgresNoTls,
                            FirstBytesKind::PostgresTls,
                            FirstBytesKind::Redis,
                            FirstBytesKind::Ldap});
         },
     .title = QT_TRANSLATE_NOOP(
         "Diagnosis", "{target} speaks {protocol}: TLS must be asked for in that protocol first."),
     .cause
     = QT_TRANSLATE_NOOP("Diagnosis", "Its first bytes are those of {protocol}, not a TLS record."),
     .evidence = kBytes},
    {.id = "server-answered-sslv2",
     .applies = [](const Facts& f) { return server(f, {FirstBytesKind::Sslv2ServerHello}); },
     .title = QT_TRANSLATE_NOOP("Diagnosis", "{target} answers with SSL 2."),
     .cause = QT_TRANSLATE_NOOP(
         "Diagnosis", "The answer has the header and the message type of an SSL 2 server hello."),
     .evidence = kBytes,
     .confidence = Confidence::Likely},
    {.id = "dtls-to-tcp-service",
     .applies =
         [](const Facts& f) {
             return f.protocol == FirstBytesKind::Dtls && f.record.transport == Transport::Tcp;
         },
     .title = QT_TRANSLATE_NOOP("Diagnosis", "{Peer} speaks DTLS where TLS is expected."),
     .cause = QT_TRANSLATE_NOOP("Diagnosis", "The first record has a DTLS version."),
     .evidence = kBytes},
    {.id = "dtls-to-tcp-service",
     .applies =
         [](const Facts& f) {
             return f.client && f.record.transport == Transport::Udp
                 && f.systemError({ECONNREFUSED});
         },
     .title = QT_TRANSLATE_NOOP("Diagnosis", "Nothing listens on this UDP port of {target}."),
     .cause = QT_TRANSLATE_NOOP("Diagnosis",
                                "The system there answered the hello with “port unreachable” "
                                "(ICMP). The service may be one of TLS over TCP."),
     .evidence = Evidence::Phase | Evidence::Addresses | Evidence::Errors,
     .issuedBy = IssuedBy::Peer},
    {.id = "client-sent-plain-http",
     .applies =
         [](const Facts& f) {
             return clientSent(f, {FirstBytesKind::Http, FirstBytesKind::Http2})
                 || (!f.client && !f.hadClearTalk() && f.reason(SSL_R_HTTP_REQUEST));
         },
     .title
     = QT_TRANSLATE_NOOP("Diagnosis", "{target} sent a plain HTTP request to this TLS server."),
     .cause = QT_TRANSLATE_NOOP("Diagnosis", "Instead of a client_hello came “{first bytes}”."),
     .evidence = kBytes},
    {.id = "client-sent-proxy-connect",
     .applies =
         [](const Facts& f) {
             return clientSent(f, {FirstBytesKind::HttpConnect})
                 || (!f.client && !f.hadClearTalk() && f.reason(SSL_R_HTTPS_PROXY_REQUEST));
         },
     .title = QT_TRANSLATE_NOOP("Diagnosis", "{target} takes this TLS server for a proxy."),
     .cause = QT_TRANSLATE_NOOP("Diagnosis", "Instead of a client_hello came “{first bytes}”."),
     .evidence = kBytes},
    {.id = "client-sent-sslv2-hello",
     .applies =
         [](const Facts& f) {
             return clientSent(f, {FirstBytesKind::Sslv2ClientHello})
                 || (!f.client && !f.hadClearTalk() && f.reason(SSL_R_UNKNOWN_PROTOCOL));
         },
     .title = QT_TRANSLATE_NOOP("Diagnosis", "{target} greets in the format of SSL 2."),
     .cause = QT_TRANSLATE_NOOP(
         "Diagnosis",
         "The first bytes are an SSL 2 client hello, which this library does not accept."),
     .evidence = kBytes},
    {.id = "client-sent-plain-text",
     .applies =
         [](const Facts& f) {
             return clientSent(f,
                               {FirstBytesKind::SmtpCommand,
                                FirstBytesKind::ProxyHeader,
                                FirstBytesKind::Ssh,
                                FirstBytesKind::Xmpp,
                                FirstBytesKind::Irc,
                                FirstBytesKind::Ldap,
                                FirstBytesKind::Redis,
                                FirstBytesKind::SmtpOrFtp,
                                FirstBytesKind::OtherText});
         },
     .title
     = QT_TRANSLATE_NOOP("Diagnosis", "{target} speaks {protocol} in clear to this TLS server."),
     .cause = QT_TRANSLATE_NOOP("Diagnosis", "Instead of a client_hello came “{first bytes}”."),
     .evidence = kBytes},
    {.id = "record-header-invalid",
     .applies = [](const Facts& f) { return oddRecord(f); },
     .title
     = QT_TRANSLATE_NOOP("Diagnosis", "{Peer} sent a record with a version that does not exist."),
     .cause = QT_TRANSLATE_NOOP("Diagnosis", "The record header of its first bytes is invalid."),
     .evidence = kBytes},
    {.id = "not-tls-data",
     .applies =
         [](const Facts& f) {
             return f.protocol != FirstBytesKind::Empty && f.protocol != FirstBytesKind::Tls
                 && !f.answeredWithRecords() && !f.hadClearTalk();
         },
     .title = QT_TRANSLATE_NOOP("Diagnosis", "What {peer} sent is not TLS."),
     .cause = QT_TRANSLATE_NOOP("Diagnosis", "The first bytes are no TLS record: “{first bytes}”."),
     .evidence = kBytes,
     .standing = Standing::Fallback},
    {.id = "plain-mqtt-port",
     .applies = &tlsOnPlainMqttPort,
     .title = QT_TRANSLATE_NOOP(
         "Diagnosis",
         "{target} does not answer TLS: port {port} is that of MQTT in clear, without TLS."),
     .cause = QT_TRANSLATE_NOOP("Diagnosis",
                                "The hello got no answer. A broker that speaks MQTT takes it for "
                                "a broken packet."),
     .evidence = EvidenceKinds(Evidence::Phase) | Evidence::Counters | Evidence::Errors,
     .confidence = Confidence::Likely,
     .issuedBy = IssuedBy::Peer},
    {.id = "server-waits-for-client-greeting",
     .applies =
         [](const Facts& f) {
             return f.client && f.timedOutIn(PhaseName::Tls) && f.record.bytesReceived == 0
                 && !f.hadClearTalk() && portWhereClientsGreet(f.record.targetPort());
         },
     .title = QT_TRANSLATE_NOOP(
         "Diagnosis",
         "The server on port {port} may be waiting for a greeting in its own protocol."),
     .cause = QT_TRANSLATE_NOOP("Diagnosis",
                                "On this port the client usually speaks first in clear; a "
                                "client_hello is then not understood."),
     .evidence = Evidence::Counters,
     .confidence = Confidence::Possible,
     .issuedBy = IssuedBy::Peer},
};

} // namespace

RuleTable notTlsRules()
{
    return {kSituations, kRules};
}

} // namespace workbench
