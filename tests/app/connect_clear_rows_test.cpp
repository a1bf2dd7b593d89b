#include "core/base/atomic_file.h"
#include "core/trace/tls_library.h"
#include "tests/app/connect_to_server.h"
#include "tests/support/clear_talker.h"
#include "tests/support/connect_proxy.h"
#include "tests/support/raw_peer.h"

#include <QJsonArray>
#include <QTest>

namespace workbench {

using tests::ClearTalker;
using tests::ConnectProxy;
using tests::ProgramRun;
using tests::RawPeer;

/// Rows of the behaviour that a client must have where something comes before TLS: a talk in clear,
/// a proxy.
class ConnectClearRowsTest : public tests::ConnectToServer
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();

    void init() { serve(); }

    void row23TlsAtOnceOrAskedFor_data();
    void row23TlsAtOnceOrAskedFor();
    void row25TlsOnAConnectionThatIsThere();
    void row25OrderIsEnforced();
    void plainMqttPortIsTold();
};

void ConnectClearRowsTest::initTestCase()
{
    QVERIFY(initializeTlsLibrary());
    static_cast<void>(m_pki.store(m_home.filePath(QStringLiteral("store"))));
}

void ConnectClearRowsTest::row23TlsAtOnceOrAskedFor_data()
{
    QTest::addColumn<QString>("starttls");
    QTest::addColumn<QList<ClearTalker::Turn>>("turns");
    QTest::addColumn<QByteArray>("heard"); // in clear
    using Turns = QList<ClearTalker::Turn>;
    QTest::newRow("at once") << QString() << Turns {{{}, 0, true}} << QByteArray();
    QTest::newRow("asked for in its protocol")
        << QStringLiteral("smtp")
        << Turns {{"220 m\r\n", 0}, {"250-m\r\n250 STARTTLS\r\n", 0}, {"220 go\r\n", 0, true}}
        << QByteArray("EHLO tls-workbench.invalid\r\nSTARTTLS\r\n");
    QTest::newRow("in words of one's own")
        << QStringLiteral("script:") + m_home.filePath("script")
        << Turns {{"hi\r\n", 6}, {"ready\r\n", 0, true}} << QByteArray("TLS?\r\n");
}

/// Connects in clear, talks, and then TLS begins on the open connection.
void ConnectClearRowsTest::row23TlsAtOnceOrAskedFor()
{
    QFETCH(const QString, starttls);
    QFETCH(const QList<ClearTalker::Turn>, turns);
    QFETCH(const QByteArray, heard);
    QVERIFY(writeFileAtomically(m_home.filePath("script"), "send TLS?\\r\\n\nexpect ready\n"));
    const ClearTalker talker(turns, m_server->serverPort());
    QStringList more {"--format", "json"};
    if (!starttls.isEmpty()) {
        more += {"--starttls", starttls};
    }
    QStringList all = arguments(more);
    all[1] = QStringLiteral("localhost:%1")
                 .arg(starttls.isEmpty() ? m_server->serverPort() : talker.serverPort());
    const ProgramRun run = tests::runProgramBeside(all, m_home.path());
    QVERIFY2(run.status == 0, (run.output + run.errors).constData());
    QVERIFY2(talker.heard().startsWith(heard), talker.heard().constData());
    const QJsonObject document = run.json().object();
    QCOMPARE(phases(document).contains(QStringLiteral("starttls")), !starttls.isEmpty());
    QVERIFY(phases(document).contains(QStringLiteral("tls")));
}

/// TLS is attached to a tunnel that somebody else made, and to what follows a talk in clear in it;
/// what is said of either carries the name of the connection.
void ConnectClearRowsTest::row25TlsOnAConnectionThatIsThere()
{
    const ConnectProxy proxy;
    const ClearTalker talker({{"hi\r\n", 6}, {"ready\r\n", 0, true}}, m_server->serverPort());
    QVERIFY(writeFileAtomically(m_home.filePath("script"), "send TLS?\\r\\n\nexpect ready\n"));
    QStringList all = arguments({"--name",
                                 "in a tunnel",
                                 "--proxy",
                                 QStringLiteral("http://127.0.0.1:%1").arg(proxy.serverPort()),
                                 "--starttls",
                                 QStringLiteral("script:") + m_home.filePath("script"),
                                 "--format",
                                 "json"});
    all[1] = QStringLiteral("localhost:%1").arg(talker.serverPort());
    const ProgramRun run = tests::runProgramBeside(all, m_home.path());
    QVERIFY2(run.status == 0, (run.output + run.errors).constData());
    QVERIFY(proxy.head().startsWith("CONNECT localhost:"));
    const QJsonObject document = run.json().object();
    QCOMPARE(document.value("name").toString(), QStringLiteral("in a tunnel"));
    const QStringList expected {"tcp", "proxy", "starttls", "tls"};
    QStringList done = phases(document);
    done.removeIf([&expected](const QString& phase) { return !expected.contains(phase); });
    QCOMPARE(done, expected); // in this order
}

/// Before the handshake, not while there is none to come: the reason is said.
void ConnectClearRowsTest::row25OrderIsEnforced()
{
    const auto connectInClear = [this](const QStringList& more) {
        QStringList all = arguments(more);
        all.remove(2, 2); // the trust anchors, which are of no use either
        return tests::runProgramBeside(all, m_home.path());
    };
    const ProgramRun clear = connectInClear({"--plain", "--starttls", "smtp"});
    QCOMPARE(clear.status, 2);
    QVERIFY2(clear.errors.contains("Explicit TLS"), clear.errors.constData());
    const ProgramRun session
        = connectInClear({"--plain", "--session-file", m_home.filePath("session")});
    QCOMPARE(session.status, 2);
    QVERIFY2(session.errors.contains("no session"), session.errors.constData());
    QCOMPARE(m_reached, 0);
}

/// A broker closes on a hello: that its port is MQTT's without TLS is the likely reason. An address
/// of its own, since the port may be in use at the usual one.
void ConnectClearRowsTest::plainMqttPortIsTold()
{
    const QString address = QStringLiteral("127.18.83.1");
    RawPeer broker(RawPeer::Behaviour::CloseAfterFirstBytes);
    broker.close();
    QVERIFY(broker.listen(QHostAddress(address), 1883));
    QStringList all = arguments({"--format", "json"});
    all[1] = address + QStringLiteral(":1883");
    const ProgramRun run = tests::runProgramBeside(all, m_home.path());
    QCOMPARE(run.status, 1);
    const QJsonObject first = run.json().object().value("findings").toArray().first().toObject();
    QCOMPARE(first.value("id").toString(), QStringLiteral("plain-mqtt-port"));
    QVERIFY(first.value("fix").toArray().first().toString().contains(QStringLiteral("8883")));
}

} // namespace workbench

QTEST_GUILESS_MAIN(workbench::ConnectClearRowsTest)
#include "connect_clear_rows_test.moc"
