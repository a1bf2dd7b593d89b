#include "core/workbench/workspace_file.h"

#include <QFile>
#include <QJsonDocument>
#include <QTemporaryDir>
#include <QTest>

namespace workbench {

class ProfileJsonTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void clientSurvives();
    void proxiesSurvive_data();
    void proxiesSurvive();
    void systemProxyHasNoUser();
    void socketSurvives();
    void serverSurvives();
    void serverOfAnEarlierFile();
    void missingMembersKeepDefaults();
    void wrongMembersAreNamed_data();
    void wrongMembersAreNamed();
    void boundsHoldInsideMembers();
    void workspaceSurvives();
    void brokenWorkspaceIsAnErrorAndStays_data();
    void brokenWorkspaceIsAnErrorAndStays();
};

void ProfileJsonTest::clientSurvives()
{
    ClientProfile profile;
    profile.name = QStringLiteral("Shop");
    profile.host = QStringLiteral("shop.example");
    profile.port = 8443;
    profile.versions = *parseTlsVersions(QStringLiteral("1.0-1.2"));
    profile.limits.whole = Milliseconds(1500);
    profile.limits.tls = Milliseconds(700);
    profile.verify = VerifyMode::None;
    profile.trust = {.system = false, .store = true, .files = {QStringLiteral("/a.pem")}};
    profile.certificate = QStringLiteral("client");
    profile.tuning.alpn = {QStringLiteral("h2")};
    profile.tuning.securityLevel = 0;
    profile.transport = Transport::Udp;
    profile.askStaple = true;
    profile.proxy = {ProxyKind::Http, QStringLiteral("proxy.test"), 3128, QStringLiteral("me")};
    profile.limits.proxy = Milliseconds(300);
    profile.explicitTls = {ExplicitTlsChoice::kManual, QStringLiteral("/script")};
    profile.limits.starttls = Milliseconds(400);
    profile.limits.idle = Milliseconds(400);
    profile.limits.data = Milliseconds(60'000);
    profile.family = FamilyPreference::PreferIpv6;
    profile.handshake = {.recordPadding = 512,
                         .minimumDhBits = 3072,
                         .tickets = false,
                         .askTimestamps = true,
                         .legacyRenegotiation = true};
    profile.sessionPath = QStringLiteral("/s.pem");
    profile.check = {.pins = {QString(64, QLatin1Char('a'))},
                     .time = QDateTime({2030, 1, 31}, {12, 0}, Qt::UTC),
                     .revocationFiles = {QStringLiteral("/ca.crl")},
                     .revocation = RevocationCheck::Chain};
    const Result<ClientProfile> read = clientFromJson(toJson(profile));
    QVERIFY(read);
    QCOMPARE(toJson(*read), toJson(profile));
    QCOMPARE(read->limits.whole, Milliseconds(1500));
    QCOMPARE(read->verify, VerifyMode::None);
    QCOMPARE(read->trust, profile.trust);
    QCOMPARE(read->transport, Transport::Udp);
    QVERIFY(read->askStaple);
    QCOMPARE(read->proxy, profile.proxy);
    QCOMPARE(read->limits.proxy, Milliseconds(300));
    QCOMPARE(read->explicitTls, profile.explicitTls);
    QCOMPARE(read->limits.starttls, Milliseconds(400));
    QCOMPARE(read->limits.idle, Milliseconds(400));
    QCOMPARE(read->limits.data, Milliseconds(60'000));
    QCOMPARE(read->family, FamilyPreference::PreferIpv6);
    QCOMPARE(read->handshake, profile.handshake);
    QCOMPARE(read->sessionPath, profile.sessionPath);
    QCOMPARE(read->check, profile.check);
}

void ProfileJsonTest::proxiesSurvive_data()
{
    QTest::addColumn<QString>("url");
    for (const char* url : {"http://me@proxy.test:3128", "socks5://proxy.test:1080", "system"}) {
        QTest::newRow(url) << QString::fromLatin1(url);
    }
}

void ProfileJsonTest::proxiesSurvive()
{
    QFETCH(const QString, url);
    ClientProfile profile;
    profile.proxy = ProxyChoice::fromUrl(url).value();
    const Result<ClientProfile> read = clientFromJson(toJson(profile));
    QVERIFY(read);
    QCOMPARE(read->proxy, profile.proxy);
}

/// Nobody could be asked for the password of a user that no window shows.
void ProfileJsonTest::systemProxyHasNoUser()
{
    const QJsonObject proxy {{QStringLiteral("kind"), QStringLiteral("system")},
                             {QStringLiteral("user"), QStringLiteral("me")}};
    const Result<ClientProfile> read = clientFromJson(
        {{QStringLiteral("name"), QStringLiteral("x")}, {QStringLiteral("proxy"), proxy}});
    QVERIFY(read);
    QCOMPARE(read->proxy.kind, ProxyKind::System);
    QVERIFY(read->proxy.user.isEmpty());
}

void ProfileJsonTest::socketSurvives()
{
    ClientProfile profile;
    QVERIFY(!toJson(profile).contains(QStringLiteral("socket")));
    QVERIFY(!toJson(profile).contains(QStringLiteral("plain")));
    profile.plain = true;
    profile.socket = {.keepAlive = true,
                      .nagle = Nagle::AfterHandshake,
                      .localAddress = QStringLiteral("127.0.0.1"),
                      .localPort = 1017,
                      .dontRoute = true,
                      .broadcast = true,
                      .mtu = 300};
    const Result<ClientProfile> read = clientFromJson(toJson(profile));
    QVERIFY(read);
    QVERIFY(read->plain);
    QCOMPARE(read->socket, profile.socket);
}

void ProfileJsonTest::serverSurvives()
{
    ServerProfile profile;
    profile.name = QStringLiteral("shop test");
    profile.certificates = {QStringLiteral("shop"), QStringLiteral("ab:cd")};
    profile.certificateLookup = CertificateLookup::Hash;
    profile.listen.port = 5043;
    profile.listen.reuseAddress = false;
    profile.listen.threads = 3;
    profile.clientCertificate = ClientCertificatePolicy::Require;
    profile.answer = {.mode = AnswerMode::Banner,
                      .text = QStringLiteral("hello"),
                      .delay = Milliseconds(50),
                      .bytesPerSecond = 1000};
    profile.plain = true;
    profile.explicitTls = QStringLiteral("imap");
    profile.listen.keepAlive = true;
    profile.listen.nagle = Nagle::AfterHandshake;
    profile.access = {.deny = true,
                      .way = DenyWay::Reset,
                      .alert = 40,
                      .mostConnections = 7,
                      .allowed = {QStringLiteral("192.0.2.0/24")}};
    profile.limits = {.firstByte = Milliseconds(100),
                      .starttls = Milliseconds(150),
                      .handshake = Milliseconds(200),
                      .idle = Milliseconds(300),
                      .data = Milliseconds(400)};
    profile.transport = Transport::Udp;
    profile.unknownNames = UnknownNames::Refuse;
    profile.issuerNames = true;
    profile.pskIdentity = QStringLiteral("me");
    profile.staples = {QStringLiteral("/s.der"), kStapleOfStore};
    profile.handshake = {.clientOrder = true, .renegotiations = 3, .dhGroup = DhGroup::Ffdhe4096};
    profile.sessions = {.tickets = false,
                        .ticketCount = 5,
                        .lifetime = Milliseconds(90'000),
                        .keyRotation = Milliseconds(1500),
                        .ids = false};
    const Result<ServerProfile> read = serverFromJson(toJson(profile));
    QVERIFY(read);
    QCOMPARE(read->listen.threads, 3);
    QCOMPARE(read->transport, Transport::Udp);
    QCOMPARE(read->unknownNames, profile.unknownNames);
    QVERIFY(read->issuerNames);
    QCOMPARE(read->pskIdentity, profile.pskIdentity);
    QCOMPARE(read->staples, profile.staples);
    QCOMPARE(read->sessions, profile.sessions);
    QCOMPARE(read->handshake, profile.handshake);
    QCOMPARE(read->access, profile.access);
    QCOMPARE(read->limits, profile.limits);
    QCOMPARE(toJson(*read), toJson(profile));
    QCOMPARE(read->answer, profile.answer);
    QVERIFY(read->plain);
    QCOMPARE(read->explicitTls, profile.explicitTls);
    QVERIFY(read->listen.keepAlive);
    QCOMPARE(read->listen.nagle, profile.listen.nagle);
    QCOMPARE(read->certificates, profile.certificates);
}

/// As workspace files have held servers since the first one.
void ProfileJsonTest::serverOfAnEarlierFile()
{
    const QJsonObject file = QJsonDocument::fromJson(R"({
        "name": "shop", "certificates": ["shop", "other"], "certificateBy": "name",
        "address": "127.0.0.1", "port": 5043, "reuseAddress": false, "versions": "1.2",
        "clientCertificate": "request", "deny": true, "handshakeTimeout": "3 s",
        "answer": "file", "answerText": "/f", "keyLog": "/k", "staple": "/s", "tickets": false,
        "transport": "tcp",
        "tuning": {"ciphers": "", "suites": "", "groups": "P-256", "sigalgs": "",
                   "securityLevel": 1, "alpn": ["h2"]},
        "clientTrust": {"system": true, "store": false, "files": []}})")
                                 .object();
    const Result<ServerProfile> read = serverFromJson(file);
    QVERIFY2(read, qPrintable(read ? QString() : read.error().toLine()));
    QCOMPARE(read->listen.address, QStringLiteral("127.0.0.1"));
    QCOMPARE(read->listen.port, 5043);
    QVERIFY(!read->listen.reuseAddress);
    QCOMPARE(read->access, AccessSettings {.deny = true});
    QCOMPARE(read->limits, ServerLimits {.handshake = Milliseconds(3000)});
    QCOMPARE(read->answer.mode, AnswerMode::File);
    QCOMPARE(read->answer.text, QStringLiteral("/f"));
    QVERIFY(!read->sessions.tickets);
    QCOMPARE(read->staples, QStringList {QStringLiteral("/s")});
    QCOMPARE(toJson(*read), file); // an older program would read what is written as well
}

void ProfileJsonTest::missingMembersKeepDefaults()
{
    const Result<ClientProfile> read
        = clientFromJson({{QStringLiteral("name"), QStringLiteral("x")}});
    QVERIFY(read);
    QCOMPARE(read->versions, kModernVersions);
    QCOMPARE(read->limits.whole, Milliseconds(10'000));
    QVERIFY(!read->proxy.isSet());
    QVERIFY(!read->explicitTls.isSet());
    QVERIFY(!toJson(*read).contains(QStringLiteral("explicitTls")));
    QVERIFY(!toJson(*read).contains(QStringLiteral("addressFamily")));
    QVERIFY(!toJson(*read).contains(QStringLiteral("handshake")));
    QVERIFY(!toJson(*read).contains(QStringLiteral("idleTimeout")));
}

void ProfileJsonTest::wrongMembersAreNamed_data()
{
    QTest::addColumn<QString>("member");
    QTest::addColumn<QJsonValue>("value");
    QTest::newRow("port") << QStringLiteral("port") << QJsonValue(70000);
    QTest::newRow("port as text") << QStringLiteral("port") << QJsonValue(QStringLiteral("443"));
    QTest::newRow("versions") << QStringLiteral("versions") << QJsonValue(QStringLiteral("9.9"));
    QTest::newRow("timeout") << QStringLiteral("timeout") << QJsonValue(QStringLiteral("soon"));
    QTest::newRow("verify") << QStringLiteral("verify") << QJsonValue(QStringLiteral("maybe"));
    QTest::newRow("proxy") << QStringLiteral("proxy") << QJsonValue(QStringLiteral("http"));
    QTest::newRow("explicitTls") << QStringLiteral("explicitTls")
                                 << QJsonValue(QJsonObject {
                                        {QStringLiteral("protocol"), QStringLiteral("gopher")}});
    QTest::newRow("handshake") << QStringLiteral("handshake") << QJsonValue(1);
    QTest::newRow("family") << QStringLiteral("addressFamily") << QJsonValue(QStringLiteral("9"));
    QTest::newRow("trust") << QStringLiteral("trust") << QJsonValue(true);
}

void ProfileJsonTest::wrongMembersAreNamed()
{
    QFETCH(const QString, member);
    QFETCH(const QJsonValue, value);
    const Result<ClientProfile> read = clientFromJson({{member, value}});
    QVERIFY(!read);
    QVERIFY(read.error().message.contains(member));
}

void ProfileJsonTest::boundsHoldInsideMembers()
{
    const QJsonObject handshake {{QStringLiteral("recordPadding"), 20'000}};
    const Result<ClientProfile> read = clientFromJson({{QStringLiteral("handshake"), handshake}});
    QVERIFY(!read);
    QVERIFY(read.error().message.contains(QStringLiteral("recordPadding")));
}

void ProfileJsonTest::workspaceSurvives()
{
    const QTemporaryDir folder;
    const QString path = folder.filePath(QStringLiteral("workspace.json"));
    QVERIFY(readWorkspace(path)->servers.isEmpty()); // no file: empty
    Workspace workspace;
    workspace.servers.append(ServerProfile {{.name = QStringLiteral("s")}});
    ClientProfile client;
    client.name = QStringLiteral("c");
    workspace.clients.append(client);
    QVERIFY(writeWorkspace(path, workspace));
    const Result<Workspace> read = readWorkspace(path);
    QVERIFY(read);
    QCOMPARE(read->servers.size(), 1);
    QCOMPARE(read->clients.first().name, QStringLiteral("c"));
}

void ProfileJsonTest::brokenWorkspaceIsAnErrorAndStays_data()
{
    QTest::addColumn<QByteArray>("content");
    QTest::newRow("no JSON") << QByteArray("{ not json");
    QTest::newRow("other schema") << QByteArray(R"({"schema": "x/2"})");
    QTest::newRow("bad member") << QByteArray(
        R"({"schema": "tls-workbench/workspace/1", "servers": [{"name": "a", "port": -4}]})");
}

void ProfileJsonTest::brokenWorkspaceIsAnErrorAndStays()
{
    QFETCH(const QByteArray, content);
    const QTemporaryDir folder;
    const QString path = folder.filePath(QStringLiteral("workspace.json"));
    QFile file(path);
    QVERIFY(file.open(QIODevice::WriteOnly));
    file.write(content);
    file.close();
    const Result<Workspace> read = readWorkspace(path);
    QVERIFY(!read);
    QCOMPARE(read.error().where, path);
    QVERIFY(file.open(QIODevice::ReadOnly));
    QCOMPARE(file.readAll(), content);
}

} // namespace workbench

QTEST_GUILESS_MAIN(workbench::ProfileJsonTest)
#include "profile_json_test.moc"
