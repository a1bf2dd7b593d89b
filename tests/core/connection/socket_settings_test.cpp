#include "core/connection/client_connection.h"
#include "core/connection/socket_settings_apply.h"
#include "core/diagnosis/diagnosis.h"
#include "core/trace/tls_library.h"
#include "tests/core/connection/loopback.h"
#include "tests/support/raw_peer.h"
#include "tests/support/test_pki.h"

#include <QProcess>
#include <QSignalSpy>
#include <QTest>
#include <QThread>
#include <QThreadPool>
#include <QTimer>
#include <QUdpSocket>

#include <algorithm>
#include <limits>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

namespace workbench {

using tests::RawPeer;
using Behaviour = RawPeer::Behaviour;

/// What the system's socket of a client is told, seen where the system keeps it (rows 16 and 18).
class SocketSettingsTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void options_data();
    void options();
    void row16NagleIsOffForTheHandshakeOnly_data();
    void row16NagleIsOffForTheHandshakeOnly();
    void row16LastFlightHoldsBackWhatFollows();
    void localEnd();
    void localEndOfDatagrams();
    void localEndsThatCannotBe_data();
    void localEndsThatCannotBe();
    void localPortIsFreeAgainAtOnce();
    void reservedPort();
    void row18SocketsAreNotInherited();
    void row18UsedFromAnyThread();

private:
    ClientOptions clientOf(quint16 port) const;
    static ConnectionRecordPtr run(const ClientOptions& options);
    qint64 answerTimeMs(Nagle nagle) const;

    tests::TestPki m_pki;
};

namespace {

/// The socket of this process with that local port and a peer; -1: none.
int connectedSocket(quint16 localPort)
{
    constexpr int kMost = 1024;
    for (int descriptor = 0; descriptor < kMost; ++descriptor) {
        sockaddr_in name {};
        socklen_t length = sizeof name;
        const bool named
            = ::getsockname(descriptor, reinterpret_cast<sockaddr*>(&name), &length) == 0
            && ntohs(name.sin_port) == localPort;
        length = sizeof name;
        if (named && ::getpeername(descriptor, reinterpret_cast<sockaddr*>(&name), &length) == 0) {
            return descriptor;
        }
    }
    return -1;
}

} // namespace

void SocketSettingsTest::initTestCase()
{
    QVERIFY(initializeTlsLibrary());
}

ClientOptions SocketSettingsTest::clientOf(quint16 port) const
{
    return loopbackClient(m_pki, port);
}

ConnectionRecordPtr SocketSettingsTest::run(const ClientOptions& options)
{
    ClientConnection connection(options);
    QSignalSpy finished(&connection, &ClientConnection::finished);
    QObject::connect(
        &connection, &ClientConnection::established, &connection, &ClientConnection::close);
    connection.start();
    constexpr int kLongest = 15'000;
    finished.wait(kLongest);
    return connection.snapshot();
}

void SocketSettingsTest::options_data()
{
    QTest::addColumn<bool>("keepAlive");
    QTest::addColumn<int>("nagle");
    QTest::addColumn<bool>("dontRoute");
    QTest::newRow("as usual") << false << int(Nagle::Never) << false;
    QTest::newRow("keep-alive") << true << int(Nagle::Never) << false;
    QTest::newRow("Nagle") << false << int(Nagle::Always) << false;
    QTest::newRow("no gateway") << false << int(Nagle::Never) << true;
}

/// Row 18.
void SocketSettingsTest::options()
{
    QFETCH(const bool, keepAlive);
    QFETCH(const int, nagle);
    QFETCH(const bool, dontRoute);
    const RawPeer peer(Behaviour::Silence);
    ClientOptions theOptions = clientOf(peer.serverPort());
    theOptions.socket.keepAlive = keepAlive;
    theOptions.socket.nagle = static_cast<Nagle>(nagle);
    theOptions.socket.dontRoute = dontRoute;
    ClientConnection connection(theOptions);
    connection.start();
    QTRY_VERIFY(connection.snapshot()->phase(PhaseName::Tls) != nullptr);
    const ConnectionRecordPtr record = connection.snapshot();
    const SocketFacts expected {.keepAlive = keepAlive,
                                .noDelay = theOptions.socket.nagle != Nagle::Always,
                                .dontRoute = dontRoute,
                                .broadcast = false};
    QCOMPARE(socketFacts(connectedSocket(record->localPort), true), expected);
    QCOMPARE(*record->socketFacts, expected);
}

