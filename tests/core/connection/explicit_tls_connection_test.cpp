#include "core/connection/explicit_tls/explicit_tls_protocol.h"
#include "core/diagnosis/diagnosis.h"
#include "core/trace/tls_library.h"
#include "tests/core/connection/loopback.h"
#include "tests/support/clear_talker.h"
#include "tests/support/connect_proxy.h"
#include "tests/support/raw_peer.h"

#include <QElapsedTimer>
#include <QSignalSpy>
#include <QTest>

namespace workbench {

using tests::ClearTalker;
using tests::RawPeer;
using Behaviour = RawPeer::Behaviour;
using Turns = QList<ClearTalker::Turn>;

/// A client that comes to TLS from an open connection in clear: by a protocol, by a script, by
/// hand.
class ExplicitTlsConnectionTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void protocolsReachTls_data();
    void protocolsReachTls();
    void silenceIsThePhaseOfStarttls_data();
    void silenceIsThePhaseOfStarttls();
    void endings_data();
    void endings();
    void bytesInClearWhereTlsBegins_data();
    void bytesInClearWhereTlsBegins();
    void row23ByHand();
    void row23ByHandThroughAProxy();
    void row23APersonHasAllTheTime();
    void row25OrderIsEnforced();
    void row25TlsBeginsByItself();

private:
    ClientOptions options(quint16 port) const;
    static ConnectionRecordPtr run(const ClientOptions& options);
    static QString firstFinding(const ConnectionRecord& record);

    tests::TestPki m_pki;
};

namespace {

const Turns kSmtp {{"220 m ESMTP\r\n"}, {"250-m\r\n250 STARTTLS\r\n"}, {"220 go\r\n", 0, true}};

QByteArray mysqlGreeting()
{
    return QByteArray::fromHex("270000000a") + "10.11" + '\0' + QByteArray(4, 'i')
        + QByteArray(8, 's') + '\0' + QByteArray::fromHex("feff") + QByteArray(17, '\0');
}

/// A TLS server behind one that talks in clear, run to the end of one connection.
struct Site
{
    explicit Site(const tests::TestPki& pki, Turns turns)
        : server(options(pki))
        , started(server.start().has_value())
        , talker(std::move(turns), server.serverPort())
    { }

    static ServerOptions options(const tests::TestPki& pki)
    {
        ServerOptions options;
        options.name = QStringLiteral("server");
        options.certificates = {pki.server()};
        return options;
    }

    TlsServer server;
    bool started;
    ClearTalker talker;
};

} // namespace

void ExplicitTlsConnectionTest::initTestCase()
{
    QVERIFY(initializeTlsLibrary());
}

ClientOptions ExplicitTlsConnectionTest::options(quint16 port) const
{
    return loopbackClient(m_pki, port, QStringLiteral("localhost"));
}

ConnectionRecordPtr ExplicitTlsConnectionTest::run(const ClientOptions& options)
{
    ClientConnection connection(options);
    QObject::connect(
        &connection, &ClientConnection::established, &connection, &ClientConnection::close);
    QSignalSpy finished(&connection, &ClientConnection::finished);
    connection.start();
    constexpr int kLongest = 15'000;
    finished.wait(kLongest);
    return connection.snapshot();
}

QString ExplicitTlsConnectionTest::firstFinding(const ConnectionRecord& record)
{
    return diagnose(record).value(0).id;
}

void ExplicitTlsConnectionTest::protocolsReachTls_data()
{
    QTest::addColumn<QString>("protocol");
    QTest::addColumn<Turns>("turns");
    QTest::addColumn<QByteArray>("heard");
    QTest::newRow("smtp") << QStringLiteral("smtp") << kSmtp
                          << QByteArray("EHLO tls-workbench.invalid\r\nSTARTTLS\r\n");
    QTest::newRow("postgres") << QStringLiteral("postgres") << Turns {{{}, 8}, {"S", 0, true}}
                              << QByteArray::fromHex("0000000804d2162f");
    // Its request has no answer: the client_hello follows at once.
    QTest::newRow("mysql") << QStringLiteral("mysql") << Turns {{mysqlGreeting(), 36}}
                           << QByteArray::fromHex("20000001008a0000000000012d")
            + QByteArray(23, '\0');
    QTest::newRow("script") << QStringLiteral("manual")
                            << Turns {{"hi\r\n", 6}, {"ready\r\n", 0, true}}
                            << QByteArray("TLS?\r\n");
}

