#include "core/connection/tls_server.h"
#include "core/diagnosis/diagnosis.h"
#include "core/trace/tls_library.h"
#include "tests/core/connection/loopback.h"

#include <QProcess>
#include <QSignalSpy>
#include <QTcpSocket>
#include <QTest>
#include <QUdpSocket>

namespace workbench {

/// The sockets of a server: what the system is told of them, and servers that speak without TLS.
class ServerSocketsTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void row18KeepAliveAndNoDelay_data();
    void row18KeepAliveAndNoDelay();
    void row18SocketsAreNotInherited();
    void row17StreamInClear();
    void row17DatagramsInClear();
    void row17AnswerThatIsDueWhenTheClientEnds_data();
    void row17AnswerThatIsDueWhenTheClientEnds();
    void row17WhoeverIsDeniedHearsNothing();
    void row17WhoeverIsDeniedOverUdpIsNotedOnce();
    void row17SilenceOfDatagramsEnds();
    void row12AddressesThatTheSystemRefuses_data();
    void row12AddressesThatTheSystemRefuses();

private:
    static ServerOptions plainOptions(Transport transport);
    ClientOptions clientOptions() const;

    tests::TestPki m_pki;
};

void ServerSocketsTest::initTestCase()
{
    QVERIFY(initializeTlsLibrary());
}

ServerOptions ServerSocketsTest::plainOptions(Transport transport)
{
    ServerOptions options;
    options.name = QStringLiteral("server");
    options.plain = true;
    options.transport = transport;
    return options;
}

ClientOptions ServerSocketsTest::clientOptions() const
{
    return loopbackClient(m_pki, 0, QStringLiteral("localhost"));
}

void ServerSocketsTest::row18KeepAliveAndNoDelay_data()
{
    QTest::addColumn<bool>("plain");
    QTest::addColumn<bool>("keepAlive");
    QTest::addColumn<int>("nagle");
    for (const bool plain : {false, true}) {
        const char* const way = plain ? "in clear" : "TLS";
        QTest::addRow("%s, keep-alive", way) << plain << true << int(Nagle::Never);
        QTest::addRow("%s, after the handshake", way)
            << plain << false << int(Nagle::AfterHandshake);
        QTest::addRow("%s, always", way) << plain << true << int(Nagle::Always);
    }
}

/// As the system says of the accepted connection.
void ServerSocketsTest::row18KeepAliveAndNoDelay()
{
    QFETCH(const bool, plain);
    QFETCH(const bool, keepAlive);
    QFETCH(const int, nagle);
    ServerOptions theOptions = plain ? plainOptions(Transport::Tcp) : loopbackServer(m_pki);
    ClientOptions client = clientOptions();
    client.plain = plain;
    theOptions.listen.keepAlive = keepAlive;
    theOptions.listen.nagle = static_cast<Nagle>(nagle);
    const LoopbackResult result
        = runLoopback({.server = theOptions, .client = client, .send = "ping"});
    QVERIFY(result.server && result.server->socketFacts);
    QCOMPARE(result.server->socketFacts->keepAlive, keepAlive);
    QCOMPARE(result.server->socketFacts->noDelay, nagle == int(Nagle::Never));
}

/// Neither the one that listens, over TCP or UDP, nor those of clients.
void ServerSocketsTest::row18SocketsAreNotInherited()
{
    TlsServer server(loopbackServer(m_pki));
    QVERIFY(server.start());
    ServerOptions exclusive = loopbackServer(m_pki);
    exclusive.listen.reuseAddress = false;
    TlsServer alone(exclusive);
    QVERIFY(alone.start());
    ServerOptions udp = loopbackServer(m_pki);
    udp.transport = Transport::Udp;
    TlsServer datagrams(udp);
    QVERIFY(datagrams.start());
    QTcpSocket client;
    client.connectToHost(QHostAddress(QHostAddress::LocalHost), server.serverPort());
    QTRY_COMPARE(server.openConnections(), 1);
    QProcess child;
    child.start(QStringLiteral("/bin/ls"), {QStringLiteral("-l"), QStringLiteral("/proc/self/fd")});
    QVERIFY(child.waitForFinished());
    const QByteArray open = child.readAllStandardOutput();
    QVERIFY(open.contains("pipe:"));
    QVERIFY2(!open.contains("socket:"), open.constData());
}

