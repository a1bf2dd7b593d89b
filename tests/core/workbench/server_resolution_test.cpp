#include "core/base/atomic_file.h"
#include "core/certificates/ca_revocations.h"
#include "core/certificates/ocsp_response.h"
#include "core/workbench/profiles.h"
#include "core/workbench/resolution/unused_settings.h"
#include "tests/support/test_pki.h"

#include <QFile>
#include <QTemporaryDir>
#include <QTest>

namespace workbench {

/// What only a server's description has: where it listens, and what it staples.
class ServerResolutionTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void row12AddressByNetworkCard();
    void row12SeveralAddresses_data();
    void row12SeveralAddresses();
    void staplesOfTheStore();
    void row18WhatDoesNotFitIsSaid_data();
    void row18WhatDoesNotFitIsSaid();
    void row17WithoutTlsNoCertificateIsNeeded();
    void whatIsUnused_data();
    void whatIsUnused();
    void whoSpeaksDecidesWhatIsUnused();
    void dialogueIsRead();
    void wordsForEveryAddress();
    void bannerIsChecked();
    void row17BannerOverUdpInClearIsShort_data();
    void row17BannerOverUdpInClearIsShort();
    void staplesThatCannotBe_data();
    void staplesThatCannotBe();

private:
    tests::TestPki m_pki;
    QTemporaryDir m_folder;
    std::optional<CertificateStore> m_store;
    int m_round = 0;
};

void ServerResolutionTest::init()
{
    m_store = m_pki.store(m_folder.filePath(QString::number(++m_round)));
}

void ServerResolutionTest::row12AddressByNetworkCard()
{
    const ServerProfile profile {
        {.name = QStringLiteral("s"), .listen = {.address = QStringLiteral("lo")}},
        {QStringLiteral("server")}};
    const Result<ServerOptions> options = resolveServer(profile, *m_store, {});
    QVERIFY(options);
    QVERIFY(options->address.isLoopback());
    QVERIFY(localAddresses().first().loopback);
    QVERIFY(!localAddresses().last().loopback); // "every address" comes last
}

void ServerResolutionTest::row12SeveralAddresses_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<QStringList>("wanted"); // empty: an error
    QTest::newRow("nothing") << "" << QStringList {"127.0.0.1"};
    QTest::newRow("one") << " ::1 " << QStringList {"::1"};
    QTest::newRow("two") << "127.0.0.1, ::1" << QStringList {"127.0.0.1", "::1"};
    QTest::newRow("each once") << "localhost,127.0.0.1,127.0.0.2"
                               << QStringList {"127.0.0.1", "127.0.0.2"};
    QTest::newRow("the second is none") << "127.0.0.1, no.such.card" << QStringList();
    QStringList many;
    for (int i = 1; i <= 65; ++i) {
        many.append(QStringLiteral("127.0.0.%1").arg(i));
    }
    QTest::newRow("too many") << many.join(QLatin1Char(',')) << QStringList();
    many.removeLast();
    QTest::newRow("many") << many.join(QLatin1Char(',')) << many;
}

void ServerResolutionTest::row12SeveralAddresses()
{
    QFETCH(QString, text);
    QFETCH(QStringList, wanted);
    const ServerProfile profile {{.name = QStringLiteral("s"), .listen = {.address = text}},
                                 {QStringLiteral("server")}};
    const Result<ServerOptions> options = resolveServer(profile, *m_store, {});
    QCOMPARE(options.has_value(), !wanted.isEmpty());
    if (!options) {
        QCOMPARE(options.error().where, QStringLiteral("address"));
        return;
    }
    QStringList found {options->address.toString()};
    for (const QHostAddress& address : options->moreAddresses) {
        found.append(address.toString());
    }
    QCOMPARE(found, wanted);
}

