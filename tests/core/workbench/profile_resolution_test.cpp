#include "core/workbench/profiles.h"
#include "core/workbench/resolution/credentials.h"
#include "tests/support/test_pki.h"

#include <QDir>
#include <QFile>
#include <QScopeGuard>
#include <QTemporaryDir>
#include <QTest>

#include <sys/stat.h>

namespace workbench {
namespace {

/// What one option of a client says to each protocol: the place of the fault, or that it fits.
struct OptionRow
{
    const char* name;
    void (*change)(ClientProfile& profile);
    const char* tls;
    const char* dtls;
    const char* plainTcp;
    const char* plainUdp;
};

constexpr OptionRow kOptionRows[] = {
    {"nothing", [](auto& /*p*/) {}, "", "", "", ""},
    {"keep-alive", [](auto& p) { p.socket.keepAlive = true; }, "", "keepalive", "", "keepalive"},
    {"Nagle", [](auto& p) { p.socket.nagle = Nagle::AfterHandshake; }, "", "nagle", "", "nagle"},
    {"broadcast",
     [](auto& p) { p.socket.broadcast = true; },
     "broadcast",
     "broadcast",
     "broadcast",
     ""},
    {"MTU", [](auto& p) { p.socket.mtu = 500; }, "mtu", "", "mtu", "mtu"},
    {"MTU too small", [](auto& p) { p.socket.mtu = kLeastMtu - 1; }, "mtu", "mtu", "mtu", "mtu"},
    {"no gateway", [](auto& p) { p.socket.dontRoute = true; }, "", "", "", ""},
    {"local port", [](auto& p) { p.socket.localPort = 1017; }, "", "", "", ""},
    {"no local port",
     [](auto& p) { p.socket.localPort = 70000; },
     "local-port",
     "local-port",
     "local-port",
     "local-port"},
    {"local name",
     [](auto& p) { p.socket.localAddress = QStringLiteral("eth0"); },
     "local-address",
     "local-address",
     "local-address",
     "local-address"},
    {"local address of the other family",
     [](auto& p) { p.socket.localAddress = QStringLiteral("::1"); },
     "local-address",
     "local-address",
     "local-address",
     "local-address"},
    {"the other family",
     [](auto& p) { p.family = FamilyPreference::OnlyIpv6; },
     "ipv6",
     "ipv6",
     "ipv6",
     "ipv6"},
    {"session",
     [](auto& p) { p.sessionPath = QDir::temp().filePath(QStringLiteral("no-such-session.pem")); },
     "",
     "",
     "session-file",
     "session-file"},
    {"key log",
     [](auto& p) { p.keyLogPath = QStringLiteral("/no/x"); },
     "/no/x",
     "/no/x",
     "keylog",
     "keylog"},
    {"staple", [](auto& p) { p.askStaple = true; }, "", "", "ocsp", "ocsp"},
    {"server name",
     [](auto& p) { p.serverName = QStringLiteral("shop.test"); },
     "",
     "",
     "sni",
     "sni"},
    // What switches something off gets what it wants where there is none.
    {"no server name",
     [](auto& p) {
         p.sendServerName = false;
         p.serverName = QStringLiteral("shop.test");
     },
     "",
     "",
     "",
     ""},
    {"no tickets", [](auto& p) { p.handshake.tickets = false; }, "", "", "", ""},
    {"no tickets in TLS 1.3",
     [](auto& p) {
         p.handshake.tickets = false;
         p.versions = TlsVersion::Tls13;
     },
     "",
     "versions",
     "",
     "versions"},
    {"pre-shared key", [](auto& p) { p.pskIdentity = QStringLiteral("me"); }, "", "", "psk", "psk"},
    {"suites",
     [](auto& p) { p.tuning.cipherSuites = QStringLiteral("TLS_AES_128_GCM_SHA256"); },
     "",
     "suites",
     "suites",
     "suites"},
    {"ciphers of another version",
     [](auto& p) {
         p.tuning.cipherList = QStringLiteral("HIGH");
         p.versions |= TlsVersion::Tls13;
         p.versions &= ~TlsVersionSet(TlsVersion::Tls12);
     },
     "ciphers",
     "versions",
     "ciphers",
     "versions"},
    // What always says something is no reason to refuse a profile.
    {"trusted site", [](auto& p) { p.verify = VerifyMode::None; }, "", "", "", ""},
};

} // namespace

/// Every value that a person can get wrong is refused before anything is sent, and the field is
/// named.
class ProfileResolutionTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void clientFields_data();
    void clientFields();
    void serverFields_data();
    void serverFields();
    void row9CertificateByNameOrHash();
    void row10EntryWithoutKeyIsNamed();
    void row18OptionsThatDoNotFitAreSaid_data();
    void row18OptionsThatDoNotFitAreSaid();
    void row22MissingCredentialsAreToldBeforeConnecting();
    void fileWithoutAFolderIsHintedAt();
    void encryptedKeyAsksForItsPassword();
    void tokenIsAskedForWhatItsUriNames();

private:
    tests::TestPki m_pki;
    QTemporaryDir m_folder;
    std::optional<CertificateStore> m_store;
    int m_round = 0;
};

