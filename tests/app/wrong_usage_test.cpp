#include "tests/app/program_run.h"

#include <QJsonArray>
#include <QJsonObject>
#include <QTemporaryDir>
#include <QTest>

namespace workbench {
namespace {

struct Usage
{
    const char* name;
    const char* words;
    const char* said; ///< stands in the message
};

constexpr Usage kWrong[] = {
    {"no such command", "frobnicate", "frobnicate"},
    {"unknown option", "connect --frob", "frob"},
    {"help about no command", "store frobnicate --help", "frobnicate"},
    {"port 0", "connect localhost --port 0", "Port 0"},
    {"port 70000", "connect localhost:70000", "70000"},
    {"URL", "connect https://shop.example:8443/x", "8443"},
    {"empty host", "connect  --port 1", "host: The name of the host is empty"},
    {"version", "connect localhost --tls 1.9", "1.9"},
    {"SSL 3", "connect localhost --tls ssl3", "scan"},
    {"duration", "connect localhost --timeout soon", "--timeout"},
    {"proxy of an unknown kind", "connect localhost --proxy gopher://localhost:70", "--proxy"},
    {"explicit TLS: no protocol", "connect localhost --starttls gopher", "--starttls"},
    {"explicit TLS: MQTT has none", "connect localhost --starttls mqtt", "--starttls"},
    {"explicit TLS: by hand", "connect localhost --starttls manual", "--starttls"},
    {"explicit TLS: no script", "connect localhost --starttls script:", "--starttls"},
    {"explicit TLS: nothing", "connect localhost --starttls=", "--starttls"},
    {"given twice", "connect localhost --cert a --cert b", "--cert: This can be given once only."},
    {"given twice, of a server", "serve --cert a --port 0 --port 0", "--port: "},
    {"given twice, of the store",
     "store new x --days 1 --days 2",
     "--days: This can be given once"},
    {"given twice, of a file", "decode x --as hex --as pcap", "--as: This can be given once"},
    {"given twice, in front too", "store list --home x", "--home: This can be given once"},
    {"trust anchors without a value", "connect localhost --trust=", "--trust: This needs a value"},
    {"certificate without a value", "connect localhost --cert=", "--cert: This needs a value"},
    {"key log without a value", "connect localhost --keylog=", "--keylog: This needs a value"},
    {"server name without a value", "connect localhost --sni=", "--sni: This needs a value"},
    {"report without a value", "connect localhost --report=", "--report: This needs a value"},
    {"capture without a value", "connect localhost --pcap=", "--pcap: This needs a value"},
    {"expected without a value", "connect localhost --expect=", "--expect: This needs a value"},
    {"name without a value", "connect localhost --name=", "--name: This needs a value"},
    {"passphrase without a value", "connect localhost --key-password=", "--key-password: This"},
    {"one of several without a value", "serve --cert a --cert=", "--cert: This needs a value"},
    {"kind of input without a value", "decode x --as=", "--as: This needs a value"},
    {"issuer without a value", "store new x --issuer=", "--issuer: This needs a value"},
    {"no trust anchor", "connect localhost --trust ,", "--trust: There is no trust anchor"},
    {"nobody and somebody",
     "connect localhost --trust none,system",
     "--trust: “none” trusts nobody"},
    {"row 21: IPv4 and an IPv6 address",
     "connect ::1 --ipv4",
     "--ipv4: ::1 is an IPv6 address, and only IPv4"},
    {"row 21: IPv6 and an IPv4 address",
     "connect 127.0.0.1:1 --ipv6",
     "--ipv6: 127.0.0.1 is an IPv4 address, and only IPv6"},
    {"row 21: IPv4 and a proxy's IPv6 address",
     "connect localhost --ipv4 --proxy http://[::1]:3128",
     "--ipv4: ::1 is an IPv6 address"},
    {"server name without TLS", "connect localhost --plain --sni a", "--sni with --plain: "},
    {"no server name without TLS", "connect localhost --sni none --plain", "--sni with --plain: "},
    {"protocols without TLS", "connect localhost --plain --alpn h2", "--alpn with --plain: "},
    {"ciphers without TLS", "connect localhost --plain --ciphers HIGH", "--ciphers with --plain: "},
    {"versions without TLS", "connect localhost --plain --tls 1.2", "--tls with --plain: "},
    {"usual check without TLS", "connect localhost --plain --verify full", "--verify with --plain"},
    {"trust without TLS", "connect localhost --plain --trust system", "--trust with --plain: "},
    {"certificate without TLS", "connect localhost --plain --cert shop", "--cert with --plain: "},
    {"passphrase without TLS",
     "connect localhost --plain --key-password env:HOME",
     "--key-password with --plain: "},
    {"new keys without TLS", "connect localhost --plain --key-update", "--key-update with --plain"},
    {"key log of a server without TLS", "serve --plain --keylog x", "--keylog with --plain: "},
    {"suites of a server without TLS",
     "serve --plain --suites TLS_AES_128_GCM_SHA256",
     "--suites with --plain: "},
    {"certificate of a server without TLS", "serve --plain --cert a", "--cert with --plain: "},
    {"padding to TLS 1.2",
     "connect localhost --record-padding 64 --tls 1.2",
     "--record-padding with --tls: Only TLS 1.3 has that; what is allowed is TLS 1.2."},
    {"suites to TLS 1.2",
     "connect localhost --tls 1.0-1.2 --suites TLS_AES_128_GCM_SHA256",
     "--suites with --tls: Only TLS 1.3"},
    {"suites over UDP",
     "connect localhost --udp --suites TLS_AES_128_GCM_SHA256",
     "--suites with --udp: Only TLS 1.3"},
    {"ciphers in TLS 1.3", "connect localhost --tls 1.3 --ciphers HIGH", "--ciphers with --tls: "},
    {"renegotiation in TLS 1.3", "connect localhost --tls 1.3 --renegotiate", "--renegotiate with"},
    {"key update to TLS 1.2",
     "connect localhost --tls 1.2 --key-update",
     "--key-update with --tls"},
    {"tickets in TLS 1.3", "connect localhost --tls 1.3 --no-tickets", "--no-tickets with --tls: "},
    {"ciphers of a server in TLS 1.3",
     "serve --cert a --tls 1.3 --ciphers HIGH",
     "--ciphers with --tls: TLS 1.3 has nothing like that"},
    {"count of tickets to TLS 1.2", "serve --cert a --tls 1.2 --tickets 3", "--tickets with --tls"},
    {"unknown escape", "connect localhost --send a\\qb", "--send: “\\q” at character 2 stands for"},
    {"unknown escape in what is expected",
     "connect localhost --expect \\x1",
     "--expect: “\\x1” at"},
    {"unknown escape of a banner", "serve --cert a --answer banner:\\q", "--answer: “\\q” at"},
    {"anchors for nobody", "serve --cert a --trust system", "--trust: A server that asks for no"},
    {"explicit TLS in clear", "connect localhost --plain --starttls smtp", "Explicit TLS"},
    {"row 18: keep-alive over UDP", "connect localhost --udp --keepalive", "Keep-alive is for TCP"},
    {"row 18: no delay over UDP", "connect localhost --udp --nodelay", "--nodelay"},
    {"row 18: broadcast over TCP",
     "connect localhost --plain --broadcast",
     "Broadcast is for datagrams"},
    {"row 18: broadcast with DTLS",
     "connect localhost --udp --broadcast",
     "DTLS speaks with one peer"},
    {"MTU of TCP", "connect localhost --mtu 500", "MTU"},
    {"MTU too small", "connect localhost --udp --mtu 20", "--mtu"},
    {"Nagle", "connect localhost --nagle later", "--nagle"},
    {"Nagle and no delay", "connect localhost --nodelay --nagle on", "--nagle"},
    {"local port", "connect localhost --local-port 0", "--local-port"},
    {"local address", "connect localhost --local-address localhost", "is no IP address"},
    {"session without TLS", "connect localhost --plain --session-file x", "no session"},
    {"key update of old versions",
     "connect localhost --tls 1.0-1.2 --key-update",
     "--key-update with --tls: Only TLS 1.3"},
    {"key update of no version", "connect localhost --tls ssl3 --key-update", "cannot speak SSL 3"},
    {"key update over UDP",
     "connect localhost --udp --key-update",
     "--key-update with --udp: Only TLS 1.3"},
    {"renegotiation in clear",
     "connect localhost --plain --renegotiate",
     "--renegotiate with --plain: Without TLS"},
    {"renegotiation in clear over UDP",
     "connect localhost --udp --plain --renegotiate",
     "--renegotiate with --plain: Without TLS"},
    {"renegotiation over UDP",
     "connect localhost --udp --renegotiate",
     "--renegotiate: Only TLS over TCP gets new keys"},
    {"key update and renegotiation",
     "connect localhost --key-update --renegotiate",
     "--renegotiate: No version of TLS has both"},
    {"user for no proxy", "connect localhost --proxy-user me", "socks5://host:port or system"},
    {"user of a proxy given twice",
     "connect localhost --proxy socks5://me@localhost:1080 --proxy-user me",
     "--proxy-user"},
    {"password for no user of a proxy",
     "connect localhost --proxy http://localhost:3128 --proxy-password env:HOME",
     "--proxy-password"},
    {"pin", "connect localhost --pin abc", "no SHA-256"},
    {"time of the check", "connect localhost --time soon", "--time"},
    {"what no lists cover", "connect localhost --crl-check chain", "no revocation lists"},
    {"pin without TLS",
     "connect localhost --plain --pin sha256//AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=",
     "no certificate"},
    {"padding without TLS", "connect localhost --plain --record-padding 64", "no handshake"},
    {"key without TLS", "connect localhost --plain --psk me:00ff", "pre-shared key"},
    {"what lists cover", "connect localhost --crl x --crl-check all", "--crl-check"},
    {"ciphers", "connect localhost --ciphers NONESUCH", "NONESUCH"},
    {"suites", "connect localhost --suites TLS_AES_128_GCM_SHA256:TLS_NONESUCH", "TLS_NONESUCH"},
    {"groups", "connect localhost --groups X25519:P-255", "P-255"},
    {"signature algorithms", "connect localhost --sigalgs ed25519:ed25520", "ed25520"},
    {"ciphers of a server", "serve --cert shop --ciphers NONESUCH", "NONESUCH"},
    {"security level", "connect localhost --security-level 6", "6"},
    {"probe of a spoken version", "connect localhost --probe 1.2", "--probe"},
    {"probe over UDP", "connect localhost --udp --probe ssl3", "--probe"},
    {"padding", "connect localhost --record-padding 0", "--record-padding"},
    {"DH group", "connect localhost --min-dh 100", "--min-dh"},
    {"row 14: way of denying", "serve --cert shop --deny-with politely", "--deny-with"},
    {"row 14: alert of denying", "serve --cert shop --deny-with alert:no", "--deny-with"},
    {"row 14: alert that is not sent", "serve --cert shop --deny-with alert:0", "deny-with"},
    {"row 14: allowed address", "serve --cert shop --allow 192.0.2.0/33", "192.0.2.0/33"},
    {"row 14: nobody to let in", "serve --cert shop --allow ,", "--allow"},
    {"first byte over UDP", "serve --cert shop --udp --first-byte-timeout 1s", "over UDP"},
    {"threads of a server", "serve --cert shop --threads 65", "--threads"},
    {"threads over UDP", "serve --cert shop --udp --threads 2", "one thread"},
    {"row 14: most connections", "serve --cert shop --max-connections 0", "--max-connections"},
    {"unknown names", "serve --cert shop --unknown-names ignore", "--unknown-names"},
    {"issuers for nobody", "serve --cert shop --issuer-names", "--issuer-names"},
    {"more staples than certificates",
     "serve --psk me:00ff --ocsp store",
     "more OCSP responses than certificates"},
    {"number of tickets", "serve --cert shop --tickets 0", "--tickets"},
    {"lifetime of sessions", "serve --cert shop --session-lifetime long", "--session-lifetime"},
    {"DH group of a server", "serve --cert shop --dh-group ffdhe1024", "--dh-group"},
    {"renegotiations", "serve --cert shop --renegotiations 101", "--renegotiations"},
    {"new keys over UDP", "serve --cert shop --udp --renegotiate", "--renegotiate"},
    {"silence of a server", "serve --cert shop --idle-timeout soon", "--idle-timeout"},
    {"row 22: client certificate that is not there",
     "connect localhost:1 --cert nobody",
     "--cert: There is no certificate named “nobody”"},
    {"client certificate that is not there, for another tool",
     "connect localhost --cert nobody --as-command openssl",
     "--cert: There is no certificate named “nobody”"},
    {"file that is not there, for another tool",
     "connect localhost --cert /missing/shop.p12 --as-command curl",
     "--cert: /missing/shop.p12: There is no such file"},
    {"row 22: client certificate in a file that is not there",
     "connect localhost:1 --cert /missing/shop.p12",
     "--cert: /missing/shop.p12: There is no such file"},
    {"row 22: certificate of a server that is not there",
     "serve --cert nobody",
     "--cert: There is no certificate named “nobody”"},
    {"token that is not there", "connect localhost:1 --cert pkcs11:token=missing", "--cert: "},
    {"missing trust anchors",
     "connect localhost:1 --trust /missing.pem",
     "--trust: /missing.pem: There is no such file"},
    {"missing trust anchors among others",
     "connect localhost:1 --trust system,/missing.pem",
     "--trust: /missing.pem: There is no such file"},
    {"missing trust anchors of a server",
     "serve --psk me:00ff --client-cert require --trust /missing.pem",
     "--trust: /missing.pem: There is no such file"},
    {"missing revocation list",
     "connect localhost:1 --crl /missing.crl",
     "--crl: /missing.crl: There is no such file"},
    {"missing file to send",
     "connect localhost:1 --send-file /missing",
     "--send-file: /missing: There is no such file"},
    {"missing script",
     "connect localhost:1 --starttls script:/missing",
     "--starttls: /missing: There is no such file"},
    {"missing password",
     "connect localhost:1 --cert shop --key-password file:/missing",
     "--key-password: /missing: The password cannot be read"},
    {"passphrase from a descriptor that is not open",
     "connect localhost:1 --cert shop --key-password fd:987",
     "--key-password: File descriptor 987 is not open."},
    {"passphrase of a server from a descriptor that is not open",
     "serve --cert shop --key-password fd:987",
     "--key-password: File descriptor 987 is not open."},
    {"missing OCSP response", "serve --psk me:00ff --ocsp /missing", "--ocsp: "},
    {"missing answer", "serve --psk me:00ff --answer file:/missing", "--answer: "},
    {"format", "store list --format xml", "xml"},
    {"row 11: version", "serve --cert shop --tls 1.9", "--tls"},
    {"row 11: SSL 3", "serve --cert shop --tls ssl3", "SSL 3"},
    {"row 18: keep-alive over UDP", "serve --cert shop --udp --keepalive", "--keepalive"},
    {"row 18: no delay over UDP", "serve --cert shop --udp --nodelay", "--nodelay"},
    {"row 18: Nagle twice", "serve --cert shop --nodelay --nagle on", "--nagle"},
    {"row 18: Nagle", "serve --cert shop --nagle sometimes", "--nagle"},
    {"row 17: long answers", "serve --plain --udp --answer http", "--plain"},
    {"row 17: long banner",
     "serve --plain --udp --answer "
     "banner:0123456789012345678901234567890123456789012345678901234567890123456789",
     "--plain"},
    {"delay above the limit of silence",
     "serve --plain --answer-delay 6m --idle-timeout 5m",
     "--answer-delay"},
    {"row 17: alerts without TLS", "serve --plain --deny-with alert", "--plain"},
    {"row 25: protocol", "serve --cert shop --starttls gopher", "--starttls"},
    {"row 25: protocol of clients", "serve --cert shop --starttls rdp", "--starttls"},
    {"row 25: over UDP", "serve --cert shop --udp --starttls smtp", "--starttls"},
    {"row 25: without TLS", "serve --plain --starttls smtp", "--plain"},
    {"limit of explicit TLS",
     "serve --cert shop --starttls smtp --starttls-timeout soon",
     "--starttls-timeout"},
    {"limit of explicit TLS that there is not",
     "connect localhost --starttls-timeout 1s",
     "--starttls-timeout: There is a limit"},
    {"limit of explicit TLS that a server does not speak",
     "serve --cert shop --starttls-timeout 1s",
     "--starttls-timeout: There is a limit"},
    {"limit of no proxy", "connect localhost --proxy-timeout 1s", "--proxy-timeout: There is a"},
    {"passphrase of no certificate",
     "connect localhost --key-password env:HOME",
     "--key-password: There is a passphrase, and no certificate"},
    {"PIN of no certificate",
     "connect localhost --token-pin env:HOME",
     "--token-pin: There is a PIN"},
    {"passphrase of no server's certificate",
     "serve --psk me:00ff --key-password env:HOME",
     "--key-password: There is a passphrase"},
    {"way to look up no certificate", "connect localhost --cert-by name", "--cert-by: It is said"},
    {"way to look up no certificate of a server",
     "serve --psk me:00ff --cert-by hash",
     "--cert-by: It is said"},
    {"delay of answers", "serve --cert shop --answer-delay soon", "--answer-delay"},
    {"rate of answers", "serve --cert shop --answer-rate 0", "--answer-rate"},
    {"dialogue without a file", "serve --cert shop --answer script:", "answer"},
    {"row 12: address without its network", "serve --plain --address fe80::1", "fe80::1%"},
    {"row 12: … over UDP", "serve --plain --udp --address fe80::1", "fe80::1%"},
    {"row 12: network card that is not there",
     "serve --plain --address fe80::1%nowhere",
     "no network interface “nowhere”"},
    {"row 12: address of a group", "serve --plain --address ff02::1%lo", "address of a group"},
    {"row 12: IPv4 in IPv6", "serve --plain --address ::ffff:127.0.0.1", "Write 127.0.0.1"},
    {"no certificate", "serve", "--cert"},
    {"store verb", "store frob", "frob"},
    {"home of no name", "store list --home=", "--home"},
    {"home of no name of a client", "connect localhost --home=", "--home"},
    {"home of no name of a server", "serve --cert shop --home=", "--home"},
    {"file of no name", "store crl ca --out=", "--out"},
    {"kind of name", "store new x --kind self-signed --san upn:joe@corp", "upn"},
    {"password in the clear", "serve --cert shop --key-password hunter2", "env:NAME"},
};

} // namespace

/// What cannot be done as it was asked for: one line that names it, status 2, and nothing happens.
class WrongUsageTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void isOneLine_data();
    void isOneLine();

