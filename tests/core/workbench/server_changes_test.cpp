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
    const auto row = [](const char* tag, const Change& change, const QStringList& wanted) {
        QTest::newRow(tag) << change << wanted;
    };
    const QStringList rest {QStringLiteral("options of the handshake and of sessions, limits")};
    row("nothing", [](ServerProfile&) {}, {});
    row("port", [](ServerProfile& p) { p.listen.port = 4433; }, {QStringLiteral("port")});
    row("address",
        [](ServerProfile& p) { p.listen.address = QStringLiteral("::1"); },
        {QStringLiteral("address")});
    row("the usual address, spelt out",
        [](ServerProfile& p) { p.listen.address = QStringLiteral("127.0.0.1"); },
        {});
    row("transport",
        [](ServerProfile& p) { p.transport = Transport::Udp; },
        {QStringLiteral("transport")});
    row("certificate",
        [](ServerProfile& p) { p.certificates.append(QStringLiteral("other")); },
        {QStringLiteral("certificates")});
    row("versions",
        [](ServerProfile& p) { p.versions = TlsVersion::Tls12; },
        {QStringLiteral("TLS versions")});
    row("client certificates",
        [](ServerProfile& p) { p.clientCertificate = ClientCertificatePolicy::Require; },
        {QStringLiteral("client certificates")});
    row("answer",
        [](ServerProfile& p) { p.answer.mode = AnswerMode::Http; },
        {QStringLiteral("answer")});
    row(
        "limits", [](ServerProfile& p) { p.limits.handshake = Milliseconds(1234); }, rest);
    row(
        "tuning", [](ServerProfile& p) { p.tuning.securityLevel = 2; }, rest);
    // These hold at once, or never.
    row("name", [](ServerProfile& p) { p.name = QStringLiteral("t"); }, {});
    row("refusal", [](ServerProfile& p) { p.access.deny = true; }, {});
    row("most connections", [](ServerProfile& p) { p.access.mostConnections = 3; }, {});
    row("autostart", [](ServerProfile& p) { p.autostart = true; }, {});
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