void ProfileResolutionTest::init()
{
    m_store = m_pki.store(m_folder.filePath(QString::number(++m_round)));
}

void ProfileResolutionTest::clientFields_data()
{
    QTest::addColumn<ClientProfile>("profile");
    QTest::addColumn<QString>("where");
    const auto row = [](const char* name, const ClientProfile& profile, const char* where) {
        QTest::newRow(name) << profile << QString::fromLatin1(where);
    };
    ClientProfile good;
    good.name = QStringLiteral("c");
    good.host = QStringLiteral("localhost");
    row("good", good, "");
    ClientProfile bad = good;
    bad.name = QStringLiteral(" ");
    row("no name", bad, "name");
    bad = good;
    bad.host = QStringLiteral("https://shop.example");
    row("URL", bad, "host");
    bad = good;
    bad.port = 0;
    row("port 0", bad, "port");
    bad = good;
    bad.versions = {};
    row("no version", bad, "versions");
    bad = good;
    bad.versions = *parseTlsVersions(QStringLiteral("1.0,1.3"));
    bad.sessionPath = QStringLiteral("session.pem");
    row("session and hole", bad, "versions");
    bad = good;
    bad.versions = TlsVersion::Ssl3;
    row("SSL 3", bad, "versions");
    bad = good;
    bad.certificate = QStringLiteral("nobody");
    row("no such certificate", bad, "certificate");
    bad = good;
    bad.trust = {.system = false, .store = false, .files = {QStringLiteral("/no/such.pem")}};
    row("no such trust file", bad, "trust");
    bad = good;
    bad.tuning.securityLevel = 9;
    row("security level", bad, "security-level");
    bad = good;
    bad.proxy = {ProxyKind::Http, {}, 3128, {}};
    row("proxy without host", bad, "proxy");
    bad.proxy = {ProxyKind::Http, QStringLiteral("proxy.test"), 0, {}};
    row("proxy without port", bad, "proxy");
    bad.proxy.port = 3128;
    row("proxy", bad, "");
    bad.proxy.user = QStringLiteral("a:b");
    row("colon in the user of an HTTP proxy", bad, "proxy-user");
    bad.proxy.kind = ProxyKind::Socks5;
    row("colon in the user of a SOCKS5 proxy", bad, "");
    bad.proxy.user = QString(256, QLatin1Char('u'));
    row("user too long for SOCKS5", bad, "proxy-user");
    bad.proxy = {ProxyKind::System, {}, 0, {}};
    row("the system's proxy", bad, "");
    bad.proxy.user = QStringLiteral("me");
    row("user of the system's proxy", bad, "");
    bad.proxy.user = QString(256, QLatin1Char('u'));
    row("user too long for the system's proxy", bad, "proxy-user");
    bad.transport = Transport::Udp;
    row("proxy over UDP", bad, "proxy");
    bad = good;
    bad.explicitTls.protocol = QStringLiteral("smtp");
    row("explicit TLS", bad, "");
    bad.transport = Transport::Udp;
    row("explicit TLS over UDP", bad, "starttls");
    bad = good;
    bad.explicitTls.protocol = QStringLiteral("gopher");
    row("explicit TLS in what is not known", bad, "starttls");
    bad.explicitTls.protocol = ExplicitTlsChoice::kManual;
    row("explicit TLS by hand", bad, "");
    bad.explicitTls.scriptPath = QStringLiteral("/nowhere/script");
    row("explicit TLS by a script that is not there", bad, "/nowhere/script");
}

void ProfileResolutionTest::clientFields()
{
    QFETCH(const ClientProfile, profile);
    QFETCH(const QString, where);
    const Result<ClientOptions> options = resolveClient(profile, *m_store, {});
    QCOMPARE(options.has_value(), where.isEmpty());
    if (!options) {
        QCOMPARE(options.error().where, where);
        QVERIFY(!options.error().message.isEmpty());
    }
}

