#include "core/diagnosis/diagnosis.h"
#include "core/trace/tls_library.h"
#include "tests/core/connection/loopback.h"
#include "tests/support/connect_proxy.h"
#include "tests/support/raw_peer.h"
#include "tests/support/socks_proxy.h"
#include "tests/support/test_pki.h"

#include <QSignalSpy>
#include <QTest>

namespace workbench {

using tests::ConnectProxy;
using tests::RawPeer;
using tests::SocksProxy;
using Behaviour = RawPeer::Behaviour;

/// A client that goes through a proxy: phases, limits, what the record says of whom.
class ProxyConnectionTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void tunnel();
    void socksTunnel_data();
    void socksTunnel();
    void socksAnswersThatEndIt_data();
    void socksAnswersThatEndIt();
    void systemProxy_data();
    void systemProxy();
    void answersThatEndIt_data();
    void answersThatEndIt();
    void silenceIsThePhaseOfTheProxy_data();
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
    LoopbackPlan plan = loopbackPlan(m_pki);
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
    QCOMPARE(record.clearReceived, record.clearDialogue.last().bytes.size());
    QVERIFY(record.clearSent >= record.clearDialogue.first().bytes.size());
    QVERIFY(record.firstBytesReceived.startsWith('\x16'));
    // The server answers the client's goodbye, which nobody waits for: one record of TLS 1.3.
    constexpr qint64 kGoodbye = 24;
    const qint64 unread = result.server->bytesSent - record.bytesReceived;
    QVERIFY2(unread == 0 || unread == kGoodbye, qPrintable(QString::number(unread)));
}

void ProxyConnectionTest::socksTunnel_data()
{
    QTest::addColumn<QString>("user");
    QTest::addColumn<bool>("welcome");
    QTest::newRow("everybody") << QString() << true;
    QTest::newRow("login") << QStringLiteral("me") << true;
    QTest::newRow("wrong login") << QStringLiteral("you") << false;
}

/// The name goes to the proxy as it is (RFC 1928 §4), and the password into no record.
void ProxyConnectionTest::socksTunnel()
{
    QFETCH(const QString, user);
    QFETCH(const bool, welcome);
    LoopbackPlan plan = loopbackPlan(m_pki);
    plan.client = options(0);
    plan.client.host = QStringLiteral("localhost");
    plan.client.proxyPassword = SecretBytes(QByteArray("secret"));
    plan.send = "ping";
    const SocksProxy proxy(user.isEmpty() ? QByteArray() : "me\x06secret");
    plan.client.proxy = {ProxyKind::Socks5, QStringLiteral("127.0.0.1"), proxy.serverPort(), user};
    quint16 target = 0;
    plan.through = [&target](quint16 serverPort) { return target = serverPort; };
    if (!welcome) {
        plan.client.port = 443;
        const ConnectionRecordPtr refused = run(plan.client);
        QCOMPARE(diagnose(*refused).first().id, QStringLiteral("proxy-authentication-required"));
        return;
    }
    const LoopbackResult result = runLoopback(plan);
    const ConnectionRecord& record = *result.client;
    QCOMPARE(record.result, ConnectionResult::Established);
    QCOMPARE(record.phase(PhaseName::Proxy)->result, PhaseResult::Done);
    QCOMPARE(proxy.name(), QByteArray("localhost"));
    QCOMPARE(record.targetPort(), target);
    QVERIFY(record.firstBytesReceived.startsWith('\x16'));
    for (const DataChunk& chunk : record.clearDialogue) {
        QVERIFY(!chunk.bytes.contains("secret"));
    }
}

