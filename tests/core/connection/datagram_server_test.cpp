#include "core/connection/dtls_server_connection.h"
#include "core/connection/ended_hellos.h"
#include "core/diagnosis/diagnosis.h"
#include "core/trace/tls_library.h"
#include "tests/core/connection/datagram_relay.h"
#include "tests/core/connection/loopback.h"
#include "tests/support/test_pki.h"

#include <QSignalSpy>
#include <QTemporaryFile>
#include <QTest>

namespace workbench {

/// A DTLS server among clients that are late, made up, denied or many.
class DatagramServerTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void rubbishIsNoHandshake();
    void stragglersBeginNothing();
    void endedHellosAreBounded();
    void madeUpClientsAreBounded();
    void handshakesAlwaysEnd_data();
    void handshakesAlwaysEnd();
    void answersFromTheAddressAsked_data();
    void answersFromTheAddressAsked();
    void weakCertificates();
    void halfAHandshakeTimesOut();
    void portInUse();
    void denied();
    void silenceAndTheWholeEnd_data();
    void silenceAndTheWholeEnd();
    void fileGoesOut();
    void manyClients();

private:
    LoopbackPlan plan() const { return datagramPlan(m_pki); }

    /// One connection, closed as soon as it stands; null when it did not end.
    static ConnectionRecordPtr run(const ClientOptions& options);
    /// What comes of the same to a server, through another port if there is one.
    ConnectionResult connectTo(const TlsServer& server, quint16 port = 0) const;

    tests::TestPki m_pki;
};

void DatagramServerTest::initTestCase()
{
    QVERIFY(initializeTlsLibrary());
}

ConnectionRecordPtr DatagramServerTest::run(const ClientOptions& options)
{
    ClientConnection client(options);
    QSignalSpy finished(&client, &ClientConnection::finished);
    connect(&client, &ClientConnection::established, &client, &ClientConnection::close);
    client.start();
    return finished.wait() ? client.snapshot() : nullptr;
}

ConnectionResult DatagramServerTest::connectTo(const TlsServer& server, quint16 port) const
{
    ClientOptions options = plan().client;
    options.port = port != 0 ? port : server.serverPort();
    const ConnectionRecordPtr record = run(options);
    return record ? record->result : ConnectionResult::InProgress;
}

/// Only a client_hello begins a connection; the server stays as it is.
void DatagramServerTest::rubbishIsNoHandshake()
{
    TlsServer server(plan().server);
    QVERIFY(server.start());
    QSignalSpy finished(&server, &TlsServer::connectionFinished);
    QUdpSocket sender;
    for (const QByteArray& rubbish : {QByteArray("x"), QByteArray("GET / HTTP/1.1\r\n\r\n")}) {
        sender.writeDatagram(rubbish, QHostAddress(QHostAddress::LocalHost), server.serverPort());
    }
    QCOMPARE(connectTo(server), ConnectionResult::Established);
    QTRY_COMPARE(finished.size(), 1);
}

/// What comes late from a connection that is over belongs to none.
void DatagramServerTest::stragglersBeginNothing()
{
    TlsServer server(plan().server);
    QVERIFY(server.start());
    QSignalSpy finished(&server, &TlsServer::connectionFinished);
    DatagramRelay relay({});
    const quint16 port = relay.leadTo(server.serverPort());
    QCOMPARE(connectTo(server, port), ConnectionResult::Established);
    QTRY_COMPARE(finished.size(), 1);
    const QList<QByteArray> stragglers = relay.fromClient();
    QVERIFY(stragglers.size() >= 4); // two hellos, the last flight, close_notify
    for (const QByteArray& straggler : stragglers) {
        relay.send(straggler);
    }
    // The same port once more: another hello is another connection.
    QCOMPARE(connectTo(server, port), ConnectionResult::Established);
    QTRY_COMPARE(finished.size(), 2);
    QCOMPARE(server.openConnections(), 0);
}

void DatagramServerTest::endedHellosAreBounded()
{
    EndedHellos hellos;
    const QHostAddress address(QHostAddress::LocalHost);
    const auto random = [](int number) { return QByteArray::number(number); };
    constexpr int kMany = 10'000;
    for (int i = 0; i < kMany; ++i) {
        hellos.add({address, 1}, random(i));
    }
    QVERIFY(hellos.contains({address, 1}, random(kMany - 1)));
    QVERIFY(!hellos.contains({address, 1}, random(0)));
    QVERIFY(!hellos.contains({address, 2}, random(kMany - 1)));
}