void ProfileResolutionTest::serverFields_data()
{
    QTest::addColumn<ServerProfile>("profile");
    QTest::addColumn<QString>("where");
    const auto row = [](const char* name, const ServerProfile& profile, const char* where) {
        QTest::newRow(name) << profile << QString::fromLatin1(where);
    };
    const ServerProfile good {{.name = QStringLiteral("s")}, {QStringLiteral("server")}};
    row("good", good, "");
    ServerProfile bad = good;
    bad.certificates = {};
    row("no certificate", bad, "certificate");
    bad = good;
    bad.certificates = {QStringLiteral("Server")};
    row("name differs in case", bad, "certificate");
    bad = good;
    bad.listen.address = QStringLiteral("no.such.card");
    row("address", bad, "address");
    bad = good;
    bad.access.allowed = {QStringLiteral("shop.example")};
    row("allowed address", bad, "allow");
    bad = good;
    bad.access.mostConnections = -1;
    row("limit of connections", bad, "max-connections");
    bad = good;
    bad.name.clear();
    row("no name", bad, "name");
    bad = good;
    bad.limits.firstByte = Milliseconds(100);
    row("limit of the first byte", bad, "");
    bad.transport = Transport::Udp;
    row("limit of the first byte over UDP", bad, "first-byte-timeout");
    bad = good;
    bad.answer = {AnswerMode::File, m_folder.filePath(QStringLiteral("answer"))};
    row("no such file", bad, "answer");
    bad.answer.mode = AnswerMode::Banner;
    row("banner like a file", bad, "");
    bad.answer = {AnswerMode::File, QString()};
    row("file without a path", bad, "answer");
    bad.answer.text = m_folder.path();
    row("folder", bad, "answer");
    bad.answer.text = m_folder.filePath(QStringLiteral("pipe"));
    QCOMPARE(::mkfifo(QFile::encodeName(bad.answer.text).constData(), S_IRWXU), 0);
    row("pipe", bad, "answer");
    bad.answer.text = QStringLiteral("/dev/zero");
    row("device", bad, "answer");
    bad.answer.text = QCoreApplication::applicationFilePath();
    row("file", bad, "");
}

void ProfileResolutionTest::serverFields()
{
    QFETCH(const ServerProfile, profile);
    QFETCH(const QString, where);
    const Result<ServerOptions> options = resolveServer(profile, *m_store, {});
    QCOMPARE(options.has_value(), where.isEmpty());
    if (!options) {
        QCOMPARE(options.error().where, where);
    }
}

void ProfileResolutionTest::row9CertificateByNameOrHash()
{
    const StoreEntry entry = *m_store->find(QStringLiteral("server"));
    const QString hash = QString::fromLatin1(entry.facts.sha1.toHex(' ').toUpper());
    ServerProfile profile {{.name = QStringLiteral("s")}, {QChar(0x200E) + hash}};
    QVERIFY(resolveServer(profile, *m_store, {}));
    profile.certificateLookup = CertificateLookup::Name;
    QVERIFY(!resolveServer(profile, *m_store, {}));
    profile.certificates = {QStringLiteral("server")};
    QVERIFY(resolveServer(profile, *m_store, {}));
    profile.certificateLookup = CertificateLookup::Hash;
    QVERIFY(!resolveServer(profile, *m_store, {}));
}

void ProfileResolutionTest::row10EntryWithoutKeyIsNamed()
{
    KeyMaterial withoutKey = m_pki.server({QStringLiteral("dns:keyless.example")});
    withoutKey.key.reset();
    QVERIFY(m_store->add(QStringLiteral("keyless"), withoutKey));
    const Result<ServerOptions> options
        = resolveServer({{.name = QStringLiteral("s")}, {QStringLiteral("keyless")}}, *m_store, {});
    QVERIFY(!options);
    QCOMPARE(options.error().code, ErrorCode::NoPrivateKey);
    QVERIFY(options.error().message.contains(QStringLiteral("keyless")));
}

void ProfileResolutionTest::row18OptionsThatDoNotFitAreSaid_data()
{
    QTest::addColumn<ClientProfile>("profile");
    QTest::addColumn<QString>("where"); // empty: it fits
    ClientProfile base;
    base.name = QStringLiteral("c");
    base.host = QStringLiteral("127.0.0.1");
    const char* const protocols[] = {"TLS", "DTLS", "plain TCP", "plain UDP"};
    for (const OptionRow& row : kOptionRows) {
        const char* const expected[] = {row.tls, row.dtls, row.plainTcp, row.plainUdp};
        for (int i = 0; i < 4; ++i) {
            ClientProfile profile = base;
            profile.transport = i % 2 == 0 ? Transport::Tcp : Transport::Udp;
            profile.plain = i >= 2;
            row.change(profile);
            QTest::addRow("%s, %s", row.name, protocols[i])
                << profile << QString::fromLatin1(expected[i]);
        }
    }
}

void ProfileResolutionTest::row18OptionsThatDoNotFitAreSaid()
{
    QFETCH(const ClientProfile, profile);
    QFETCH(const QString, where);
    const Result<ClientOptions> options = resolveClient(profile, *m_store, {});
    QCOMPARE(options.has_value(), where.isEmpty());
    if (!options) {
        QCOMPARE(options.error().where, where);
        QVERIFY(!options.error().message.isEmpty());
    }
}