/// The CA says what its revocation list says.
void ServerResolutionTest::staplesOfTheStore()
{
    ServerProfile profile;
    profile.name = QStringLiteral("s");
    profile.certificates = {QStringLiteral("server"), QStringLiteral("client")};
    profile.staples = {kStapleOfStore};
    const StoreEntry ca
        = m_store->find(QStringLiteral("intermediate"), CertificateLookup::Name).value();
    const StoreEntry client
        = m_store->find(QStringLiteral("client"), CertificateLookup::Name).value();
    QVERIFY(CaRevocations(ca, m_pki.intermediate())
                .revoke({.serial = client.facts.serial,
                         .time = QDateTime::currentDateTimeUtc(),
                         .reason = QStringLiteral("superseded")},
                        PublishOptions {}));
    const Result<ServerOptions> options = resolveServer(profile, *m_store, {});
    QVERIFY2(options, qPrintable(options ? QString() : options.error().toLine()));
    QCOMPARE(options->staples.size(), 2);
    const OcspStatus wanted[] = {OcspStatus::Good, OcspStatus::Revoked};
    for (int i = 0; i < 2; ++i) {
        const Result<OcspFacts> facts = readOcspResponse(options->staples.at(i), {});
        QVERIFY(facts);
        QCOMPARE(facts->answers.size(), 1);
        QCOMPARE(facts->answers.first().status, wanted[i]);
        QCOMPARE(facts->answers.first().serial,
                 certificateFacts(options->certificates.at(i).certificate.get()).serial);
    }
    profile.staples = {QString(), kStapleOfStore};
    const Result<ServerOptions> second = resolveServer(profile, *m_store, {});
    QVERIFY(second);
    QVERIFY(second->staples.first().isEmpty());
    QVERIFY(!second->staples.last().isEmpty());
    profile.staples.clear();
    QVERIFY(resolveServer(profile, *m_store, {})->staples.isEmpty());
}

using Change = void (*)(ServerProfile& profile);

void ServerResolutionTest::row18WhatDoesNotFitIsSaid_data()
{
    QTest::addColumn<Change>("change");
    QTest::addColumn<QString>("where");
    const auto row = [](const char* name, const char* where, const Change& change) {
        QTest::newRow(name) << change << QString::fromLatin1(where);
    };
    row("explicit TLS over UDP", "starttls", [](ServerProfile& p) {
        p.transport = Transport::Udp;
        p.explicitTls = QStringLiteral("smtp");
    });
    row("unknown protocol", "starttls", [](ServerProfile& p) {
        p.explicitTls = QStringLiteral("gopher");
    });
    row("protocol of clients only", "starttls", [](ServerProfile& p) {
        p.explicitTls = QStringLiteral("rdp");
    });
    row("explicit and no TLS", "starttls", [](ServerProfile& p) {
        p.plain = true;
        p.explicitTls = QStringLiteral("smtp");
    });
    row("client certificates without TLS", "client-cert", [](ServerProfile& p) {
        p.plain = true;
        p.clientCertificate = ClientCertificatePolicy::Request;
    });
    row("pre-shared key without TLS", "psk", [](ServerProfile& p) {
        p.plain = true;
        p.pskIdentity = QStringLiteral("me");
    });
    row("alerts without TLS", "plain", [](ServerProfile& p) {
        p.plain = true;
        p.access.way = DenyWay::Alert;
    });
    row("long answers over UDP in clear", "plain", [](ServerProfile& p) {
        p.plain = true;
        p.transport = Transport::Udp;
        p.answer.mode = AnswerMode::Http;
    });
    row("delay as long as silence may be", "answer-delay", [](ServerProfile& p) {
        p.limits.idle = p.answer.delay = Milliseconds(1000);
    });
    row("delay over UDP", "answer-delay", [](ServerProfile& p) {
        p.transport = Transport::Udp;
        p.limits.idle = Milliseconds(0);
        p.answer.delay = ServerLimits::kUsualIdle;
    });
    row("keep-alive over UDP", "keepalive", [](ServerProfile& p) {
        p.transport = Transport::Udp;
        p.listen.keepAlive = true;
    });
    row("Nagle over UDP", "nagle", [](ServerProfile& p) {
        p.transport = Transport::Udp;
        p.listen.nagle = Nagle::Always;
    });
    row("no dialogue", "answer", [](ServerProfile& p) { p.answer.mode = AnswerMode::Script; });
    row("a dialogue that is none", "answer", [](ServerProfile& p) {
        p.answer = {.mode = AnswerMode::Script, .text = QCoreApplication::applicationFilePath()};
    });
}