/// Anybody can send hellos from addresses that are not their own.
void DatagramServerTest::madeUpClientsAreBounded()
{
    TlsServer server(plan().server);
    QVERIFY(server.start());
    DatagramRelay relay({});
    QCOMPARE(connectTo(server, relay.leadTo(server.serverPort())), ConnectionResult::Established);
    const QByteArray hello = relay.fromClient().first();
    constexpr int kSenders = 300;
    std::vector<std::unique_ptr<QUdpSocket>> senders;
    for (int i = 0; i < kSenders; ++i) {
        senders.push_back(std::make_unique<QUdpSocket>());
        senders.back()->writeDatagram(
            hello, QHostAddress(QHostAddress::LocalHost), server.serverPort());
        QCoreApplication::processEvents(); // the system keeps only so many
    }
    QTRY_COMPARE(server.openConnections(), 256);
    server.stop();
    QTRY_COMPARE(server.openConnections(), 0);
}

void DatagramServerTest::handshakesAlwaysEnd_data()
{
    QTest::addColumn<int>("chosen");
    QTest::addColumn<bool>("proven");
    QTest::addColumn<int>("limit");
    QTest::newRow("usual") << 20'000 << true << 20'000;
    QTest::newRow("none chosen") << 0 << true << 300'000;
    QTest::newRow("cookie not answered") << 20'000 << false << 10'000;
    QTest::newRow("cookie not answered, short") << 300 << false << 300;
    QTest::newRow("cookie not answered, none chosen") << 0 << false << 10'000;
}

void DatagramServerTest::handshakesAlwaysEnd()
{
    QFETCH(const int, chosen);
    QFETCH(const bool, proven);
    QTEST(static_cast<int>(
              DtlsServerConnection::limitOfHandshake(Milliseconds(chosen), proven).count()),
          "limit");
}

void DatagramServerTest::answersFromTheAddressAsked_data()
{
    QTest::addColumn<QHostAddress>("listens");
    QTest::addColumn<QString>("asked");
    QTest::newRow("0.0.0.0") << QHostAddress(QHostAddress::AnyIPv4) << QStringLiteral("127.0.0.2");
    QTest::newRow("both families")
        << QHostAddress(QHostAddress::Any) << QStringLiteral("127.0.0.2");
    QTest::newRow("::") << QHostAddress(QHostAddress::AnyIPv6) << QStringLiteral("::1");
}

/// A client takes answers from nobody but whom it asked.
void DatagramServerTest::answersFromTheAddressAsked()
{
    QFETCH(const QHostAddress, listens);
    QFETCH(const QString, asked);
    LoopbackPlan thePlan = plan();
    thePlan.server.address = listens;
    thePlan.server.certificates = {m_pki.server({QStringLiteral("ip:") + asked})};
    thePlan.client.host = asked;
    const LoopbackResult result = runLoopback(thePlan);
    QVERIFY(result.client && result.server);
    QCOMPARE(result.client->result, ConnectionResult::Established);
    QVERIFY(result.server->localAddress.isEqual(QHostAddress(asked)));
}

/// As over TCP: a weak certificate can be loaded, and the level in force decides when it is sent.
void DatagramServerTest::weakCertificates()
{
    for (const int level : {0, 2}) {
        QStringList causes;
        for (const Transport transport : {Transport::Tcp, Transport::Udp}) {
            LoopbackPlan thePlan = plan();
            thePlan.server.transport = transport;
            thePlan.client.transport = transport;
            thePlan.server.versions = TlsVersion::Tls12;
            thePlan.client.versions = TlsVersion::Tls12;
            thePlan.server.certificates = {m_pki.weakServer()};
            thePlan.server.tuning.securityLevel = level;
            thePlan.client.tuning.securityLevel = 0;
            const LoopbackResult result = runLoopback(thePlan);
            QVERIFY(result.client && result.server);
            QCOMPARE(result.server->result,
                     level == 0 ? ConnectionResult::Established : ConnectionResult::Failed);
            const QList<Finding> findings = diagnose(*result.server);
            causes.append(findings.isEmpty() ? QString() : findings.first().id);
        }
        QCOMPARE(causes.last(), causes.first());
    }
}

void DatagramServerTest::halfAHandshakeTimesOut()
{
    ServerOptions options = plan().server;
    options.limits.handshake = Milliseconds(300);
    TlsServer server(options);
    QVERIFY(server.start());
    QSignalSpy finished(&server, &TlsServer::connectionFinished);
    DatagramRelay relay({1, 2, 3, 4, 5, 6, 7, 8});
    ClientOptions client = plan().client;
    client.host = QStringLiteral("127.0.0.1");
    client.port = relay.leadTo(server.serverPort());
    ClientConnection connection(client);
    connection.start();
    QVERIFY(finished.wait());
    const auto record = finished.first().first().value<ConnectionRecordPtr>();
    QCOMPARE(record->result, ConnectionResult::TimedOut);
    QVERIFY(handshakeOf(*record).contains(QStringLiteral("hello_verify_request")));
}