void ExplicitTlsConnectionTest::protocolsReachTls()
{
    QFETCH(const QString, protocol);
    QFETCH(const Turns, turns);
    QFETCH(const QByteArray, heard);
    Site site(m_pki, turns);
    QVERIFY(site.started);
    ClientOptions theOptions = options(site.talker.serverPort());
    theOptions.explicitTls.protocol = protocol;
    if (theOptions.explicitTls.isManual()) {
        theOptions.clearScript = *parseClearScript("expect hi\nsend TLS?\\r\\n\nexpect ready\n");
    }
    const ConnectionRecordPtr record = run(theOptions);
    QCOMPARE(record->result, ConnectionResult::Established);
    QCOMPARE(record->phase(PhaseName::Starttls)->result, PhaseResult::Done);
    QCOMPARE(record->explicitTls, protocol);
    QVERIFY(record->verification.hostnameMatches);
    QVERIFY(record->firstBytesReceived.startsWith('\x16'));
    QCOMPARE(site.talker.heard(), heard);
    QVERIFY(!record->clearDialogue.isEmpty());
    QCOMPARE(firstFinding(*record), QString());
}

void ExplicitTlsConnectionTest::silenceIsThePhaseOfStarttls_data()
{
    QTest::addColumn<QString>("protocol");
    for (const ExplicitTlsProtocol& protocol : explicitTlsProtocols()) {
        QTest::newRow(protocol.word) << QString::fromLatin1(protocol.word);
    }
}

void ExplicitTlsConnectionTest::silenceIsThePhaseOfStarttls()
{
    QFETCH(const QString, protocol);
    const RawPeer peer(Behaviour::Silence);
    ClientOptions theOptions = options(peer.serverPort());
    theOptions.explicitTls.protocol = protocol;
    theOptions.limits.starttls = Milliseconds(100);
    theOptions.limits.tls = Milliseconds(1);
    const ConnectionRecordPtr record = run(theOptions);
    QCOMPARE(record->result, ConnectionResult::TimedOut);
    QCOMPARE(record->phases.last().name, PhaseName::Starttls);
    QCOMPARE(record->phases.last().result, PhaseResult::TimedOut);
    QCOMPARE(record->limit, Milliseconds(100));
    QCOMPARE(firstFinding(*record), QStringLiteral("starttls-timed-out"));
}

void ExplicitTlsConnectionTest::endings_data()
{
    QTest::addColumn<int>("behaviour");
    QTest::addColumn<QByteArray>("says");
    QTest::addColumn<QString>("finding");
    const auto row = [](const char* name, Behaviour behaviour, const char* says, const char* id) {
        QTest::newRow(name) << int(behaviour) << QByteArray(says) << QString::fromLatin1(id);
    };
    row("FIN", Behaviour::CloseAfterFirstBytes, "", "closed-during-starttls");
    row("RST", Behaviour::ResetAfterFirstBytes, "", "closed-during-starttls");
    row("no", Behaviour::AnswerFirstBytes, "N", "starttls-not-offered");
    row("HTTP", Behaviour::AnswerFirstBytes, "HTTP/1.1 400 No\r\n", "starttls-wrong-protocol");
    row("garbage", Behaviour::AnswerFirstBytes, "what is this?\r\n", "starttls-not-understood");
    row("TLS",
        Behaviour::AnswerFirstBytes,
        "\x15\x03\x03\x01\x02\x02\x46zzz",
        "starttls-on-implicit-tls-port");
}

