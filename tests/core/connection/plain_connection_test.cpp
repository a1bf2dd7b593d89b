#include "core/connection/client_connection.h"
#include "core/diagnosis/diagnosis.h"
#include "core/trace/tls_library.h"
#include "tests/support/data_chunks.h"
#include "tests/support/raw_peer.h"
#include "tests/support/socks_proxy.h"

#include <QSignalSpy>
#include <QSocketNotifier>
#include <QTcpServer>
#include <QTest>
#include <QUdpSocket>

#include <array>
#include <string_view>
#include <sys/socket.h>
#include <unistd.h>

namespace workbench {

using tests::RawPeer;
using Behaviour = RawPeer::Behaviour;

/// Data over TCP and UDP without TLS (row 17).
class PlainConnectionTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void tcp();
    void throughAProxy();
    void ownEndings_data();
    void ownEndings();
    void tcpEndings_data();
    void tcpEndings();
    void row17DatagramsBothWays();
    void row17NobodyListens();
    void row17SilenceIsSaidHonestly();
    void datagramThatIsTooLarge();
    void broadcastHearsWhoeverAnswers();
    void broadcastUnasked();

private:
    static ClientOptions options(quint16 port, Transport transport);
    /// Sends "ping" and closes when something came, or the connection ended by itself.
    static ConnectionRecordPtr
    talk(const ClientOptions& options, const QByteArray& words = "ping", bool wait = true);
};

namespace {

/// Answers when the other end has ended its stream. A QTcpSocket is closed by then.
class LatePeer : public QTcpServer
{
protected:
    void incomingConnection(qintptr descriptor) override
    {
        auto* notifier = new QSocketNotifier(descriptor, QSocketNotifier::Read, this);
        connect(notifier, &QSocketNotifier::activated, notifier, [notifier, descriptor] {
            std::array<char, 64> bytes {};
            const int end = static_cast<int>(descriptor);
            const ssize_t count = ::recv(end, bytes.data(), bytes.size(), 0);
            if (count > 0) {
                return;
            }
            if (count == 0) {
                const std::string_view answer("late answer");
                ::send(end, answer.data(), answer.size(), MSG_NOSIGNAL);
            }
            notifier->setEnabled(false);
            notifier->deleteLater();
            ::close(end);
        });
    }
};

/// Answers every datagram with itself.
void echo(QUdpSocket& socket)
{
    QObject::connect(&socket, &QUdpSocket::readyRead, &socket, [&socket] {
        while (socket.hasPendingDatagrams()) {
            QByteArray datagram(static_cast<qsizetype>(socket.pendingDatagramSize()), '\0');
            QHostAddress from;
            quint16 port = 0;
            socket.readDatagram(datagram.data(), datagram.size(), &from, &port);
            socket.writeDatagram(datagram, from, port);
        }
    });
}

} // namespace

void PlainConnectionTest::initTestCase()
{
    QVERIFY(initializeTlsLibrary());
}

ClientOptions PlainConnectionTest::options(quint16 port, Transport transport)
{
    ClientOptions options;
    options.name = QStringLiteral("client");
    options.host = QStringLiteral("127.0.0.1");
    options.port = port;
    options.transport = transport;
    options.plain = true;
    return options;
}

ConnectionRecordPtr
PlainConnectionTest::talk(const ClientOptions& options, const QByteArray& words, bool wait)
{
    ClientConnection connection(options);
    QSignalSpy finished(&connection, &ClientConnection::finished);
    QObject::connect(&connection, &ClientConnection::established, &connection, [&] {
        connection.send(words);
        if (!wait) {
            connection.close();
        }
    });
    QObject::connect(
        &connection, &ClientConnection::dataReceived, &connection, &ClientConnection::close);
    connection.start();
    constexpr int kLongest = 15'000;
    finished.wait(kLongest);
    return connection.snapshot();
}