void ServerSocketsTest::row17StreamInClear()
{
    ClientOptions client = clientOptions();
    client.plain = true;
    const LoopbackResult result
        = runLoopback({.server = plainOptions(Transport::Tcp), .client = client, .send = "ping"});
    QVERIFY(result.server && result.client);
    const ConnectionRecord& record = *result.server;
    QVERIFY(record.plain);
    QCOMPARE(record.result, ConnectionResult::Established);
    QCOMPARE(record.phase(PhaseName::Tls)->result, PhaseResult::Skipped);
    QVERIFY(record.messages.isEmpty());
    QCOMPARE(record.data.value(0).bytes, QByteArray("ping"));
    QCOMPARE(record.bytesReceived, 4);
    QCOMPARE(record.bytesSent, 4);
    QCOMPARE(result.client->data.size(), 2); // and the echo
    QVERIFY2(diagnose(record).isEmpty(), qPrintable(diagnose(record).value(0).title));
}

void ServerSocketsTest::row17DatagramsInClear()
{
    TlsServer server(plainOptions(Transport::Udp));
    QVERIFY(server.start());
    QSignalSpy finished(&server, &TlsServer::connectionFinished);
    QUdpSocket one;
    QUdpSocket other;
    const QHostAddress here(QHostAddress::LocalHost);
    one.writeDatagram("a", here, server.serverPort());
    other.writeDatagram("b", here, server.serverPort());
    one.writeDatagram("c", here, server.serverPort());
    QTRY_COMPARE(server.openConnections(), 2); // two addresses
    QByteArray heard;
    const auto hear = [&heard](QUdpSocket& socket) {
        while (socket.hasPendingDatagrams()) {
            QByteArray datagram(16, '\0');
            datagram.truncate(socket.readDatagram(datagram.data(), datagram.size()));
            heard += '[' + datagram + ']';
        }
        return heard;
    };
    QTRY_COMPARE(hear(one), QByteArray("[a][c]")); // each a datagram of its own
    heard.clear();
    QTRY_COMPARE(hear(other), QByteArray("[b]"));
    server.stop();
    QTRY_COMPARE(finished.size(), 2);
    const auto record = finished.first().first().value<ConnectionRecordPtr>();
    QVERIFY(record->plain);
    QCOMPARE(record->transport, Transport::Udp);
    QCOMPARE(record->result, ConnectionResult::Established);
    QVERIFY2(diagnose(*record).isEmpty(), qPrintable(diagnose(*record).value(0).title));
}

void ServerSocketsTest::row17AnswerThatIsDueWhenTheClientEnds_data()
{
    QTest::addColumn<bool>("plain");
    QTest::addColumn<int>("delay");
    QTest::addColumn<bool>("dropped");
    QTest::newRow("in clear") << true << 60'000 << true;
    QTest::newRow("in clear, said before") << true << 0 << false;
    QTest::newRow("TLS") << false << 60'000 << true;
    QTest::newRow("TLS, said before") << false << 0 << false;
}

/// Qt drops what waits when a client ends its stream, also where it would read on: it is told.
void ServerSocketsTest::row17AnswerThatIsDueWhenTheClientEnds()
{
    QFETCH(const bool, plain);
    QFETCH(const int, delay);
    QFETCH(const bool, dropped);
    ServerOptions theOptions = plain ? plainOptions(Transport::Tcp) : loopbackServer(m_pki);
    theOptions.answer = {.mode = AnswerMode::Banner, .text = "hello", .delay = Milliseconds(delay)};
    ClientOptions options = clientOptions();
    options.plain = plain;
    Meeting met({.server = theOptions, .client = options});
    bool open = false;
    connect(
        &met.server, &TlsServer::connectionChanged, this, [&](const ConnectionRecordPtr& record) {
            open = record->open && (dropped || record->hadData());
        });
    met.client.start();
    QTRY_VERIFY(open);
    QTRY_COMPARE(met.client.snapshot()->result, ConnectionResult::Established);
    met.client.closeSending();
    const ConnectionRecordPtr record = met.record();
    QVERIFY(record);
    QCOMPARE(record->result, ConnectionResult::Established);
    QCOMPARE(record->errors.size(), dropped ? 1 : 0);
    for (const NativeError& error : record->errors) {
        QCOMPARE(error.source, ErrorSource::Workbench);
        QVERIFY2(error.text.contains(QStringLiteral("before the answer was given")),
                 qPrintable(error.text));
    }
    QCOMPARE(record->hadData(), !dropped);
}

