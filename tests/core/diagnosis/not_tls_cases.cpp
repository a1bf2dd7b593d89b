#include "tests/core/diagnosis/diagnosis_cases.h"
#include "tests/core/diagnosis/record_builder.h"

#include <openssl/sslerr.h>

namespace workbench::tests {
namespace {

constexpr int kSslHandshakeFailed = 13;

DiagnosisCase answered(const char* id, const char* variant, const QByteArray& bytes)
{
    RecordBuilder builder = RecordBuilder::client().hello().firstBytes(bytes);
    builder.openSsl(SSL_R_WRONG_VERSION_NUMBER).qt(kSslHandshakeFailed);
    return {id, variant, builder.record, withoutFirstBytes, {}};
}

DiagnosisCase sent(const char* id, const char* variant, const QByteArray& bytes)
{
    RecordBuilder builder = RecordBuilder::server().firstBytes(bytes);
    builder.qt(kSslHandshakeFailed);
    return {id, variant, builder.record, withoutFirstBytes, {}};
}

void onAnotherPort(ConnectionRecord& record)
{
    record.port = 8883;
    record.peerPort = 8883;
}

/// A broker's plain port, and how it met the hello.
DiagnosisCase mqtt(const char* variant, ConnectionResult result, PeerEnding ending)
{
    RecordBuilder builder = RecordBuilder::client().hello().result(result).ending(ending);
    if (result == ConnectionResult::TimedOut) {
        builder.phase(PhaseName::Tls, PhaseResult::TimedOut, 1'000'000);
        builder.record.limit = Milliseconds(1000);
    }
    builder.record.port = 1883;
    builder.record.peerPort = 1883;
    // That nothing came in time is certain, and comes first.
    const bool isFirst = result != ConnectionResult::TimedOut;
    return {"plain-mqtt-port", variant, builder.record, onAnotherPort, {}, isFirst};
}

} // namespace

QList<DiagnosisCase> notTlsCases()
{
    return {
        mqtt("broker that closes", ConnectionResult::Failed, PeerEnding::Fin),
        mqtt("broker that resets", ConnectionResult::Failed, PeerEnding::Reset),
        mqtt("broker that waits", ConnectionResult::TimedOut, PeerEnding::None),
        answered("plain-http-server", "status line", "HTTP/1.1 400 Bad Request\r\nServer: x\r\n"),
        answered("plain-http-server", "page", "<!DOCTYPE html><html>"),
        answered("plain-ssh-server", "banner", "SSH-2.0-OpenSSH_9.2\r\n"),
        answered("plain-smtp-or-ftp-server", "SMTP", "220 mail.shop.test ESMTP\r\n"),
        answered("plain-imap-pop3-nntp-sieve-server", "IMAP", "* OK IMAP4rev1 ready\r\n"),
        answered("plain-imap-pop3-nntp-sieve-server", "POP3", "+OK ready\r\n"),
        answered("plain-imap-pop3-nntp-sieve-server", "NNTP", "200 news ready\r\n"),
        answered("plain-imap-pop3-nntp-sieve-server", "Sieve", "\"IMPLEMENTATION\" \"x\"\r\n"),
        answered("plain-xmpp-server", "stream", "<?xml version='1.0'?><stream:stream"),
        answered("plain-database-or-ldap-server",
                 "MySQL",
                 QByteArray::fromHex("4a0000000a382e302e333500")),
        answered("plain-database-or-ldap-server", "PostgreSQL", "N"),
        answered("server-answered-sslv2", "hello", QByteArray::fromHex("802e0400010002000300")),
        answered("not-tls-data", "noise", QByteArray::fromHex("c1d2e3f405162738")),
        answered(
            "dtls-to-tcp-service", "record", QByteArray::fromHex("16fefd00000000000000000030")),
        answered("record-header-invalid", "version 9.9", QByteArray::fromHex("160909000401020304")),
        sent("client-sent-plain-http", "GET", "GET / HTTP/1.1\r\nHost: localhost\r\n"),
        sent("client-sent-plain-http", "POST", "POST /x HTTP/1.1\r\n"),
        sent("client-sent-proxy-connect", "CONNECT", "CONNECT shop.test:443 HTTP/1.1\r\n"),
        sent("client-sent-plain-text", "EHLO", "EHLO client.test\r\n"),
        sent("client-sent-plain-text", "PROXY", "PROXY TCP4 192.0.2.1 192.0.2.2 1 2\r\n"),
        sent("client-sent-plain-text", "SSH", "SSH-2.0-OpenSSH_9.2\r\n"),
        sent("client-sent-sslv2-hello", "hello", QByteArray::fromHex("802e0100020015000000100100")),
        sent("not-tls-data", "noise at the server", QByteArray::fromHex("c1d2e3f405162738")),
    };
}

} // namespace workbench::tests
