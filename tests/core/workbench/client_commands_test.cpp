#include "core/workbench/commands/client_commands.h"

#include <QTest>

namespace workbench {

/// A client as a command line of other tools; that they do the same is tests/interop's.
class ClientCommandsTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void arguments_data();
    void arguments();
    void whatIsSwitchedOffForNothingIsNoOption();
    void certificateChain();
    void noPinIsShown();
    void comments_data();
    void comments();
};

void ClientCommandsTest::arguments_data()
{
    QTest::addColumn<ClientProfile>("profile");
    QTest::addColumn<QString>("openssl");
    QTest::addColumn<QString>("curl");
    QTest::addColumn<QString>("own");
    const auto row = [](const char* name,
                        const std::function<void(ClientProfile&)>& change,
                        const char* openssl,
                        const char* curl,
                        const char* own) {
        ClientProfile profile;
        profile.name = QStringLiteral("c");
        profile.host = QStringLiteral("shop.test");
        change(profile);
        QTest::newRow(name) << profile << QString::fromUtf8(openssl) << QString::fromUtf8(curl)
                            << QString::fromUtf8(own);
    };
    row(
        "usual",
        [](ClientProfile&) {},
        "openssl s_client -connect shop.test:443 -min_protocol TLSv1.2 -max_protocol TLSv1.3 "
        "-servername shop.test -verify_return_error -verify_hostname shop.test",
        "--tlsv1.2 --tls-max 1.3",
        "tls-workbench connect shop.test:443 --name c --tls 1.2,1.3");
    row(
        "IPv6 literal",
        [](ClientProfile& profile) { profile.host = QStringLiteral("::1"); },
        "-connect '[::1]:443' -min_protocol TLSv1.2 -max_protocol TLSv1.3 -noservername "
        "-verify_return_error -verify_ip ::1",
        "'https://[::1]:443/'",
        "connect '[::1]:443'");
    row(
        "number of a network card",
        [](ClientProfile& profile) {
            profile.host = QStringLiteral("fe80::1%2");
            profile.proxy = {ProxyKind::Http, QStringLiteral("fe80::1%2"), 3128, {}};
        },
        "-connect '[fe80::1%2]:443' -proxy '[fe80::1%2]:3128'",
        "'https://[fe80::1%2]:443/'",
        "connect '[fe80::1%2]:443'");
    row(
        "server name like a place in a text",
        [](ClientProfile& profile) { profile.serverName = QStringLiteral("a%2%3"); },
        "-servername a%2%3",
        "--connect-to a%2%3:443:shop.test:443 https://a%2%3:443/",
        "--sni a%2%3");
    row(
        "trusted site",
        [](ClientProfile& profile) { profile.verify = VerifyMode::None; },
        "-servername shop.test",
        "--insecure",
        "--verify none");
    row(
        "other server name",
        [](ClientProfile& profile) { profile.serverName = QStringLiteral("other.test"); },
        "-servername other.test -verify_return_error -verify_hostname shop.test",
        "--connect-to other.test:443:shop.test:443 https://other.test:443/",
        "--sni other.test");
    row(
        "own anchors",
        [](ClientProfile& profile) {
            profile.trust = {.system = false, .store = false, .files = {QStringLiteral("my ca")}};
        },
        "-CAfile 'my ca' -no-CApath -no-CAstore",
        "--cacert 'my ca' --capath /dev/null",
        "--trust 'my ca'");
    row(
        "tuned",
        [](ClientProfile& profile) {
            profile.tuning.cipherList = QStringLiteral("HIGH:!aNULL");
            profile.tuning.securityLevel = 0;
            profile.tuning.groups = QStringLiteral("x25519");
            profile.tuning.alpn = {QStringLiteral("h2"), QStringLiteral("http/1.1")};
        },
        "-cipher 'HIGH:!aNULL:@SECLEVEL=0' -groups x25519 -alpn h2,http/1.1",
        "--ciphers 'HIGH:!aNULL:@SECLEVEL=0' --curves x25519 --http2",
        "--ciphers 'HIGH:!aNULL' --groups x25519 --alpn h2,http/1.1 --security-level 0");
    row(
        "proxy",
        [](ClientProfile& profile) {
            profile.proxy = {ProxyKind::Http, QStringLiteral("proxy.test"), 3128, {}};
        },
        "-proxy proxy.test:3128",
        "--proxy http://proxy.test:3128",
        "--proxy http://proxy.test:3128");
    row(
        "DTLS",
        [](ClientProfile& profile) {
            profile.transport = Transport::Udp;
            profile.versions = TlsVersion::Tls12;
        },
        "-dtls -min_protocol DTLSv1.2 -max_protocol DTLSv1.2",
        "# curl speaks no DTLS.\n",
        "--udp --tls 1.2");
    row(
        "STARTTLS",
        [](ClientProfile& profile) {
            profile.explicitTls.protocol = QStringLiteral("smtp");
            profile.port = 25;
        },
        "-connect shop.test:25 -starttls smtp ",
        "--ssl-reqd smtp://shop.test:25/",
        "--starttls smtp --tls 1.2,1.3");
    row(
        "STARTTLS that curl does not speak",
        [](ClientProfile& profile) { profile.explicitTls.protocol = QStringLiteral("xmpp"); },
        "-starttls xmpp ",
        "# curl cannot say in clear what this client says there.\n",
        "--starttls xmpp ");
    row(
        "SOCKS5",
        [](ClientProfile& profile) {
            profile.proxy = {ProxyKind::Socks5, QStringLiteral("proxy.test"), 1080, {}};
        },
        "# s_client goes through HTTP proxies only, not through socks5://proxy.test:1080.\n",
        "--proxy socks5h://proxy.test:1080",
        "--proxy socks5://proxy.test:1080");
    row(
        "plain",
        [](ClientProfile& profile) {
            profile.plain = true;
            profile.verify = VerifyMode::None;
            profile.limits.tls = Milliseconds(5);
            profile.limits.data = profile.limits.whole;
        },
        "# Without TLS, another tool does it: nc shop.test 443\n",
        "# Without TLS, another tool does it: nc shop.test 443\n",
        "connect shop.test:443 --name c --plain\n");
    row(
        "socket",
        [](ClientProfile& profile) {
            profile.family = FamilyPreference::OnlyIpv4;
            profile.socket.localAddress = QStringLiteral("127.0.0.1");
            profile.socket.localPort = 4000;
            profile.socket.nagle = Nagle::Always;
        },
        "-4 -bind 127.0.0.1:4000 ",
        "--ipv4 --interface 127.0.0.1 --local-port 4000 --no-tcp-nodelay",
        "--ipv4 --nagle on --local-address 127.0.0.1 --local-port 4000");
    row(
        "check",
        [](ClientProfile& profile) {
            profile.check.pins
                = {QStringLiteral("sha256//") + QString(43, QLatin1Char('A')) + QLatin1Char('=')};
            profile.check.time = QDateTime::fromSecsSinceEpoch(1'700'000'000, Qt::UTC);
            profile.check.revocationFiles = {QStringLiteral("ca.crl")};
            profile.check.revocation = RevocationCheck::Chain;
        },
        "-servername shop.test -verify_return_error -dane_tlsa_domain shop.test -dane_tlsa_rrdata "
        "'3 0 1 0000000000000000000000000000000000000000000000000000000000000000' "
        "-dane_tlsa_rrdata "
        "'3 1 1 0000000000000000000000000000000000000000000000000000000000000000' "
        "-dane_tlsa_rrdata "
        "'2 0 1 0000000000000000000000000000000000000000000000000000000000000000' "
        "-dane_tlsa_rrdata "
        "'2 1 1 0000000000000000000000000000000000000000000000000000000000000000' "
        "-attime 1700000000 -CRL ca.crl -crl_check_all",
        "--pinnedpubkey 'sha256//AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA='",
        "--time 2023-11-14T22:13:20Z --crl ca.crl --crl-check chain");
    row(
        "pin of an address",
        [](ClientProfile& profile) {
            profile.host = QStringLiteral("192.0.2.1");
            profile.check.pins = {QString(64, QLatin1Char('a'))};
        },
        "-noservername -verify_return_error -verify_ip 192.0.2.1",
        "--pinnedpubkey",
        "--pin aaaa");
    row(
        "pin, chain only",
        [](ClientProfile& profile) {
            profile.check.pins = {QString(64, QLatin1Char('a'))};
            profile.verify = VerifyMode::Chain;
            profile.serverName = QStringLiteral("other.test");
        },
        "-verify_return_error -dane_tlsa_domain other.test -dane_ee_no_namechecks "
        "-dane_tlsa_rrdata '3 0 1 aaaa",
        "--pinnedpubkey",
        "--verify chain --sni other.test --pin aaaa");
    row(
        "handshake",
        [](ClientProfile& profile) {
            profile.handshake = {.recordPadding = 512,
                                 .minimumDhBits = 2048,
                                 .tickets = false,
                                 .askTimestamps = true,
                                 .legacyRenegotiation = true};
        },
        "-no_ticket -record_padding 512 -ct -legacy_server_connect",
        "# curl has no option for: no session tickets, records padded to multiples of 512 bytes, "
        "Diffie-Hellman groups of at least 2048 bits, signed certificate timestamps, servers "
        "without "
        "secure renegotiation.\n",
        "--no-tickets --record-padding 512 --min-dh 2048 --sct --legacy-renegotiation");
    row(
        "smallest group",
        [](ClientProfile& profile) { profile.handshake.minimumDhBits = 2048; },
        "# s_client has no option for: Diffie-Hellman groups of at least 2048 bits.\n",
        "",
        "--min-dh 2048");
    row(
        "trusts nobody",
        [](ClientProfile& profile) {
            profile.trust = {.system = false, .store = false, .files = {}};
        },
        "-no-CApath -no-CAstore -no-CAfile",
        "--cacert /dev/null --capath /dev/null",
        "--trust none ");
    row(
        "system and own anchors",
        [](ClientProfile& profile) { profile.trust.files = {QStringLiteral("ca.pem")}; },
        "# s_client takes these trust anchors in place of the system's.\n",
        "# curl takes these trust anchors in place of the system's file; only a folder of the "
        "system still counts.\n",
        "--trust system --trust ca.pem");
    row(
        "comma in a path",
        [](ClientProfile& profile) {
            profile.trust = {.system = false, .store = false, .files = {QStringLiteral("a,b.pem")}};
        },
        "-CAfile a,b.pem",
        "--cacert a,b.pem",
        "# A path with a comma cannot be given to --trust: a,b.pem.\n");
    row(
        "mail through a proxy, user with a colon",
        [](ClientProfile& profile) {
            profile.explicitTls.protocol = QStringLiteral("ftp");
            profile.proxy
                = {ProxyKind::Http, QStringLiteral("proxy.test"), 3128, QStringLiteral("a:b")};
        },
        "-proxy_user a:b",
        "--proxy http://a%3Ab@proxy.test:3128 --proxytunnel",
        "--proxy http://a%3Ab@proxy.test:3128");
    row(
        "session",
        [](ClientProfile& profile) { profile.sessionPath = QStringLiteral("s.pem"); },
        "umask 077",
        "no session",
        "--session-file s.pem");
    row(
        "capture",
        [](ClientProfile& profile) {
            profile.capturePath = QStringLiteral("c.pcapng");
            profile.captureSecrets = true;
        },
        "writes no capture",
        "writes no capture",
        "--pcap c.pcapng --pcap-secrets");
    row(
        "limits",
        [](ClientProfile& profile) {
            profile.explicitTls.protocol = QStringLiteral("smtp");
            profile.limits.starttls = Milliseconds(700);
            profile.limits.idle = Milliseconds(800);
            profile.limits.data = Milliseconds(0);
        },
        "",
        "one limit for all phases",
        "--starttls-timeout 700ms --idle-timeout 800ms --data-timeout 0ms");
    row(
        "limits of phases that there are not",
        [](ClientProfile& profile) {
            profile.limits.tcp = Milliseconds(500);
            profile.limits.proxy = Milliseconds(600);
            profile.limits.starttls = Milliseconds(700);
            profile.limits.idle = Milliseconds(800);
        },
        "",
        "one limit for all phases",
        "--tcp-timeout 500ms --idle-timeout 800ms");
}

void ClientCommandsTest::arguments()
{
    QFETCH(const ClientProfile, profile);
    QFETCH(const QString, openssl);
    QFETCH(const QString, curl);
    QFETCH(const QString, own);
    const ClientFiles files {.anchors = profile.trust.files};
    const QString made[] = {openSslCommand(profile, files).text(),
                            curlCommand(profile, files).text(),
                            workbenchCommand(profile, {}).text()};
    const QString wanted[] = {openssl, curl, own};
    for (std::size_t i = 0; i < std::size(made); ++i) {
        QVERIFY2(made[i].contains(wanted[i]), qPrintable(made[i]));
    }
}

/// The command line refuses what is given to it and changes nothing.
void ClientCommandsTest::whatIsSwitchedOffForNothingIsNoOption()
{
    ClientProfile profile;
    profile.host = QStringLiteral("shop.test");
    profile.sendServerName = false;
    profile.handshake.tickets = false;
    const auto has = [&profile](const char* option) {
        return workbenchCommand(profile, {}).text().contains(QLatin1String(option));
    };
    QVERIFY(has("--sni none") && has("--no-tickets"));
    profile.versions = TlsVersion::Tls13;
    QVERIFY(has("--sni none") && !has("--no-tickets"));
    profile.versions = kModernVersions;
    profile.plain = true;
    QVERIFY(!has("--sni none") && !has("--no-tickets"));
}

/// Its own certificate must come once, its issuers behind it.
void ClientCommandsTest::certificateChain()
{
    ClientProfile profile;
    profile.host = QStringLiteral("shop.test");
    profile.certificate = QStringLiteral("me");
    ClientFiles files;
    files.certificate = QStringLiteral("C:/my store/me.pem");
    files.key = files.certificate;
    const QString openssl = openSslCommand(profile, files).text();
    const QString path = QStringLiteral("'C:/my store/me.pem'");
    QVERIFY2(openssl.contains(QStringLiteral("-cert %1 -key %1 -chainCAfile %1").arg(path)),
             qPrintable(openssl));
    QVERIFY2(!openssl.contains(QStringLiteral("-cert_chain")), qPrintable(openssl));
    const QString curl = curlCommand(profile, files).text();
    QVERIFY2(curl.contains(QStringLiteral("--cert 'C\\:/my store/me.pem' --key 'C:/my store")),
             qPrintable(curl));
}

/// What is copied stands in the clipboard, and in the history of the shell.
void ClientCommandsTest::noPinIsShown()
{
    ClientProfile profile;
    profile.host = QStringLiteral("shop.test");
    profile.certificate = QStringLiteral("pkcs11:object=me?pin-value=secret-4321");
    for (const QString& text : {openSslCommand(profile, {}).text(),
                                curlCommand(profile, {}).text(),
                                workbenchCommand(profile, {}).text()}) {
        QVERIFY2(text.contains(QStringLiteral("pkcs11:object=me")), qPrintable(text));
        QVERIFY2(!text.contains(QStringLiteral("secret-4321")), qPrintable(text));
    }
}

void ClientCommandsTest::comments_data()
{
    QTest::addColumn<ClientProfile>("profile");
    QTest::addColumn<bool>("forCurl");
    QTest::addColumn<QString>("says");
    ClientProfile profile;
    profile.host = QStringLiteral("shop.test");
    ClientProfile hole = profile;
    hole.versions = TlsVersionSet(TlsVersion::Tls10) | TlsVersion::Tls12;
    QTest::newRow("hole, openssl") << hole << false << QStringLiteral("hole");
    QTest::newRow("hole, curl") << hole << true << QStringLiteral("hole");
    ClientProfile chain = profile;
    chain.verify = VerifyMode::Chain;
    QTest::newRow("chain only") << chain << true << QStringLiteral("checks the name");
    ClientProfile schemes = profile;
    schemes.tuning.signatureAlgorithms = QStringLiteral("ed25519");
    QTest::newRow("signature algorithms") << schemes << true << QStringLiteral("signature");
    ClientProfile token = profile;
    token.certificate = QStringLiteral("pkcs11:object=me");
    QTest::newRow("token, openssl") << token << false << QStringLiteral("pkcs11:object=me");
    QTest::newRow("token, curl") << token << true << QStringLiteral("pkcs11:object=me");
    ClientProfile capture = profile;
    capture.capturePath = QStringLiteral("x.pcapng");
    QTest::newRow("capture") << capture << false << QStringLiteral("capture");
    ClientProfile keyLog = profile;
    keyLog.keyLogPath = QStringLiteral("keys.log");
    QTest::newRow("key log, openssl") << keyLog << false << QStringLiteral("umask 077");
    QTest::newRow("key log, curl") << keyLog << true << QStringLiteral("umask 077");
    ClientProfile limits = profile;
    limits.limits.tls = Milliseconds(5);
    QTest::newRow("limits") << limits << true << QStringLiteral("one limit");
    QTest::newRow("no limits") << profile << false << QStringLiteral("no time limits");
}

void ClientCommandsTest::comments()
{
    QFETCH(const ClientProfile, profile);
    QFETCH(const bool, forCurl);
    QFETCH(const QString, says);
    const ShellCommand command = forCurl ? curlCommand(profile, {}) : openSslCommand(profile, {});
    const QString said = command.comments.join(QLatin1Char('\n'));
    QVERIFY2(said.contains(says), qPrintable(said));
}

} // namespace workbench

QTEST_GUILESS_MAIN(workbench::ClientCommandsTest)
#include "client_commands_test.moc"