void ExplicitTlsConnectionTest::endings()
{
    QFETCH(const int, behaviour);
    QFETCH(const QByteArray, says);
    QFETCH(const QString, finding);
    const RawPeer peer(static_cast<Behaviour>(behaviour), says);
    ClientOptions theOptions = options(peer.serverPort());
    theOptions.explicitTls.protocol = QStringLiteral("postgres");
    const ConnectionRecordPtr record = run(theOptions);
    QCOMPARE(record->result, ConnectionResult::Failed);
    QCOMPARE(record->phases.last().name, PhaseName::Starttls);
    QCOMPARE(record->phases.last().result, PhaseResult::Failed);
    QVERIFY(record->messages.isEmpty());
    QCOMPARE(firstFinding(*record), finding);
    QCOMPARE(diagnose(*record).first().phase, QStringLiteral("starttls"));
}

void ExplicitTlsConnectionTest::bytesInClearWhereTlsBegins_data()
{
    QTest::addColumn<Turns>("turns");
    QTest::addColumn<int>("phase");
    Turns together = kSmtp;
    together.last().says += "250 evil\r\n";
    QTest::newRow("with the answer") << together << int(PhaseName::Starttls);
    Turns later = kSmtp;
    later.last().isLast = false;
    later.append({"250 evil\r\n", 0, true});
    QTest::newRow("behind the hello") << later << int(PhaseName::Tls);
}

void ExplicitTlsConnectionTest::bytesInClearWhereTlsBegins()
{
    QFETCH(const Turns, turns);
    QFETCH(const int, phase);
    const ClearTalker talker(turns);
    ClientOptions theOptions = options(talker.serverPort());
    theOptions.explicitTls.protocol = QStringLiteral("smtp");
    const ConnectionRecordPtr record = run(theOptions);
    QCOMPARE(record->result, ConnectionResult::Failed);
    QCOMPARE(int(record->phases.last().name), phase);
    const QList<Finding> findings = diagnose(*record);
    QCOMPARE(findings.size(), 1);
    QCOMPARE(findings.first().id, QStringLiteral("starttls-injection"));
}

void ExplicitTlsConnectionTest::row23ByHand()
{
    Site site(m_pki, {{"hello\r\n", 6}, {"go\r\n", 0, true}});
    ClientOptions theOptions = options(site.talker.serverPort());
    theOptions.explicitTls.protocol = ExplicitTlsChoice::kManual;
    ClientConnection connection(theOptions);
    connection.start();
    QTRY_VERIFY(connection.snapshot()->awaitsStartTls);
    QCOMPARE(connection.snapshot()->result, ConnectionResult::InProgress);
    QTRY_COMPARE(connection.snapshot()->clearDialogue.size(), 1);
    connection.send("TLS?\r\n");
    QTRY_COMPARE(connection.snapshot()->clearDialogue.size(), 3);
    const QList<DataChunk> said = connection.snapshot()->clearDialogue;
    QCOMPARE(said.at(0).bytes, QByteArray("hello\r\n"));
    QCOMPARE(said.at(1).bytes, QByteArray("TLS?\r\n"));
    QCOMPARE(said.at(1).direction, Direction::Sent);
    QCOMPARE(said.at(2).bytes, QByteArray("go\r\n"));
    QVERIFY(connection.startTls());
    QTRY_COMPARE(connection.snapshot()->result, ConnectionResult::Established);
    QVERIFY(!connection.snapshot()->awaitsStartTls);
    QCOMPARE(connection.snapshot()->phase(PhaseName::Starttls)->result, PhaseResult::Done);
    connection.send("secret");
    QTRY_COMPARE(connection.snapshot()->data.size(), 2); // and its echo
    QCOMPARE(connection.snapshot()->clearDialogue.size(), 3);
}

