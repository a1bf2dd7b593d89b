#include "core/connection/client_connection.h"
#include "core/connection/multihomed_server.h"
#include "core/trace/tls_library.h"
#include "tests/support/test_pki.h"

#include <QSignalSpy>
#include <QTcpServer>
#include <QTcpSocket>
#include <QTest>
#include <QUdpSocket>

namespace workbench {

namespace {

const QHostAddress kFirst {QStringLiteral("127.0.0.1")};
const QHostAddress kSecond {QStringLiteral("127.0.0.2")};
const QHostAddress kSix {QHostAddress::LocalHostIPv6};

} // namespace

/// One server on several addresses.
class MultihomedServerTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void everyAddress_data();
    void everyAddress();
    void allOrNone();
    void oneLimitForAll();
    void stopsEverywhere();

private:
    ServerOptions options() const;
    ConnectionRecordPtr
    connectTo(const QHostAddress& address, quint16 port, Transport transport) const;

    tests::TestPki m_pki;
};

void MultihomedServerTest::initTestCase()
{
    QVERIFY(initializeTlsLibrary());
}

ServerOptions MultihomedServerTest::options() const
{
    ServerOptions options;
    options.name = QStringLiteral("s");
    options.certificates = {m_pki.server()};
    options.address = kFirst;
    options.moreAddresses = {kSecond, kSix};
    return options;
}

ConnectionRecordPtr MultihomedServerTest::connectTo(const QHostAddress& address,
                                                    quint16 port,
                                                    Transport transport) const
{
    ClientOptions options;
    options.host = address.toString();
    options.port = port;
    options.transport = transport;
    options.verify = VerifyMode::None;
    ClientConnection client(options);
    QSignalSpy finished(&client, &ClientConnection::finished);
    connect(&client, &ClientConnection::established, &client, &ClientConnection::close);
    client.start();
    if (finished.isEmpty()) {
        finished.wait(10'000);
    }
    return client.snapshot();
}

void MultihomedServerTest::everyAddress_data()
{
    QTest::addColumn<int>("transport");
    QTest::newRow("TCP") << int(Transport::Tcp);
    QTest::newRow("UDP") << int(Transport::Udp);
}

void MultihomedServerTest::everyAddress()
{
    QFETCH(int, transport);
    ServerOptions wanted = options();
    wanted.transport = static_cast<Transport>(transport);
    MultihomedServer server(wanted);
    QSignalSpy finished(&server, &MultihomedServer::connectionFinished);
    QVERIFY(server.start());
    QCOMPARE(server.addresses(), (QList<QHostAddress> {kFirst, kSecond, kSix}));
    QVERIFY(server.port() != 0);
    for (const QHostAddress& address : server.addresses()) {
        const auto record = connectTo(address, server.port(), wanted.transport);
        QCOMPARE(record->result, ConnectionResult::Established);
        QTRY_COMPARE(finished.size(), 1);
        const auto other = finished.takeFirst().first().value<ConnectionRecordPtr>();
        QCOMPARE(other->result, ConnectionResult::Established);
        QCOMPARE(other->localAddress, address);
    }
}

void MultihomedServerTest::allOrNone()
{
    QTcpServer other;
    QVERIFY(other.listen(kSecond));
    ServerOptions wanted = options();
    wanted.listen.port = other.serverPort();
    MultihomedServer server(wanted);
    const Result<void> started = server.start();
    QVERIFY(!started);
    QCOMPARE(started.error().code, ErrorCode::AddressInUse);
    QVERIFY2(started.error().message.contains(kSecond.toString()),
             qPrintable(started.error().message));
    QVERIFY(server.addresses().isEmpty());
    QTcpServer first;
    QVERIFY(first.listen(kFirst, wanted.listen.port)); // nothing is held there
}

void MultihomedServerTest::oneLimitForAll()
{
    ServerOptions wanted = options();
    wanted.access.mostConnections = 2;
    MultihomedServer server(wanted);
    QSignalSpy finished(&server, &MultihomedServer::connectionFinished);
    QVERIFY(server.start());
    std::vector<std::unique_ptr<QTcpSocket>> sockets;
    for (const QHostAddress& address : server.addresses()) {
        sockets.push_back(std::make_unique<QTcpSocket>());
        sockets.back()->connectToHost(address, server.port());
        QVERIFY(sockets.back()->waitForConnected());
    }
    // Which of the three it is depends on who is accepted last.
    QTRY_COMPARE(finished.size(), 1);
    QVERIFY(finished.first().first().value<ConnectionRecordPtr>()->denied);
}

void MultihomedServerTest::stopsEverywhere()
{
    MultihomedServer server(options());
    QSignalSpy stopped(&server, &MultihomedServer::stopped);
    QVERIFY(server.start());
    const quint16 port = server.port();
    QTcpSocket open;
    open.connectToHost(kSecond, port);
    QVERIFY(open.waitForConnected());
    server.stop();
    QVERIFY(stopped.wait(2000));
    QCOMPARE(stopped.size(), 1);
    for (const QHostAddress& address : {kFirst, kSecond, kSix}) {
        QTcpSocket late;
        late.connectToHost(address, port);
        QVERIFY(!late.waitForConnected(1000));
    }
}

} // namespace workbench

QTEST_GUILESS_MAIN(workbench::MultihomedServerTest)
#include "multihomed_server_test.moc"