void ServerResolutionTest::row18WhatDoesNotFitIsSaid()
{
    QFETCH(const Change, change);
    QFETCH(const QString, where);
    ServerProfile profile {{.name = QStringLiteral("s")}, {QStringLiteral("server")}};
    QVERIFY(resolveServer(profile, *m_store, {}));
    change(profile);
    const Result<ServerOptions> options = resolveServer(profile, *m_store, {});
    QVERIFY(!options);
    QCOMPARE(options.error().where, where);
    QVERIFY(!options.error().message.isEmpty());
}

/// And those that stand there are not loaded.
void ServerResolutionTest::row17WithoutTlsNoCertificateIsNeeded()
{
    ServerProfile profile {{.name = QStringLiteral("s")}};
    QVERIFY(!resolveServer(profile, *m_store, {}));
    profile.plain = true;
    QVERIFY(resolveServer(profile, *m_store, {}));
    profile.certificates = {QStringLiteral("not there")};
    const Result<ServerOptions> options = resolveServer(profile, *m_store, {});
    QVERIFY(options && options->certificates.isEmpty());
}

void ServerResolutionTest::whatIsUnused_data()
{
    QTest::addColumn<Change>("change");
    QTest::addColumn<QStringList>("unused");
    const auto row = [](const char* name, const QStringList& unused, const Change& change) {
        QTest::newRow(name) << change << unused;
    };
    row("nothing", {}, [](ServerProfile& /*p*/) {});
    row("the usual without TLS", {}, [](ServerProfile& p) { p.plain = true; });
    row("everything without TLS",
        {"alpn",
         "ciphers",
         "suites",
         "groups",
         "sigalgs",
         "security-level",
         "client-order",
         "dh-group",
         "renegotiations",
         "unknown-names",
         "tickets",
         "session-lifetime",
         "ticket-key-rotation",
         "keylog",
         "ocsp"},
        [](ServerProfile& p) {
            p.plain = true;
            p.tuning = {.cipherList = QStringLiteral("HIGH"),
                        .cipherSuites = QStringLiteral("TLS_AES_128_GCM_SHA256"),
                        .groups = QStringLiteral("X25519"),
                        .signatureAlgorithms = QStringLiteral("ed25519"),
                        .securityLevel = 1,
                        .alpn = {QStringLiteral("h2")}};
            p.handshake = {.clientOrder = true, .renegotiations = 1, .dhGroup = DhGroup::Ffdhe3072};
            p.unknownNames = UnknownNames::Refuse;
            p.sessions.ticketCount = 5;
            p.sessions.lifetime = p.sessions.keyRotation = Milliseconds(60'000);
            p.keyLogPath = QDir::temp().filePath(QStringLiteral("keys"));
            p.staples = {kStapleOfStore};
        });
    row("what is switched off, without TLS", {}, [](ServerProfile& p) {
        p.plain = true;
        p.issuerNames = true; // nobody is asked for a certificate
        p.sessions = {.tickets = false, .ticketCount = 5, .ids = false};
    });
    row("sessions switched off in TLS 1.3", {}, [](ServerProfile& p) {
        p.versions = TlsVersion::Tls13;
        p.sessions = {.tickets = false, .ticketCount = 5, .ids = false};
    });
    row("suites of TLS 1.3 in TLS 1.2", {"suites", "tickets"}, [](ServerProfile& p) {
        p.versions = TlsVersion::Tls12;
        p.tuning.cipherSuites = QStringLiteral("TLS_AES_128_GCM_SHA256");
        p.sessions.ticketCount = 5;
    });
    row("suites of TLS 1.3 over UDP", {"suites"}, [](ServerProfile& p) {
        p.transport = Transport::Udp;
        p.tuning.cipherSuites = QStringLiteral("TLS_AES_128_GCM_SHA256");
    });
    row("of older versions in TLS 1.3",
        {"ciphers", "dh-group", "renegotiations"},
        [](ServerProfile& p) {
            p.versions = TlsVersion::Tls13;
            p.tuning.cipherList = QStringLiteral("HIGH");
            p.handshake = {.renegotiations = 1, .dhGroup = DhGroup::Ffdhe3072};
        });
}

/// It is told to who changes the server; one that was kept like that goes on to start.
void ServerResolutionTest::whatIsUnused()
{
    QFETCH(const Change, change);
    QFETCH(const QStringList, unused);
    ServerProfile profile {{.name = QStringLiteral("s")}, {QStringLiteral("server")}};
    change(profile);
    QStringList found;
    for (const UnusedSetting& setting : unusedSettings(profile)) {
        found.append(setting.error.where);
        QVERIFY(!setting.error.message.isEmpty());
    }
    QCOMPARE(found, unused);
    const Result<ServerOptions> options = resolveServer(profile, *m_store, {});
    QVERIFY2(options, options ? "" : qPrintable(options.error().toLine()));
}

/// In TLS 1.3 a server can give no tickets, and a client cannot help being given some.
void ServerResolutionTest::whoSpeaksDecidesWhatIsUnused()
{
    const auto beside = [](const char* option, const SpokenProtocol& spoken) {
        const QList<UnusedSetting> all = unusedAmong({QString::fromLatin1(option)}, spoken);
        return all.isEmpty() ? QString() : all.first().beside;
    };
    ServerProfile server;
    ClientProfile client;
    server.versions = client.versions = TlsVersion::Tls13;
    QCOMPARE(beside("no-tickets", spokenBy(server)), QString());
    QCOMPARE(beside("no-tickets", spokenBy(client)), QStringLiteral("tls"));
    server.versions = client.versions = kModernVersions;
    for (const Transport transport : {Transport::Tcp, Transport::Udp}) {
        server.transport = client.transport = transport;
        const QString wanted = transport == Transport::Udp ? QStringLiteral("udp") : QString();
        QCOMPARE(beside("suites", spokenBy(server)), wanted);
        QCOMPARE(beside("suites", spokenBy(client)), wanted);
    }
    server.plain = client.plain = true;
    QCOMPARE(beside("suites", spokenBy(server)), QStringLiteral("plain"));
    QCOMPARE(beside("suites", spokenBy(client)), QStringLiteral("plain"));
}

void ServerResolutionTest::dialogueIsRead()
{
    const QString path = m_folder.filePath(QStringLiteral("dialogue"));
    QFile file(path);
    QVERIFY(file.open(QIODevice::WriteOnly) && file.write("expect a\nsend b\n") > 0);
    file.close();
    ServerProfile profile {{.name = QStringLiteral("s")}, {QStringLiteral("server")}};
    profile.answer = {.mode = AnswerMode::Script, .text = path};
    const Result<ServerOptions> options = resolveServer(profile, *m_store, {});
    QVERIFY(options);
    QCOMPARE(options->answerScript.size(), 2);
}

/// Who wants to listen everywhere learns how that is written.
void ServerResolutionTest::wordsForEveryAddress()
{
    for (const char* word : {"all", "any", "*"}) {
        ServerProfile profile {{.name = QStringLiteral("s")}, {QStringLiteral("server")}};
        profile.listen.address = QLatin1String(word);
        const Result<ServerOptions> refused = resolveServer(profile, *m_store, {});
        QVERIFY(!refused);
        QCOMPARE(refused.error().where, QStringLiteral("address"));
        QVERIFY2(refused.error().remedy.contains(QStringLiteral("0.0.0.0"))
                     && refused.error().remedy.contains(QStringLiteral("::")),
                 qPrintable(refused.error().remedy));
    }
    ServerProfile profile {{.name = QStringLiteral("s")}, {QStringLiteral("server")}};
    profile.listen.address = QStringLiteral("0.0.0.0, ::");
    const Result<ServerOptions> both = resolveServer(profile, *m_store, {});
    QVERIFY2(both, both ? "" : qPrintable(both.error().toLine()));
    QCOMPARE(both->address, QHostAddress(QHostAddress::AnyIPv4));
    profile.listen.address = QStringLiteral("::ffff:127.0.0.1");
    QVERIFY(!resolveServer(profile, *m_store, {}));
}

void ServerResolutionTest::bannerIsChecked()
{
    ServerProfile profile {{.name = QStringLiteral("s")}, {QStringLiteral("server")}};
    profile.answer = {.mode = AnswerMode::Banner, .text = QStringLiteral("220 a\\tb\\\\\\x00")};
    QVERIFY(resolveServer(profile, *m_store, {}));
    profile.answer.text = QStringLiteral("220 \\q");
    const Result<ServerOptions> refused = resolveServer(profile, *m_store, {});
    QVERIFY(!refused);
    QCOMPARE(refused.error().where, QStringLiteral("answer"));
}

void ServerResolutionTest::row17BannerOverUdpInClearIsShort_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<bool>("fits");
    QTest::newRow("62 bytes and the line end") << QString(62, QLatin1Char('x')) << true;
    QTest::newRow("63 bytes and the line end") << QString(63, QLatin1Char('x')) << false;
    QTest::newRow("62 bytes in escapes") << QStringLiteral("\\x00").repeated(62) << true;
    QTest::newRow("63 bytes in escapes") << QStringLiteral("\\x00").repeated(63) << false;
    QTest::newRow("32 letters of two bytes") << QString(32, QChar(0xe4)) << false;
}