void DatagramServerTest::portInUse()
{
    QUdpSocket holder;
    QVERIFY(holder.bind(QHostAddress(QHostAddress::LocalHost)));
    ServerOptions options = plan().server;
    options.listen.port = holder.localPort();
    TlsServer server(options);
    const Result<void> started = server.start();
    QVERIFY(!started);
    QCOMPARE(started.error().code, ErrorCode::AddressInUse);
}

void DatagramServerTest::denied()
{
    ServerOptions theOptions = plan().server;
    theOptions.access.deny = true;
    TlsServer server(theOptions);
    QVERIFY(server.start());
    QSignalSpy finished(&server, &TlsServer::connectionFinished);
    ClientOptions client = plan().client;
    client.host = QStringLiteral("127.0.0.1");
    client.port = server.serverPort();
    client.limits.tls = Milliseconds(1300); // RFC 6347 §4.2.4.1: after a second once more
    const ConnectionRecordPtr record = run(client);
    QVERIFY(record);
    QCOMPARE(record->result, ConnectionResult::TimedOut);
    QCOMPARE(handshakeOf(*record).count(QStringLiteral("client_hello")), 2);
    QCOMPARE(finished.size(), 1);
    QVERIFY(finished.first().first().value<ConnectionRecordPtr>()->denied);
}

void DatagramServerTest::silenceAndTheWholeEnd_data()
{
    QTest::addColumn<int>("idle");
    QTest::addColumn<int>("data");
    QTest::newRow("silence") << 80 << 0;
    QTest::newRow("the whole") << 0 << 80;
}

void DatagramServerTest::silenceAndTheWholeEnd()
{
    QFETCH(const int, idle);
    QFETCH(const int, data);
    ServerOptions theOptions = plan().server;
    theOptions.limits.idle = Milliseconds(idle);
    theOptions.limits.data = Milliseconds(data);
    TlsServer server(theOptions);
    QVERIFY(server.start());
    QSignalSpy finished(&server, &TlsServer::connectionFinished);
    ClientOptions client = plan().client;
    client.host = QStringLiteral("127.0.0.1");
    client.port = server.serverPort();
    ClientConnection connection(client);
    QSignalSpy left(&connection, &ClientConnection::finished);
    connection.start();
    QVERIFY(left.wait(20'000));
    QTRY_COMPARE(finished.size(), 1);
    const auto record = finished.first().first().value<ConnectionRecordPtr>();
    QCOMPARE(record->result, ConnectionResult::Established);
    QCOMPARE(record->phase(PhaseName::Data)->result, PhaseResult::TimedOut);
    QCOMPARE(record->limit, Milliseconds(80));
    QCOMPARE(record->silenceLimit, idle != 0);
}

void DatagramServerTest::fileGoesOut()
{
    QTemporaryFile file;
    QVERIFY(file.open());
    const QByteArray content(5'000, 'x');
    QCOMPARE(file.write(content), content.size());
    file.close();
    LoopbackPlan thePlan = plan();
    thePlan.server.answer = {AnswerMode::File, file.fileName()};
    thePlan.send = {};
    TlsServer server(thePlan.server);
    QVERIFY(server.start());
    ClientOptions client = thePlan.client;
    client.host = QStringLiteral("127.0.0.1");
    client.port = server.serverPort();
    ClientConnection connection(client);
    QByteArray got;
    connect(&connection,
            &ClientConnection::dataReceived,
            &connection,
            [&](const QByteArray& bytes) { got += bytes; });
    QSignalSpy left(&connection, &ClientConnection::finished);
    connection.start();
    QVERIFY(left.wait(20'000));
    QCOMPARE(got, content);
}

void DatagramServerTest::manyClients()
{
    TlsServer server(plan().server);
    QVERIFY(server.start());
    QSignalSpy finished(&server, &TlsServer::connectionFinished);
    constexpr int kClients = 100; // more hellos at once than the server reads in one turn
    std::vector<std::unique_ptr<ClientConnection>> clients;
    for (int i = 0; i < kClients; ++i) {
        ClientOptions options = plan().client;
        options.host = QStringLiteral("127.0.0.1");
        options.port = server.serverPort();
        clients.push_back(std::make_unique<ClientConnection>(options));
        ClientConnection* client = clients.back().get();
        connect(client, &ClientConnection::established, client, &ClientConnection::close);
        client->start();
    }
    QTRY_COMPARE_WITH_TIMEOUT(finished.size(), kClients, 20'000);
    for (const QList<QVariant>& arguments : finished) {
        QCOMPARE(arguments.first().value<ConnectionRecordPtr>()->result,
                 ConnectionResult::Established);
    }
    QCOMPARE(server.openConnections(), 0);
}

} // namespace workbench

QTEST_GUILESS_MAIN(workbench::DatagramServerTest)
#include "datagram_server_test.moc"