void SocketSettingsTest::row16NagleIsOffForTheHandshakeOnly_data()
{
    QTest::addColumn<int>("nagle");
    QTest::addColumn<bool>("before");
    QTest::addColumn<bool>("after");
    QTest::newRow("never") << int(Nagle::Never) << true << true;
    QTest::newRow("after the handshake") << int(Nagle::AfterHandshake) << true << false;
    QTest::newRow("always") << int(Nagle::Always) << false << false;
}

/// getsockopt says so while the handshake runs, and once it is through.
void SocketSettingsTest::row16NagleIsOffForTheHandshakeOnly()
{
    QFETCH(const int, nagle);
    QFETCH(const bool, before);
    QFETCH(const bool, after);
    const RawPeer silent(Behaviour::Silence);
    ClientOptions theOptions = clientOf(silent.serverPort());
    theOptions.socket.nagle = static_cast<Nagle>(nagle);
    ClientConnection stalled(theOptions);
    stalled.start();
    QTRY_VERIFY(stalled.snapshot()->phase(PhaseName::Tls) != nullptr);
    const quint16 stalledPort = stalled.snapshot()->localPort;
    QCOMPARE(socketFacts(connectedSocket(stalledPort), true).noDelay, before);

    ServerOptions serverOptions;
    serverOptions.name = QStringLiteral("server");
    serverOptions.certificates = {m_pki.server()};
    TlsServer server(serverOptions);
    QVERIFY(server.start());
    theOptions.port = server.serverPort();
    ClientConnection connection(theOptions);
    QSignalSpy established(&connection, &ClientConnection::established);
    connection.start();
    QVERIFY(established.wait());
    const quint16 port = connection.snapshot()->localPort;
    QCOMPARE(socketFacts(connectedSocket(port), true).noDelay, after);
    QCOMPARE(connection.snapshot()->socketFacts->noDelay, after);
}

/// Milliseconds from the start of the data phase to the first byte that came back, by the record,
/// of a client that speaks as soon as its last flight is out. Its server has nothing to say until
/// then, so that nothing but the system acknowledges that flight. The best of some connections.
qint64 SocketSettingsTest::answerTimeMs(Nagle nagle) const
{
    ServerOptions serverOptions;
    serverOptions.name = QStringLiteral("server");
    serverOptions.certificates = {m_pki.server()};
    serverOptions.sessions.tickets = false;
    serverOptions.answer.mode = AnswerMode::Echo;
    TlsServer server(serverOptions);
    ClientOptions theOptions = clientOf(server.start() ? server.serverPort() : 0);
    theOptions.versions = TlsVersion::Tls13;
    theOptions.socket.nagle = nagle;
    qint64 least = std::numeric_limits<qint64>::max();
    constexpr int kConnections = 5;
    for (int i = 0; i < kConnections; ++i) {
        ClientConnection connection(theOptions);
        QSignalSpy received(&connection, &ClientConnection::dataReceived);
        connect(&connection, &ClientConnection::established, &connection, [&connection] {
            // In the next turn: sent at once, it would share a segment with the flight.
            QTimer::singleShot(0, &connection, [&connection] { connection.send("ping"); });
        });
        connection.start();
        if (received.wait()) {
            const ConnectionRecordPtr record = connection.snapshot();
            least = std::min(least,
                             (record->data.last().timeUs - record->phase(PhaseName::Data)->startUs)
                                 / 1000);
        }
    }
    return least;
}

/// Where Nagle's algorithm is on, what follows the last flight waits for its acknowledgement, which
/// a system delays (RFC 1122 §4.2.3.2, Linux by 40 ms): the record's times show it.
void SocketSettingsTest::row16LastFlightHoldsBackWhatFollows()
{
    constexpr int kDelay = 30;
    const qint64 without = answerTimeMs(Nagle::Never);
    const qint64 with = answerTimeMs(Nagle::Always);
    QVERIFY2(with >= kDelay && without < with - kDelay / 2,
             qPrintable(QStringLiteral("%1 ms without, %2 ms with").arg(without).arg(with)));
}