/// What goes out is counted, not what is written.
void ServerResolutionTest::row17BannerOverUdpInClearIsShort()
{
    QFETCH(const QString, text);
    QFETCH(const bool, fits);
    ServerProfile profile {{.name = QStringLiteral("s")}};
    profile.plain = true;
    profile.transport = Transport::Udp;
    profile.answer = {.mode = AnswerMode::Banner, .text = text};
    const Result<ServerOptions> options = resolveServer(profile, *m_store, {});
    QCOMPARE(options.has_value(), fits);
    if (!options) {
        QCOMPARE(options.error().where, QStringLiteral("plain"));
        QVERIFY2(options.error().message.contains(QStringLiteral("long banner")),
                 qPrintable(options.error().toLine()));
    }
}

void ServerResolutionTest::staplesThatCannotBe_data()
{
    QTest::addColumn<QStringList>("certificates");
    QTest::addColumn<QStringList>("staples");
    QTest::addColumn<ErrorCode>("code");
    const QStringList one {QStringLiteral("server")};
    QTest::newRow("no CA") << QStringList {QStringLiteral("foreign")}
                           << QStringList {kStapleOfStore} << ErrorCode::NotFound;
    QTest::newRow("no file") << one << QStringList {QStringLiteral("/no/such/file")}
                             << ErrorCode::NotFound;
    QTest::newRow("no response") << one << QStringList {m_folder.filePath(QStringLiteral("wrong"))}
                                 << ErrorCode::InvalidInput;
    QTest::newRow("too large") << one << QStringList {m_folder.filePath(QStringLiteral("large"))}
                               << ErrorCode::InvalidInput;
    QTest::newRow("too many") << one << QStringList {kStapleOfStore, kStapleOfStore}
                              << ErrorCode::InvalidInput;
}

