#include "core/trace/tls_library.h"
#include "core/workbench/server_changes.h"
#include "core/workbench/workbench.h"
#include "tests/support/test_pki.h"

#include <QTemporaryDir>
#include <QTest>

namespace workbench {

namespace {

using Change = std::function<void(ServerProfile&)>;

ServerProfile usual()
{
    ServerProfile profile;
    profile.name = QStringLiteral("s");
    profile.certificates = {QStringLiteral("server")};
    return profile;
}

struct Row
{
    const char* what;
    void (*change)(ServerProfile& p);
    const char* waits; ///< what is said to wait for a restart; null: it holds at once, or never
};

constexpr const char* kRest = "options of the handshake and of sessions, limits";

/// Every field of the description.
constexpr Row kRows[] = {
    {"nothing", [](ServerProfile& /*p*/) {}, nullptr},
    {"port", [](ServerProfile& p) { p.listen.port = 4433; }, "port"},
    {"address", [](ServerProfile& p) { p.listen.address = QStringLiteral("::1"); }, "address"},
    {"the usual address, spelt out",
     [](ServerProfile& p) { p.listen.address = QStringLiteral("127.0.0.1"); },
     nullptr},
    {"re-use of the address",
     [](ServerProfile& p) { p.listen.reuseAddress = false; },
     "re-use of the address"},
    {"keep-alive", [](ServerProfile& p) { p.listen.keepAlive = true; }, "options of the sockets"},
    {"Nagle's algorithm",
     [](ServerProfile& p) { p.listen.nagle = Nagle::Always; },
     "options of the sockets"},
    {"threads", [](ServerProfile& p) { p.listen.threads = 2; }, "threads"},
    {"transport", [](ServerProfile& p) { p.transport = Transport::Udp; }, "transport"},
    {"plain", [](ServerProfile& p) { p.plain = true; }, "transport"},
    {"explicit TLS",
     [](ServerProfile& p) { p.explicitTls = QStringLiteral("smtp"); },
     "explicit TLS"},
    {"certificate",
     [](ServerProfile& p) { p.certificates.append(QStringLiteral("other")); },
     "certificates"},
    {"how it is found",
     [](ServerProfile& p) { p.certificateLookup = CertificateLookup::Hash; },
     "certificates"},
    {"staple", [](ServerProfile& p) { p.staples = {kStapleOfStore}; }, "OCSP responses"},
    {"staples",
     [](ServerProfile& p) {
         p.staples = {QString(), kStapleOfStore};
     },
     "OCSP responses"},
    {"pre-shared key",
     [](ServerProfile& p) { p.pskIdentity = QStringLiteral("me"); },
     "pre-shared key"},
    {"versions", [](ServerProfile& p) { p.versions = TlsVersion::Tls12; }, "TLS versions"},
    {"client certificates",
     [](ServerProfile& p) { p.clientCertificate = ClientCertificatePolicy::Require; },
     "client certificates"},
    {"whom they are trusted of",
     [](ServerProfile& p) { p.clientTrust.files = {QStringLiteral("/ca.pem")}; },
     "client certificates"},
    {"names of issuers", [](ServerProfile& p) { p.issuerNames = true; }, "client certificates"},
    {"key log", [](ServerProfile& p) { p.keyLogPath = QStringLiteral("/keys"); }, "key log"},
    {"answer", [](ServerProfile& p) { p.answer.mode = AnswerMode::Http; }, "answer"},
    {"script",
     [](ServerProfile& p) {
         p.answer = {.mode = AnswerMode::Script, .text = QStringLiteral("/script")};
     },
     "answer"},
    {"banner", [](ServerProfile& p) { p.answer.text = QStringLiteral("hi"); }, "answer"},
    {"delay", [](ServerProfile& p) { p.answer.delay = Milliseconds(7); }, "answer"},
    {"rate", [](ServerProfile& p) { p.answer.bytesPerSecond = 7; }, "answer"},
    {"unknown names", [](ServerProfile& p) { p.unknownNames = UnknownNames::Refuse; }, kRest},
    {"limits", [](ServerProfile& p) { p.limits.handshake = Milliseconds(1234); }, kRest},
    {"limit of the words in clear",
     [](ServerProfile& p) { p.limits.starttls = Milliseconds(1234); },
     kRest},
    {"limit of silence", [](ServerProfile& p) { p.limits.idle = Milliseconds(1234); }, kRest},
    {"limit of the data", [](ServerProfile& p) { p.limits.data = Milliseconds(1234); }, kRest},
    {"first byte", [](ServerProfile& p) { p.limits.firstByte = Milliseconds(1234); }, kRest},
    {"tuning", [](ServerProfile& p) { p.tuning.securityLevel = 2; }, kRest},
    {"protocols", [](ServerProfile& p) { p.tuning.alpn = {QStringLiteral("h2")}; }, kRest},
    {"whose order", [](ServerProfile& p) { p.handshake.clientOrder = true; }, kRest},
    {"renegotiations", [](ServerProfile& p) { p.handshake.renegotiations = 1; }, kRest},
    {"tickets", [](ServerProfile& p) { p.sessions.tickets = false; }, kRest},
    {"name", [](ServerProfile& p) { p.name = QStringLiteral("t"); }, nullptr},
    {"refusal", [](ServerProfile& p) { p.access.deny = true; }, nullptr},
    {"way of refusing", [](ServerProfile& p) { p.access.way = DenyWay::Reset; }, nullptr},
    {"allowed addresses",
     [](ServerProfile& p) { p.access.allowed = {QStringLiteral("127.0.0.0/8")}; },
     nullptr},
    {"most connections", [](ServerProfile& p) { p.access.mostConnections = 3; }, nullptr},
    {"autostart", [](ServerProfile& p) { p.autostart = true; }, nullptr},
};

} // namespace

/// What of a server that runs waits for a restart, and servers that start by themselves.
class ServerChangesTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void waits_data();
    void waits();
    void eachOnce();
    void startsBySelf();
    void whatKeepsItIsSaid();

private:
    tests::TestPki m_pki;
};