void SocketSettingsTest::localEnd()
{
    const RawPeer peer(Behaviour::CloseAtOnce);
    quint16 port = 0;
    {
        const RawPeer free(Behaviour::Silence);
        port = free.serverPort();
    }
    ClientOptions theOptions = clientOf(peer.serverPort());
    theOptions.socket.localAddress = QStringLiteral("127.0.0.2");
    theOptions.socket.localPort = port;
    const ConnectionRecordPtr record = run(theOptions);
    QCOMPARE(record->localAddress, QHostAddress(QStringLiteral("127.0.0.2")));
    QCOMPARE(record->localPort, port);
}

void SocketSettingsTest::localEndOfDatagrams()
{
    QUdpSocket free;
    QVERIFY(free.bind(QHostAddress(QHostAddress::LocalHost)));
    const quint16 port = free.localPort();
    free.close();
    ClientOptions theOptions = clientOf(9);
    theOptions.transport = Transport::Udp;
    theOptions.plain = true;
    theOptions.socket.localAddress = QStringLiteral("127.0.0.3");
    theOptions.socket.localPort = port;
    const ConnectionRecordPtr record = run(theOptions);
    QCOMPARE(record->localAddress, QHostAddress(QStringLiteral("127.0.0.3")));
    QCOMPARE(record->localPort, port);
}

void SocketSettingsTest::localEndsThatCannotBe_data()
{
    QTest::addColumn<int>("transport");
    QTest::addColumn<QString>("address");
    QTest::addColumn<bool>("taken");
    QTest::addColumn<QString>("finding");
    for (const Transport transport : {Transport::Tcp, Transport::Udp}) {
        const auto row = [&](const char* name, const char* address, bool taken, const char* id) {
            QTest::addRow("%s, %s", toIdentifier(transport), name)
                << int(transport) << QString::fromLatin1(address) << taken
                << QString::fromLatin1(id);
        };
        row("in use", "127.0.0.1", true, "local-port-in-use");
        row("of another computer", "192.0.2.1", false, "local-address-unavailable");
        row("of the other family", "::1", false, "local-address-unavailable");
    }
}

/// What the system says of a local end is said in words.
void SocketSettingsTest::localEndsThatCannotBe()
{
    QFETCH(const int, transport);
    QFETCH(const QString, address);
    QFETCH(const bool, taken);
    QFETCH(const QString, finding);
    const RawPeer stream(Behaviour::Silence);
    QUdpSocket datagrams;
    QVERIFY(datagrams.bind(QHostAddress(QHostAddress::LocalHost)));
    const bool udp = static_cast<Transport>(transport) == Transport::Udp;
    const RawPeer peer(Behaviour::Silence);
    ClientOptions theOptions = clientOf(peer.serverPort());
    theOptions.transport = static_cast<Transport>(transport);
    theOptions.plain = true;
    theOptions.socket.localAddress = address;
    theOptions.socket.localPort = !taken ? 0 : udp ? datagrams.localPort() : stream.serverPort();
    const ConnectionRecordPtr record = run(theOptions);
    QCOMPARE(record->result, ConnectionResult::Failed);
    QCOMPARE(diagnose(*record).size(), 1);
    QCOMPARE(diagnose(*record).first().id, finding);
}

/// A connection that has just ended is not in the way of the next to another peer (TIME_WAIT). To
/// the same one the system may refuse it, and that is what is said.
void SocketSettingsTest::localPortIsFreeAgainAtOnce()
{
    const RawPeer peer(Behaviour::Silence);
    const RawPeer other(Behaviour::Silence);
    ClientOptions theOptions = clientOf(peer.serverPort());
    theOptions.plain = true;
    {
        const RawPeer free(Behaviour::Silence);
        theOptions.socket.localPort = free.serverPort();
    }
    QCOMPARE(run(theOptions)->result, ConnectionResult::Established);
    const ConnectionRecordPtr again = run(theOptions);
    if (again->result != ConnectionResult::Established) {
        QCOMPARE(diagnose(*again).first().id, QStringLiteral("local-port-in-use"));
    }
    theOptions.port = other.serverPort();
    QCOMPARE(run(theOptions)->result, ConnectionResult::Established);
}