void ServerResolutionTest::staplesThatCannotBe()
{
    QFETCH(const QStringList, certificates);
    QFETCH(const QStringList, staples);
    QFETCH(const ErrorCode, code);
    const tests::TestPki foreign;
    QVERIFY(m_store->add(QStringLiteral("foreign"), foreign.server()));
    QFile wrong(m_folder.filePath(QStringLiteral("wrong")));
    QVERIFY(wrong.open(QIODevice::WriteOnly));
    wrong.write("no response");
    wrong.close();
    // What stands behind a response does not count: only its size is wrong.
    const KeyMaterial server = certificatesOf(*m_store->find(QStringLiteral("server")));
    const QByteArray response
        = makeOcspResponse(server.certificate.get(), {}, m_pki.intermediate()).value();
    QVERIFY(writeFileAtomically(m_folder.filePath(QStringLiteral("large")),
                                response + QByteArray(kLargestStaple, '\0')));
    ServerProfile profile;
    profile.name = QStringLiteral("s");
    profile.certificates = certificates;
    profile.staples = staples;
    const Result<ServerOptions> options = resolveServer(profile, *m_store, {});
    QVERIFY(!options);
    QCOMPARE(options.error().where, QStringLiteral("staple"));
    QCOMPARE(options.error().code, code);
}

} // namespace workbench

QTEST_GUILESS_MAIN(workbench::ServerResolutionTest)
#include "server_resolution_test.moc"