void ExplicitTlsConnectionTest::row23ByHandThroughAProxy()
{
    Site site(m_pki, {{"hello\r\n", 0, true}});
    const tests::ConnectProxy proxy;
    ClientOptions theOptions = options(site.talker.serverPort());
    theOptions.explicitTls.protocol = ExplicitTlsChoice::kManual;
    theOptions.proxy = {ProxyKind::Http, QStringLiteral("127.0.0.1"), proxy.serverPort(), {}};
    ClientConnection connection(theOptions);
    connection.start();
    QTRY_VERIFY(connection.snapshot()->clearDialogue.size() >= 3);
    QVERIFY(connection.startTls());
    QTRY_COMPARE(connection.snapshot()->result, ConnectionResult::Established);
    QCOMPARE(connection.snapshot()->phase(PhaseName::Proxy)->result, PhaseResult::Done);
}

void ExplicitTlsConnectionTest::row23APersonHasAllTheTime()
{
    const RawPeer peer(Behaviour::Silence);
    ClientOptions theOptions = options(peer.serverPort());
    theOptions.explicitTls.protocol = ExplicitTlsChoice::kManual;
    theOptions.limits.whole = Milliseconds(300);
    theOptions.limits.starttls = Milliseconds(100);
    ClientConnection connection(theOptions);
    QSignalSpy finished(&connection, &ClientConnection::finished);
    connection.start();
    QTRY_VERIFY(connection.snapshot()->awaitsStartTls);
    QElapsedTimer passed;
    passed.start();
    QTRY_VERIFY(passed.hasExpired(theOptions.limits.whole.count()));
    QVERIFY(connection.snapshot()->awaitsStartTls);
    QVERIFY(connection.startTls()); // from now on the limits hold
    QVERIFY(finished.wait());
    QCOMPARE(connection.snapshot()->result, ConnectionResult::TimedOut);
    QCOMPARE(connection.snapshot()->phases.last().name, PhaseName::Tls);
}

void ExplicitTlsConnectionTest::row25OrderIsEnforced()
{
    Site site(m_pki, {{"hello\r\n", 0, true}});
    ClientOptions theOptions = options(site.talker.serverPort());
    theOptions.explicitTls.protocol = ExplicitTlsChoice::kManual;
    ClientConnection connection(theOptions);
    QSignalSpy finished(&connection, &ClientConnection::finished);
    connection.start();
    const Result<void> tooEarly = connection.startTls();
    QVERIFY(!tooEarly);
    QVERIFY(tooEarly.error().message.contains(QStringLiteral("no connection yet")));
    QTRY_COMPARE(connection.snapshot()->clearDialogue.size(), 1);
    QVERIFY(connection.startTls());
    const Result<void> twice = connection.startTls();
    QVERIFY(!twice);
    QVERIFY(twice.error().message.contains(QStringLiteral("has begun")));
    QTRY_COMPARE(connection.snapshot()->result, ConnectionResult::Established);
    QVERIFY(connection.startTls().error().message.contains(QStringLiteral("is active")));
    connection.close();
    QVERIFY(finished.wait());
    QVERIFY(connection.startTls().error().message.contains(QStringLiteral("has ended")));
    QCOMPARE(connection.snapshot()->result, ConnectionResult::Established);
}

void ExplicitTlsConnectionTest::row25TlsBeginsByItself()
{
    const ClearTalker talker({{"220 m\r\n"}, {}});
    ClientOptions theOptions = options(talker.serverPort());
    theOptions.explicitTls.protocol = QStringLiteral("smtp");
    ClientConnection connection(theOptions);
    connection.start();
    QTRY_COMPARE(connection.snapshot()->clearDialogue.size(), 2);
    QVERIFY(connection.startTls().error().message.contains(QStringLiteral("by itself")));
    connection.cancel();
    QTRY_COMPARE(connection.snapshot()->result, ConnectionResult::Cancelled);
}

} // namespace workbench

QTEST_GUILESS_MAIN(workbench::ExplicitTlsConnectionTest)
#include "explicit_tls_connection_test.moc"
