#include "core/trace/tls_library.h"
#include "core/workbench/workbench.h"
#include "tests/support/test_pki.h"

#include <QTemporaryDir>
#include <QTest>

#include <functional>
#include <optional>

namespace workbench {

/// A client takes the session of its last connection up again, without a file.
class SessionMemoryTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void init();
    void cleanup();
    void sessionIsTakenUp_data();
    void sessionIsTakenUp();
    void setWithAHoleOffersOneRun();
    void openConnectionStaysWhereNothingFits();
    void whyNot_data();
    void whyNot();
    void serverThatForgotIsTold();
    void nameThatComesAgainHasNoSession();

private:
    void startServer(const std::function<void(ServerProfile&)>& change = {});
    void addClient(const std::function<void(ClientProfile&)>& change = {});
    void change(const std::function<void(ClientProfile&)>& change);
    ConnectionRecordPtr connectAndWait(bool resume);
    void closeAndWait();

    ClientStatus status() const { return m_workbench->clientStatus(kName); }

    QString fault() const { return status().fault ? status().fault->message : QString(); }

    tests::TestPki m_pki;
    std::optional<QTemporaryDir> m_folder;
    std::unique_ptr<Workbench> m_workbench;
    quint16 m_port = 0;
    const QString kName = QStringLiteral("visitor");
    const QString kServer = QStringLiteral("shop");
};

void SessionMemoryTest::initTestCase()
{
    QVERIFY(initializeTlsLibrary());
}

void SessionMemoryTest::init()
{
    m_folder.emplace();
    m_workbench = std::make_unique<Workbench>(m_folder->path());
    QVERIFY(m_workbench->open());
    QVERIFY(m_workbench->addCertificate(QStringLiteral("root"), m_pki.root()));
    QVERIFY(m_workbench->addCertificate(QStringLiteral("server"), m_pki.server()));
}

void SessionMemoryTest::cleanup()
{
    m_workbench.reset();
}

void SessionMemoryTest::startServer(const std::function<void(ServerProfile&)>& change)
{
    ServerProfile profile {{.name = kServer}, {QStringLiteral("server")}};
    if (change) {
        change(profile);
    }
    QVERIFY(m_workbench->addServer(profile));
    QVERIFY(m_workbench->startServer(kServer));
    QTRY_COMPARE(m_workbench->serverStatus(kServer).state, ServerState::Listening);
    m_port = m_workbench->serverStatus(kServer).port;
}

void SessionMemoryTest::addClient(const std::function<void(ClientProfile&)>& change)
{
    ClientProfile profile;
    profile.name = kName;
    profile.host = QStringLiteral("localhost");
    profile.port = m_port;
    profile.trust = {.system = false, .store = true, .files = {}};
    if (change) {
        change(profile);
    }
    QVERIFY(m_workbench->addClient(profile));
}

void SessionMemoryTest::change(const std::function<void(ClientProfile&)>& change)
{
    ClientProfile profile = *m_workbench->clientProfile(kName);
    change(profile);
    QVERIFY(m_workbench->changeClient(kName, profile));
}

/// Null: no attempt was made.
ConnectionRecordPtr SessionMemoryTest::connectAndWait(bool resume)
{
    const quint64 before = status().lastRecord;
    if (resume ? !m_workbench->resumeClient(kName) : !m_workbench->connectClient(kName)) {
        return nullptr;
    }
    const bool decided = QTest::qWaitFor(
        [&] { return status().fault || (status().lastRecord != before && !status().connecting); });
    const auto last = m_workbench->connection(status().lastRecord);
    return decided && !status().fault && last ? last->record : nullptr;
}

void SessionMemoryTest::closeAndWait()
{
    m_workbench->disconnectClient(kName);
    QTRY_VERIFY(!status().open);
}

void SessionMemoryTest::sessionIsTakenUp_data()
{
    QTest::addColumn<int>("transport");
    QTest::addColumn<int>("version");
    QTest::addColumn<bool>("whileOpen");
    for (const bool whileOpen : {false, true}) {
        const char* when = whileOpen ? "open" : "closed";
        QTest::addRow("TLS 1.2, %s", when)
            << int(Transport::Tcp) << int(TlsVersion::Tls12) << whileOpen;
        QTest::addRow("TLS 1.3, %s", when)
            << int(Transport::Tcp) << int(TlsVersion::Tls13) << whileOpen;
        QTest::addRow("DTLS, %s", when)
            << int(Transport::Udp) << int(TlsVersion::Tls12) << whileOpen;
    }
}

void SessionMemoryTest::sessionIsTakenUp()
{
    QFETCH(const int, transport);
    QFETCH(const int, version);
    QFETCH(const bool, whileOpen);
    startServer([transport](ServerProfile& profile) {
        profile.transport = static_cast<Transport>(transport);
    });
    addClient([transport, version](ClientProfile& profile) {
        profile.transport = static_cast<Transport>(transport);
        profile.versions = static_cast<TlsVersion>(version);
    });
    const ConnectionRecordPtr first = connectAndWait(false);
    QVERIFY(first);
    QCOMPARE(first->result, ConnectionResult::Established);
    QVERIFY(!first->sessionOffered);
    m_workbench->sendFromClient(kName, "the tickets come before the echo");
    QTRY_VERIFY(m_workbench->connection(first->id)->record->data.size() >= 2);
    if (!whileOpen) {
        closeAndWait();
    }
    for (int again = 0; again < 2; ++again) {
        const ConnectionRecordPtr record = connectAndWait(true);
        QVERIFY2(record, qPrintable(fault()));
        QCOMPARE(record->result, ConnectionResult::Established);
        QVERIFY(record->sessionOffered);
        QVERIFY(record->negotiated.resumed);
        QVERIFY(record->verification.trusted); // judged anew, with the issuers that came then
    }
    QTRY_VERIFY(!m_workbench->connection(first->id)->record->open);
}