void ProfileResolutionTest::row22MissingCredentialsAreToldBeforeConnecting()
{
    ClientProfile profile;
    profile.name = QStringLiteral("c");
    profile.host = QStringLiteral("localhost");
    profile.certificate = QStringLiteral("missing");
    const Result<ClientOptions> options = resolveClient(profile, *m_store, {});
    QVERIFY(!options);
    QCOMPARE(options.error().code, ErrorCode::NotFound);
    QVERIFY(options.error().message.contains(QStringLiteral("missing")));
}

/// Files have a folder in front; one that is there is told how to be meant, by whoever looks.
void ProfileResolutionTest::fileWithoutAFolderIsHintedAt()
{
    const QTemporaryDir folder;
    const QString before = QDir::currentPath();
    QVERIFY(QDir::setCurrent(folder.path()));
    const auto reset = qScopeGuard([&before] { QDir::setCurrent(before); });
    QFile file(QStringLiteral("here.pem"));
    QVERIFY(file.open(QIODevice::WriteOnly));
    const auto remedyOf = [this](const char* name, CertificateLookup lookup) {
        const Result<void> checked = checkCredentials(QString::fromLatin1(name), lookup, *m_store);
        return checked ? QStringLiteral("found") : checked.error().remedy;
    };
    const QString hint = QStringLiteral("./here.pem");
    QVERIFY(remedyOf("here.pem", CertificateLookup::NameThenHash).contains(hint));
    QVERIFY(!remedyOf("here.pem", CertificateLookup::Name).contains(hint));
    QVERIFY(!remedyOf("there.pem", CertificateLookup::NameThenHash).contains(QStringLiteral("./")));
    QCOMPARE(remedyOf("./here.pem", CertificateLookup::NameThenHash), QStringLiteral("found"));
    ClientProfile profile;
    profile.name = QStringLiteral("c");
    profile.host = QStringLiteral("localhost");
    profile.certificate = file.fileName();
    const Result<ClientOptions> options = resolveClient(profile, *m_store, {});
    QVERIFY(!options);
    QVERIFY2(options.error().remedy.contains(hint), qPrintable(options.error().toLine()));
}

void ProfileResolutionTest::encryptedKeyAsksForItsPassword()
{
    QVERIFY(m_store->add(
        QStringLiteral("locked"), m_pki.server({QStringLiteral("dns:locked.example")}), "secret"));
    const ServerProfile profile {{.name = QStringLiteral("s")}, {QStringLiteral("locked")}};
    QString asked;
    const auto answer = [&](const QByteArray& password) {
        return [&asked, password](const QString& name) {
            asked = name;
            return password;
        };
    };
    QVERIFY(resolveServer(profile, *m_store, answer("secret")));
    QCOMPARE(asked, QStringLiteral("locked"));
    const Result<ServerOptions> wrong = resolveServer(profile, *m_store, answer("wrong"));
    QVERIFY(!wrong);
    QCOMPARE(wrong.error().code, ErrorCode::WrongPassword);
    QVERIFY(!wrong.error().toLine().contains(QStringLiteral("wrong\"")));
    const Result<ServerOptions> none = resolveServer(profile, *m_store, {});
    QVERIFY(!none);
    QCOMPARE(none.error().code, ErrorCode::PasswordNeeded);
}

void ProfileResolutionTest::tokenIsAskedForWhatItsUriNames()
{
    QStringList asked;
    const KeyMaterial onToken = m_pki.server();
    const TokenLoader tokens = [&](const QString& uri, const PasswordSource& password) {
        asked.append(uri + QString::fromUtf8(password(uri)));
        return Result<KeyMaterial>(onToken);
    };
    const PasswordSource pin = [](const QString&) { return QByteArray("1234"); };
    ServerProfile profile {{.name = QStringLiteral("s")},
                           {QStringLiteral("server"), "pkcs11:token=a"}};
    const Result<ServerOptions> both = resolveServer(profile, *m_store, pin, {}, tokens);
    QVERIFY2(both, qPrintable(both ? QString() : both.error().toLine()));
    QCOMPARE(asked, QStringList {"pkcs11:token=a1234"});
    QVERIFY(both->certificates.at(1).certificate == onToken.certificate);

    profile.certificateLookup = CertificateLookup::Name; // an entry may be called anything
    const Result<ServerOptions> byName = resolveServer(profile, *m_store, pin, {}, tokens);
    QVERIFY(!byName);
    QCOMPARE(byName.error().code, ErrorCode::NotFound);
    QCOMPARE(asked.size(), 1);
}

} // namespace workbench

QTEST_GUILESS_MAIN(workbench::ProfileResolutionTest)
#include "profile_resolution_test.moc"