void ProxyConnectionTest::socksAnswersThatEndIt_data()
{
    QTest::addColumn<QByteArray>("answer");
    QTest::addColumn<QString>("finding");
    const auto row = [](const char* name, const QByteArray& answer, const char* finding) {
        QTest::newRow(name) << answer << QString::fromLatin1(finding);
    };
    row("no way to log in", QByteArray::fromHex("05ff"), "proxy-authentication-required");
    row("not allowed", QByteArray::fromHex("05000502"), "proxy-refused-tunnel");
    row("target refuses", QByteArray::fromHex("05000505"), "proxy-refused-tunnel");
    row("injected", QByteArray::fromHex("050005000001c000020101bb160303"), "proxy-answer-invalid");
    row("an HTTP proxy", "HTTP/1.1 400 Bad Request\r\n\r\n", "proxy-answer-invalid");
}

void ProxyConnectionTest::socksAnswersThatEndIt()
{
    QFETCH(const QByteArray, answer);
    QFETCH(const QString, finding);
    const RawPeer proxy(Behaviour::AnswerFirstBytes, answer);
    ClientOptions theOptions = options(proxy.serverPort());
    theOptions.proxy.kind = ProxyKind::Socks5;
    const ConnectionRecordPtr record = run(theOptions);
    QCOMPARE(record->result, ConnectionResult::Failed);
    QCOMPARE(record->phases.last().name, PhaseName::Proxy);
    QCOMPARE(diagnose(*record).first().id, finding);
}

void ProxyConnectionTest::systemProxy_data()
{
    QTest::addColumn<QByteArray>("noProxy");
    QTest::addColumn<QString>("user");
    QTest::addColumn<bool>("through");
    QTest::newRow("named") << QByteArray("elsewhere.test") << QString() << true;
    QTest::newRow("with a user") << QByteArray("elsewhere.test") << QStringLiteral("me") << true;
    QTest::newRow("excepted") << QByteArray("127.0.0.1") << QString() << false;
    QTest::newRow("for nobody") << QByteArray("*") << QStringLiteral("me") << false;
}

/// The system is asked in the phase of finding out where to go.
void ProxyConnectionTest::systemProxy()
{
    QFETCH(const QByteArray, noProxy);
    QFETCH(const QString, user);
    QFETCH(const bool, through);
    const RawPeer proxy(Behaviour::AnswerFirstBytes, "HTTP/1.1 403 No\r\n\r\n");
    const RawPeer target(Behaviour::CloseAfterFirstBytes);
    ClientOptions theOptions = options(0);
    theOptions.host = QStringLiteral("127.0.0.1");
    theOptions.port = target.serverPort();
    theOptions.proxy = {ProxyKind::System, {}, 0, user};
    qputenv("https_proxy", "http://127.0.0.1:" + QByteArray::number(proxy.serverPort()));
    qputenv("no_proxy", noProxy);
    const ConnectionRecordPtr record = run(theOptions);
    qunsetenv("https_proxy");
    qunsetenv("no_proxy");
    QCOMPARE(record->phases.first().name, PhaseName::Resolve);
    QCOMPARE(record->phases.first().result, PhaseResult::Done);
    QVERIFY(record->systemProxy);
    QCOMPARE(record->phase(PhaseName::Proxy) != nullptr, through);
    QCOMPARE(record->peerPort, through ? proxy.serverPort() : target.serverPort());
    QCOMPARE(record->proxy.isEmpty(), !through);
    QCOMPARE(record->proxy.contains(QStringLiteral("me@")), through && !user.isEmpty());
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

void ProxyConnectionTest::silenceIsThePhaseOfTheProxy_data()
{
    QTest::addColumn<int>("kind");
    QTest::newRow("HTTP") << int(ProxyKind::Http);
    QTest::newRow("SOCKS5") << int(ProxyKind::Socks5);
}

void ProxyConnectionTest::silenceIsThePhaseOfTheProxy()
{
    QFETCH(const int, kind);
    const RawPeer proxy(Behaviour::Silence);
    ClientOptions theOptions = options(proxy.serverPort());
    theOptions.proxy.kind = static_cast<ProxyKind>(kind);
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