void PlainConnectionTest::tcp()
{
    const RawPeer peer(Behaviour::AnswerFirstBytes, "pong");
    const ConnectionRecordPtr record = talk(options(peer.serverPort(), Transport::Tcp));
    QCOMPARE(record->result, ConnectionResult::Established);
    QCOMPARE(record->phase(PhaseName::Tcp)->result, PhaseResult::Done);
    QCOMPARE(record->phase(PhaseName::Tls)->result, PhaseResult::Skipped);
    QCOMPARE(record->phase(PhaseName::Data)->result, PhaseResult::Done);
    QCOMPARE(tests::bytesOf(record->data, Direction::Sent), QByteArray("ping"));
    QCOMPARE(tests::bytesOf(record->data, Direction::Received), QByteArray("pong"));
    QCOMPARE(record->bytesSent, 4);
    QCOMPARE(record->bytesReceived, 4);
    QVERIFY(record->plain);
    QVERIFY(record->messages.isEmpty());
    QVERIFY(diagnose(*record).isEmpty());
}

void PlainConnectionTest::throughAProxy()
{
    const RawPeer peer(Behaviour::AnswerFirstBytes, "pong");
    const tests::SocksProxy proxy;
    ClientOptions theOptions = options(peer.serverPort(), Transport::Tcp);
    theOptions.host = QStringLiteral("localhost");
    theOptions.proxy
        = {ProxyKind::Socks5, QStringLiteral("127.0.0.1"), proxy.serverPort(), QString()};
    const ConnectionRecordPtr record = talk(theOptions);
    QCOMPARE(record->result, ConnectionResult::Established);
    QCOMPARE(record->phase(PhaseName::Proxy)->result, PhaseResult::Done);
    QCOMPARE(tests::bytesOf(record->data, Direction::Received), QByteArray("pong"));
}

void PlainConnectionTest::ownEndings_data()
{
    QTest::addColumn<void (ClientConnection::*)()>("end");
    QTest::addColumn<int>("own");
    QTest::newRow("orderly") << &ClientConnection::close << int(OwnEnding::Fin);
    QTest::newRow("half") << &ClientConnection::closeSending << int(OwnEnding::HalfClose);
    QTest::newRow("abrupt") << &ClientConnection::breakOff << int(OwnEnding::Reset);
}

/// Without close_notify there is TCP's own: a half-close ends the stream and reads on.
void PlainConnectionTest::ownEndings()
{
    using End = void (ClientConnection::*)();
    QFETCH(const End, end);
    QFETCH(const int, own);
    LatePeer peer;
    QVERIFY(peer.listen(QHostAddress(QHostAddress::LocalHost)));
    ClientConnection connection(options(peer.serverPort(), Transport::Tcp));
    QSignalSpy finished(&connection, &ClientConnection::finished);
    connect(&connection, &ClientConnection::established, &connection, [&] {
        connection.send("ping");
        (connection.*end)();
        connection.send("too late");
    });
    connection.start();
    constexpr int kLongest = 15'000;
    QVERIFY(finished.wait(kLongest));
    const ConnectionRecordPtr record = connection.snapshot();
    QCOMPARE(record->result, ConnectionResult::Established);
    QCOMPARE(int(record->ownEnding), own);
    QCOMPARE(tests::bytesOf(record->data, Direction::Sent), QByteArray("ping"));
    QCOMPARE(tests::bytesOf(record->data, Direction::Received),
             QByteArray(record->ownEnding == OwnEnding::HalfClose ? "late answer" : ""));
}

void PlainConnectionTest::tcpEndings_data()
{
    QTest::addColumn<int>("behaviour");
    QTest::addColumn<int>("ending");
    QTest::newRow("FIN") << int(Behaviour::CloseAfterFirstBytes) << int(PeerEnding::Fin);
    QTest::newRow("RST") << int(Behaviour::ResetAfterFirstBytes) << int(PeerEnding::Reset);
}

void PlainConnectionTest::tcpEndings()
{
    QFETCH(const int, behaviour);
    QFETCH(const int, ending);
    const RawPeer peer(static_cast<Behaviour>(behaviour));
    const ConnectionRecordPtr record = talk(options(peer.serverPort(), Transport::Tcp));
    QCOMPARE(record->result, ConnectionResult::Established);
    QCOMPARE(int(record->peerEnding), ending);
    QCOMPARE(record->errors.isEmpty(), record->peerEnding == PeerEnding::Fin);
}