/// Below 1024 the right decides: either the connection comes from there, or that is what is said.
void SocketSettingsTest::reservedPort()
{
    const RawPeer peer(Behaviour::Silence);
    ClientOptions theOptions = clientOf(peer.serverPort());
    theOptions.plain = true;
    theOptions.socket.localPort = 1017;
    const ConnectionRecordPtr record = run(theOptions);
    if (record->result == ConnectionResult::Established) {
        QCOMPARE(record->localPort, quint16(1017));
    } else {
        QCOMPARE(diagnose(*record).first().id, QStringLiteral("local-port-permission-denied"));
    }
}

/// A child has standard input, output and error, and nothing else of ours.
void SocketSettingsTest::row18SocketsAreNotInherited()
{
    const RawPeer peer(Behaviour::Silence);
    ClientConnection connection(clientOf(peer.serverPort()));
    connection.start();
    QTRY_VERIFY(connection.snapshot()->phase(PhaseName::Tls) != nullptr);
    ClientOptions udp = clientOf(9);
    udp.transport = Transport::Udp;
    udp.plain = true;
    ClientConnection datagrams(udp);
    datagrams.start();
    QTRY_VERIFY(datagrams.snapshot()->localPort != 0);
    QProcess child;
    child.start(QStringLiteral("/bin/ls"), {QStringLiteral("-l"), QStringLiteral("/proc/self/fd")});
    QVERIFY(child.waitForFinished());
    const QByteArray open = child.readAllStandardOutput();
    QVERIFY(open.contains("pipe:"));
    QVERIFY2(!open.contains("socket:"), open.constData());
}

/// Whatever is asked of a connection by queued calls is done in its own thread, one after the
/// other, from however many threads it comes.
void SocketSettingsTest::row18UsedFromAnyThread()
{
    ServerOptions serverOptions;
    serverOptions.name = QStringLiteral("server");
    serverOptions.certificates = {m_pki.server()};
    serverOptions.answer.mode = AnswerMode::Echo;
    TlsServer server(serverOptions);
    QVERIFY(server.start());
    QThread network;
    QObject there;
    there.moveToThread(&network);
    network.start();
    ClientConnection* connection = nullptr;
    QMetaObject::invokeMethod(
        &there,
        [&] { connection = new ClientConnection(clientOf(server.serverPort())); },
        Qt::BlockingQueuedConnection);
    connect(&network, &QThread::finished, connection, &QObject::deleteLater);
    QByteArray received;
    bool isOpen = false;
    bool isOver = false;
    connect(connection, &ClientConnection::established, this, [&] { isOpen = true; });
    connect(connection, &ClientConnection::finished, this, [&] { isOver = true; });
    connect(connection, &ClientConnection::dataReceived, this, [&](const QByteArray& bytes) {
        received += bytes;
    });
    QMetaObject::invokeMethod(connection, &ClientConnection::start);
    QTRY_VERIFY(isOpen);

    constexpr int kThreads = 8;
    constexpr int kLines = 200;
    QThreadPool callers;
    callers.setMaxThreadCount(kThreads);
    QByteArrayList sent;
    for (int thread = 0; thread < kThreads; ++thread) {
        callers.start([connection, thread] {
            for (int line = 0; line < kLines; ++line) {
                QMetaObject::invokeMethod(connection, [connection, thread, line] {
                    connection->send(QByteArray::number(thread * kLines + line) + '\n');
                });
            }
        });
    }
    for (int line = 0; line < kThreads * kLines; ++line) {
        sent.append(QByteArray::number(line));
    }
    callers.waitForDone();
    constexpr int kPatience = 20'000;
    QTRY_COMPARE_WITH_TIMEOUT(received.count('\n'), sent.size(), kPatience);
    QByteArrayList lines = received.trimmed().split('\n');
    std::sort(lines.begin(), lines.end());
    std::sort(sent.begin(), sent.end());
    QCOMPARE(lines, sent); // each is whole, and there once
    callers.start(
        [connection] { QMetaObject::invokeMethod(connection, &ClientConnection::close); });
    QTRY_VERIFY(isOver);
    network.quit();
    QVERIFY(network.wait());
}

} // namespace workbench

QTEST_GUILESS_MAIN(workbench::SocketSettingsTest)
#include "socket_settings_test.moc"
