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
#include <QUdpSocket>

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
    void localEnd();
    void localEndOfDatagrams();
    void localEndsThatCannotBe_data();
    void localEndsThatCannotBe();
    void localPortIsFreeAgainAtOnce();
    void reservedPort();
    void row18SocketsAreNotInherited();

private:
    ClientOptions clientOf(quint16 port) const;
    static ConnectionRecordPtr run(const ClientOptions& options);

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

} // namespace workbench

QTEST_GUILESS_MAIN(workbench::SocketSettingsTest)
#include "socket_settings_test.moc"