void SessionMemoryTest::setWithAHoleOffersOneRun()
{
    startServer();
    addClient(
        [](ClientProfile& profile) { profile.versions = {TlsVersion::Tls10 | TlsVersion::Tls12}; });
    QVERIFY(m_workbench->connectClient(kName));
    QTRY_COMPARE(m_workbench->connections(Role::Client, kName).size(), 2); // one for each run
    QTRY_COMPARE(status().repetitions, 0);
    QTRY_COMPARE(status().former->result, ConnectionResult::Established);
    const ConnectionRecordPtr record = connectAndWait(true);
    QVERIFY2(record, qPrintable(fault()));
    QVERIFY(record->negotiated.resumed);
    QCOMPARE(record->allowedVersions, TlsVersionSet(TlsVersion::Tls12));
}

void SessionMemoryTest::openConnectionStaysWhereNothingFits()
{
    startServer();
    addClient([](ClientProfile& profile) { profile.versions = TlsVersion::Tls12; });
    QVERIFY(connectAndWait(false));
    change([](ClientProfile& profile) { profile.versions = TlsVersion::Tls13; });
    QVERIFY(m_workbench->resumeClient(kName));
    QTRY_VERIFY(status().fault);
    QVERIFY(!status().connecting);
    QVERIFY(status().open);
    QCOMPARE(m_workbench->connections(Role::Client, kName).size(), 1);
}

void SessionMemoryTest::whyNot_data()
{
    QTest::addColumn<QString>("what");
    QTest::addColumn<QString>("reason");
    const auto row = [](const char* what, const char* reason) {
        QTest::newRow(what) << QString::fromLatin1(what) << QString::fromUtf8(reason);
    };
    row("first time", "has no session from this run");
    row("no tickets", "no session that could be taken up again");
    row("other target", "not with 127.0.0.1:");
    row("other name", "another server name");
    row("other certificate", "another client certificate");
    row("other version", "one of TLS 1.2, which this attempt does not allow");
    row("other suite", "which this attempt does not offer");
}

void SessionMemoryTest::whyNot()
{
    QFETCH(const QString, what);
    QFETCH(const QString, reason);
    const bool tickets = what != QStringLiteral("no tickets");
    startServer([tickets](ServerProfile& profile) { profile.sessions.tickets = tickets; });
    addClient([tickets](ClientProfile& profile) {
        profile.versions = tickets ? TlsVersion::Tls12 : TlsVersion::Tls13;
    });
    if (what != QStringLiteral("first time")) {
        QVERIFY(connectAndWait(false));
        closeAndWait();
    }
    change([&what](ClientProfile& profile) {
        if (what == QStringLiteral("other target")) {
            profile.host = QStringLiteral("127.0.0.1");
        } else if (what == QStringLiteral("other name")) {
            profile.serverName = QStringLiteral("shop.test");
        } else if (what == QStringLiteral("other certificate")) {
            profile.certificate = QStringLiteral("server");
        } else if (what == QStringLiteral("other version")) {
            profile.versions = TlsVersion::Tls13;
        } else if (what == QStringLiteral("other suite")) {
            profile.tuning.cipherList = QStringLiteral("ECDHE-RSA-AES128-SHA");
        }
    });
    const qsizetype before = m_workbench->connections(Role::Client, kName).size();
    QVERIFY(!connectAndWait(true));
    QVERIFY2(fault().contains(reason), qPrintable(fault()));
    QVERIFY2(!status().fault->remedy.contains(QStringLiteral("file")),
             qPrintable(status().fault->remedy));
    QVERIFY(!status().fault->remedy.isEmpty());
    QCOMPARE(m_workbench->connections(Role::Client, kName).size(), before);
}

void SessionMemoryTest::serverThatForgotIsTold()
{
    startServer();
    addClient([](ClientProfile& profile) { profile.versions = TlsVersion::Tls12; });
    QVERIFY(connectAndWait(false));
    closeAndWait();
    ServerProfile profile = *m_workbench->serverProfile(kServer);
    profile.listen.port = m_port;
    QVERIFY(m_workbench->changeServer(kServer, profile));
    QVERIFY(m_workbench->restartServer(kServer)); // with new keys for its tickets
    QTRY_COMPARE(m_workbench->serverStatus(kServer).state, ServerState::Listening);
    const ConnectionRecordPtr record = connectAndWait(true);
    QVERIFY2(record, qPrintable(fault()));
    QCOMPARE(record->result, ConnectionResult::Established);
    QVERIFY(record->sessionOffered && !record->negotiated.resumed);
    QCOMPARE(m_workbench->connection(record->id)->findings.value(0).id,
             QStringLiteral("resumption-refused"));
}

void SessionMemoryTest::nameThatComesAgainHasNoSession()
{
    startServer();
    const auto old = [](ClientProfile& profile) { profile.versions = TlsVersion::Tls12; };
    addClient(old);
    QVERIFY(connectAndWait(false));
    QVERIFY(m_workbench->removeClient(kName));
    addClient(old);
    QVERIFY(m_workbench->resumeClient(kName));
    QTRY_VERIFY(status().fault);
    QVERIFY2(fault().contains(QStringLiteral("has no session from this run")), qPrintable(fault()));
}

} // namespace workbench

QTEST_GUILESS_MAIN(workbench::SessionMemoryTest)
#include "session_memory_test.moc"