void PlainConnectionTest::row17DatagramsBothWays()
{
    QUdpSocket peer;
    QVERIFY(peer.bind(QHostAddress(QHostAddress::LocalHost)));
    echo(peer);
    const ConnectionRecordPtr record = talk(options(peer.localPort(), Transport::Udp));
    QCOMPARE(record->result, ConnectionResult::Established);
    QCOMPARE(record->phase(PhaseName::Tcp)->result, PhaseResult::Skipped);
    QCOMPARE(record->phase(PhaseName::Tls)->result, PhaseResult::Skipped);
    QCOMPARE(tests::bytesOf(record->data, Direction::Received), QByteArray("ping"));
    QVERIFY(record->addresses.first().connected);
    const QList<Finding> findings = diagnose(*record);
    QCOMPARE(findings.size(), 1);
    QCOMPARE(findings.first().id, QStringLiteral("udp-connects-nothing"));
    QCOMPARE(findings.first().severity, Severity::Note);
}

/// Only the refusal of the datagram tells (ICMP).
void PlainConnectionTest::row17NobodyListens()
{
    QUdpSocket free;
    QVERIFY(free.bind(QHostAddress(QHostAddress::LocalHost)));
    const quint16 port = free.localPort();
    free.close();
    const ConnectionRecordPtr record = talk(options(port, Transport::Udp));
    QCOMPARE(record->result, ConnectionResult::Failed);
    QCOMPARE(diagnose(*record).first().id, QStringLiteral("datagram-refused"));
}

void PlainConnectionTest::row17SilenceIsSaidHonestly()
{
    QUdpSocket silent;
    QVERIFY(silent.bind(QHostAddress(QHostAddress::LocalHost)));
    const ConnectionRecordPtr record
        = talk(options(silent.localPort(), Transport::Udp), "ping", false);
    QCOMPARE(record->result, ConnectionResult::Established);
    QVERIFY(!record->addresses.first().connected);
    const Finding finding = diagnose(*record).first();
    QCOMPARE(finding.id, QStringLiteral("udp-connects-nothing"));
    QVERIFY2(finding.title.contains(QStringLiteral("nothing came back")),
             qPrintable(finding.title));
}

void PlainConnectionTest::datagramThatIsTooLarge()
{
    QUdpSocket peer;
    QVERIFY(peer.bind(QHostAddress(QHostAddress::LocalHost)));
    const ConnectionRecordPtr record
        = talk(options(peer.localPort(), Transport::Udp), QByteArray(70'000, 'x'));
    QCOMPARE(record->result, ConnectionResult::Failed);
    QVERIFY(record->data.isEmpty());
    QCOMPARE(diagnose(*record).first().id, QStringLiteral("datagram-too-large"));
}

/// The whole of 127.0.0.0/8 hears what is sent to 127.255.255.255; the answer comes from elsewhere.
void PlainConnectionTest::broadcastHearsWhoeverAnswers()
{
    QUdpSocket peer;
    QVERIFY(peer.bind(QHostAddress(QHostAddress::AnyIPv4)));
    echo(peer);
    ClientOptions theOptions = options(peer.localPort(), Transport::Udp);
    theOptions.host = QStringLiteral("127.255.255.255");
    theOptions.socket.broadcast = true;
    const ConnectionRecordPtr record = talk(theOptions);
    QCOMPARE(record->result, ConnectionResult::Established);
    QVERIFY(record->socketFacts->broadcast);
    QCOMPARE(tests::bytesOf(record->data, Direction::Received), QByteArray("ping"));
    QCOMPARE(record->data.last().sender, QStringLiteral("127.0.0.1"));
}

void PlainConnectionTest::broadcastUnasked()
{
    ClientOptions theOptions = options(9, Transport::Udp);
    theOptions.host = QStringLiteral("255.255.255.255");
    const ConnectionRecordPtr record = talk(theOptions);
    QCOMPARE(record->result, ConnectionResult::Failed);
    QCOMPARE(diagnose(*record).first().id, QStringLiteral("broadcast-not-allowed"));
}

} // namespace workbench

QTEST_GUILESS_MAIN(workbench::PlainConnectionTest)
#include "plain_connection_test.moc"