void ServerChangesTest::initTestCase()
{
    QVERIFY(initializeTlsLibrary());
}

void ServerChangesTest::waits_data()
{
    QTest::addColumn<Change>("change");
    QTest::addColumn<QStringList>("wanted");
    for (const Row& row : kRows) {
        QTest::newRow(row.what) << Change(row.change)
                                << (row.waits == nullptr
                                        ? QStringList()
                                        : QStringList {QString::fromLatin1(row.waits)});
    }
}

void ServerChangesTest::waits()
{
    QFETCH(Change, change);
    QFETCH(QStringList, wanted);
    ServerProfile changed = usual();
    change(changed);
    QCOMPARE(waitingChanges(usual(), changed), wanted);
    QCOMPARE(waitingChanges(changed, usual()), wanted);
}

void ServerChangesTest::eachOnce()
{
    ServerProfile changed = usual();
    changed.clientCertificate = ClientCertificatePolicy::Request;
    changed.clientTrust.system = true;
    changed.limits.handshake = Milliseconds(1234);
    changed.tuning.securityLevel = 2;
    QCOMPARE(waitingChanges(usual(), changed).size(), 2);
}

void ServerChangesTest::startsBySelf()
{
    const QTemporaryDir folder;
    for (const bool again : {false, true}) {
        Workbench workbench(folder.path());
        QVERIFY(workbench.open());
        if (!again) {
            QVERIFY(workbench.addCertificate(QStringLiteral("server"), m_pki.server()));
            ServerProfile profile = usual();
            profile.autostart = true;
            QVERIFY(workbench.addServer(profile));
            profile.name = QStringLiteral("by hand");
            profile.autostart = false;
            QVERIFY(workbench.addServer(profile));
        }
        workbench.startAutomaticServers();
        QTRY_COMPARE(workbench.serverStatus(QStringLiteral("s")).state, ServerState::Listening);
        QCOMPARE(workbench.serverStatus(QStringLiteral("by hand")).state, ServerState::Stopped);
    }
}

void ServerChangesTest::whatKeepsItIsSaid()
{
    const QTemporaryDir folder;
    Workbench workbench(folder.path());
    QVERIFY(workbench.open());
    ServerProfile profile = usual();
    profile.certificates = {QStringLiteral("nobody has it")};
    profile.autostart = true;
    QVERIFY(workbench.addServer(profile));
    workbench.startAutomaticServers();
    const ServerStatus status = workbench.serverStatus(profile.name);
    QCOMPARE(status.state, ServerState::Failed);
    QVERIFY(status.fault);
    QVERIFY(!status.fault->message.isEmpty());
}

} // namespace workbench

QTEST_GUILESS_MAIN(workbench::ServerChangesTest)
#include "server_changes_test.moc"