void ServerSocketsTest::row17WhoeverIsDeniedHearsNothing()
{
    for (const Transport transport : {Transport::Tcp, Transport::Udp}) {
        ServerOptions theOptions = plainOptions(transport);
        theOptions.access.deny = true;
        ClientOptions client = clientOptions();
        client.plain = true;
        client.transport = transport;
        client.limits.idle = Milliseconds(200);
        const LoopbackResult result
            = runLoopback({.server = theOptions, .client = client, .send = "ping"});
        QVERIFY(result.server && result.client);
        QVERIFY(result.server->denied.has_value());
        QCOMPARE(result.server->result, ConnectionResult::Failed);
        QCOMPARE(result.client->bytesReceived, 0);
        QCOMPARE(diagnose(*result.server).value(0).id, QStringLiteral("server-set-to-deny"));
    }
}

/// Every datagram could begin a connection: those of the same sender are one refusal.
void ServerSocketsTest::row17WhoeverIsDeniedOverUdpIsNotedOnce()
{
    ServerOptions theOptions = plainOptions(Transport::Udp);
    theOptions.access.deny = true;
    TlsServer server(theOptions);
    QVERIFY(server.start());
    QSignalSpy finished(&server, &TlsServer::connectionFinished);
    const QHostAddress here(QHostAddress::LocalHost);
    QUdpSocket one;
    one.writeDatagram("a", here, server.serverPort());
    QTRY_COMPARE(finished.size(), 1);
    constexpr int kMore = 5;
    for (int i = 0; i < kMore; ++i) {
        one.writeDatagram("b", here, server.serverPort());
    }
    QUdpSocket other;
    other.writeDatagram("c", here, server.serverPort()); // comes behind them
    QTRY_COMPARE(finished.size(), 2);
    const auto last = finished.last().first().value<ConnectionRecordPtr>();
    QCOMPARE(last->peerPort, other.localPort());
    server.setAccess({});
    one.writeDatagram("d", here, server.serverPort());
    QTRY_COMPARE(server.openConnections(), 1); // who is let in now is not forgotten
}

/// Nothing else would end what is no connection.
void ServerSocketsTest::row17SilenceOfDatagramsEnds()
{
    ServerOptions theOptions = plainOptions(Transport::Udp);
    theOptions.limits.idle = Milliseconds(150);
    TlsServer server(theOptions);
    QVERIFY(server.start());
    QSignalSpy finished(&server, &TlsServer::connectionFinished);
    QUdpSocket client;
    client.writeDatagram("a", QHostAddress(QHostAddress::LocalHost), server.serverPort());
    QTRY_COMPARE(finished.size(), 1);
    const auto record = finished.first().first().value<ConnectionRecordPtr>();
    QVERIFY(record->silenceLimit);
    QCOMPARE(record->phase(PhaseName::Data)->result, PhaseResult::TimedOut);
}

void ServerSocketsTest::row12AddressesThatTheSystemRefuses_data()
{
    QTest::addColumn<Transport>("transport");
    QTest::addColumn<bool>("reuse");
    QTest::newRow("TCP") << Transport::Tcp << true;
    QTest::newRow("TCP, for itself") << Transport::Tcp << false;
    QTest::newRow("UDP") << Transport::Udp << true;
}

/// Qt says “unsupported socket operation” of them, which helps nobody.
void ServerSocketsTest::row12AddressesThatTheSystemRefuses()
{
    QFETCH(const Transport, transport);
    QFETCH(const bool, reuse);
    ServerOptions options = plainOptions(transport);
    options.address = QHostAddress(QStringLiteral("fe80::1")); // of no network
    options.listen.reuseAddress = reuse;
    TlsServer server(options);
    const Result<void> started = server.start();
    QVERIFY(!started);
    QCOMPARE(started.error().code, ErrorCode::AddressUnavailable);
    QCOMPARE(started.error().where, QStringLiteral("address"));
    QVERIFY2(started.error().message.contains(QStringLiteral("fe80::1")),
             qPrintable(started.error().message));
    QVERIFY(!started.error().remedy.isEmpty());
}

} // namespace workbench

QTEST_GUILESS_MAIN(workbench::ServerSocketsTest)
#include "server_sockets_test.moc"