    void isADocumentToo_data() { isOneLine_data(); }

    void isADocumentToo();

private:
    QTemporaryDir m_home;
};

void WrongUsageTest::isOneLine_data()
{
    QTest::addColumn<QStringList>("arguments");
    QTest::addColumn<QByteArray>("said");
    for (const Usage& usage : kWrong) {
        QTest::newRow(usage.name) << QString::fromLatin1(usage.words).split(QLatin1Char(' '))
                                  << QByteArray(usage.said);
    }
}

void WrongUsageTest::isOneLine()
{
    QFETCH(const QStringList, arguments);
    QFETCH(const QByteArray, said);
    const tests::ProgramRun result = tests::runProgram(arguments, m_home.path());
    QCOMPARE(result.status, 2);
    QVERIFY2(result.errors.contains(said), result.errors.constData());
    QVERIFY(result.output.isEmpty());
    QCOMPARE(result.errors.count('\n'), 1);
    QVERIFY(!result.errors.contains("hunter2"));
}

/// In one line, and as a document for programs.
void WrongUsageTest::isADocumentToo()
{
    QFETCH(const QStringList, arguments);
    QFETCH(const QByteArray, said);
    const QStringList json = {QStringLiteral("--format"), QStringLiteral("json")};
    const bool hasFormat = arguments.contains(json.first());
    const tests::ProgramRun result
        = tests::runProgram(hasFormat ? arguments : arguments + json, m_home.path());
    QCOMPARE(result.status, 2);
    QCOMPARE(result.errors.count('\n'), 1);
    QVERIFY2(result.errors.contains(said), result.errors.constData());
    if (hasFormat) {
        return; // what it asks for is no format
    }
    const QJsonObject document = result.json().object();
    QCOMPARE(document.value(QStringLiteral("schema")).toString(),
             QStringLiteral("tls-workbench/fault/1"));
    const QJsonArray findings = document.value(QStringLiteral("findings")).toArray();
    QCOMPARE(findings.size(), 1);
    const QJsonObject finding = findings.first().toObject();
    const QString cause = finding.value(QStringLiteral("cause")).toString();
    QVERIFY2(cause.endsWith(QLatin1Char('.')) && !cause.contains(QLatin1String("could not do it")),
             qPrintable(cause));
    QVERIFY(finding.value(QStringLiteral("phase")).toString() != QStringLiteral("listen"));
    QVERIFY(!finding.value(QStringLiteral("fix")).toArray().isEmpty());
    QVERIFY(!result.output.contains("hunter2"));
}

} // namespace workbench

QTEST_GUILESS_MAIN(workbench::WrongUsageTest)

#include "wrong_usage_test.moc"
