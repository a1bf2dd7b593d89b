#include "core/trace/tls_library.h"
#include "tests/core/connection/loopback.h"
#include "tests/support/connect_proxy.h"
#include "tests/support/raw_peer.h"
#include "tests/support/test_pki.h"

#include <QSignalSpy>
#include <QTest>

namespace workbench {

using tests::ConnectProxy;
using tests::RawPeer;
using Behaviour = RawPeer::Behaviour;

/// A client that goes through a proxy: phases, limits, what the record says of whom.
class ProxyConnectionTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void tunnel();
    void answersThatEndIt_data();
    void answersThatEndIt();
    void silenceIsThePhaseOfTheProxy();
    void cancelWhileTheProxyIsAsked();

private:
    ClientOptions options(quint16 proxyPort) const;
    static ConnectionRecordPtr run(const ClientOptions& options);

    tests::TestPki m_pki;
};

void ProxyConnectionTest::initTestCase()
{
    QVERIFY(initializeTlsLibrary());
}

ClientOptions ProxyConnectionTest::options(quint16 proxyPort) const
{
    ClientOptions options;
    options.name = QStringLiteral("client");
    options.host = QStringLiteral("no-such-host.invalid"); // nobody here looks it up
    options.trust = m_pki.anchors();
    options.proxy = {ProxyKind::Http, QStringLiteral("127.0.0.1"), proxyPort, {}};
    return options;
}

ConnectionRecordPtr ProxyConnectionTest::run(const ClientOptions& options)
{
    ClientConnection connection(options);
    QSignalSpy finished(&connection, &ClientConnection::finished);
    connection.start();
    constexpr int kLongest = 15'000;
    finished.wait(kLongest);
    return connection.snapshot();
}

void ProxyConnectionTest::tunnel()
{
    LoopbackPlan plan;
    plan.server.name = QStringLiteral("server");
    plan.server.certificates = {m_pki.server()};
    plan.client = options(0);
    plan.client.host = QStringLiteral("localhost");
    plan.client.proxy.user = QStringLiteral("me");
    plan.client.proxyPassword = SecretBytes(QByteArray("secret"));
    plan.send = "ping";
    quint16 target = 0;
    ConnectProxy proxy;
    plan.client.proxy.port = proxy.serverPort();
    plan.through = [&target](quint16 serverPort) { return target = serverPort; };
    const LoopbackResult result = runLoopback(plan);
    const ConnectionRecord& record = *result.client;
    QCOMPARE(record.result, ConnectionResult::Established);
    QCOMPARE(record.phase(PhaseName::Proxy)->result, PhaseResult::Done);
    QCOMPARE(record.serverName, QStringLiteral("localhost"));
    QVERIFY(record.verification.hostnameMatches);
    QCOMPARE(record.targetPort(), target);
    QCOMPARE(record.peerPort, proxy.serverPort());
    QVERIFY(proxy.head().startsWith("CONNECT localhost:" + QByteArray::number(target)));
    QVERIFY(proxy.head().contains("Basic " + QByteArray("me:secret").toBase64()));
    QCOMPARE(record.clearDialogue.size(), 2);
    QVERIFY(!record.clearDialogue.first().bytes.contains(QByteArray("me:secret").toBase64()));
    // What the wire carried before TLS is none of it.
    QVERIFY(record.firstBytesReceived.startsWith('\x16'));
    QCOMPARE(record.bytesReceived, result.server->bytesSent);
}

void ProxyConnectionTest::answersThatEndIt_data()
{
    QTest::addColumn<int>("behaviour");
    QTest::addColumn<QByteArray>("answer");
    QTest::addColumn<qint64>("number"); // of the program's own error; -1: there is none
    const auto row = [](const char* name, const QByteArray& answer, qint64 number) {
        QTest::newRow(name) << int(Behaviour::AnswerFirstBytes) << answer << number;
    };
    row("407", "HTTP/1.1 407 No\r\n\r\n", 407);
    row("502", "HTTP/1.1 502 Bad Gateway\r\nContent-Length: 3\r\n\r\nbad", 502);
    row("injected", "HTTP/1.1 200 OK\r\n\r\n\x16\x03\x03", 0);
    row("no proxy", "220 mail.test ESMTP\r\n", 0);
    QTest::newRow("FIN") << int(Behaviour::CloseAfterFirstBytes) << QByteArray() << qint64(-1);
    QTest::newRow("RST") << int(Behaviour::ResetAfterFirstBytes) << QByteArray() << qint64(-1);
}

void ProxyConnectionTest::answersThatEndIt()
{
    QFETCH(const int, behaviour);
    QFETCH(const QByteArray, answer);
    QFETCH(const qint64, number);
    const RawPeer proxy(static_cast<Behaviour>(behaviour), answer);
    const ConnectionRecordPtr record = run(options(proxy.serverPort()));
    QCOMPARE(record->result, ConnectionResult::Failed);
    QCOMPARE(record->phases.last().name, PhaseName::Proxy);
    QCOMPARE(record->phases.last().result, PhaseResult::Failed);
    QVERIFY(record->messages.isEmpty());
    QVERIFY(record->firstBytesReceived.isEmpty());
    QCOMPARE(record->bytesReceived, 0);
    QCOMPARE(record->bytesSent, 0);
    const bool said
        = std::any_of(record->errors.begin(), record->errors.end(), [&](const NativeError& error) {
              return error.source == ErrorSource::Workbench && error.code == number;
          });
    QCOMPARE(said, number >= 0);
    QCOMPARE(record->clearDialogue.size(), number >= 0 ? 2 : 1);
}

void ProxyConnectionTest::silenceIsThePhaseOfTheProxy()
{
    const RawPeer proxy(Behaviour::Silence);
    ClientOptions theOptions = options(proxy.serverPort());
    theOptions.limits.proxy = Milliseconds(100);
    theOptions.limits.tls = Milliseconds(1);
    const ConnectionRecordPtr record = run(theOptions);
    QCOMPARE(record->result, ConnectionResult::TimedOut);
    QCOMPARE(record->phases.last().name, PhaseName::Proxy);
    QCOMPARE(record->phases.last().result, PhaseResult::TimedOut);
    QCOMPARE(record->limit, Milliseconds(100));
}

void ProxyConnectionTest::cancelWhileTheProxyIsAsked()
{
    const RawPeer proxy(Behaviour::Silence);
    ClientConnection connection(options(proxy.serverPort()));
    QSignalSpy finished(&connection, &ClientConnection::finished);
    connection.start();
    QTRY_COMPARE(connection.snapshot()->phases.last().name, PhaseName::Proxy);
    connection.cancel();
    QVERIFY(finished.wait());
    QCOMPARE(connection.snapshot()->result, ConnectionResult::Cancelled);
}

} // namespace workbench

QTEST_GUILESS_MAIN(workbench::ProxyConnectionTest)
#include "proxy_connection_test.moc"
