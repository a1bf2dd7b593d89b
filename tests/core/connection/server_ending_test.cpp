#include "core/connection/tls_server.h"
#include "core/trace/tls_library.h"
#include "tests/core/connection/loopback.h"
#include "tests/support/stubborn_client.h"
#include "tests/support/test_pki.h"

#include <QSignalSpy>
#include <QTcpServer>
#include <QTcpSocket>
#include <QTest>
#include <QTimer>

#include <optional>
#include <utility>

namespace workbench {

/// How the connections of a server end, by it and by their clients.
class ServerEndingTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void row14StopEndsConnectionsInOrder();
    void stopWhileAClientIsAccepted();
    void orderlyEndStaysOne_data();
    void orderlyEndStaysOne();
    void closeInABusyLoopLosesNothing();
    void goodbyeThatNeverLeftIsNotListed_data();
    void goodbyeThatNeverLeftIsNotListed();

private:
    ServerOptions options() const;
    ClientOptions clientOptions() const;

    tests::TestPki m_pki;
};

void ServerEndingTest::initTestCase()
{
    QVERIFY(initializeTlsLibrary());
}

ServerOptions ServerEndingTest::options() const
{
    return loopbackServer(m_pki);
}

ClientOptions ServerEndingTest::clientOptions() const
{
    return loopbackClient(m_pki);
}

void ServerEndingTest::row14StopEndsConnectionsInOrder()
{
    TlsServer server(options());
    QVERIFY(server.start());
    QSignalSpy serverFinished(&server, &TlsServer::connectionFinished);
    ClientOptions client = clientOptions();
    client.port = server.serverPort();
    ClientConnection connection(client);
    QSignalSpy finished(&connection, &ClientConnection::finished);
    bool bothEstablished = false; // a TLS 1.3 client is done before the server is
    connect(&server,
            &TlsServer::connectionChanged,
            &connection,
            [&](const ConnectionRecordPtr& record) {
                bothEstablished = record->result == ConnectionResult::Established;
            });
    connection.start();
    QTRY_VERIFY(bothEstablished);
    server.stop();
    QVERIFY(!server.isListening());
    QVERIFY(finished.wait(1000));
    QTRY_COMPARE(serverFinished.size(), 1);
    QCOMPARE(connection.snapshot()->result, ConnectionResult::Established);
    QCOMPARE(connection.snapshot()->peerEnding, PeerEnding::CloseNotify);
}

/// What the turn that accepted a client has left to do finds no socket any more.
void ServerEndingTest::stopWhileAClientIsAccepted()
{
    TlsServer server(options());
    QVERIFY(server.start());
    QSignalSpy stopped(&server, &TlsServer::stopped);
    connect(&server,
            &TlsServer::connectionChanged,
            &server,
            &TlsServer::stop,
            Qt::SingleShotConnection);
    QTcpSocket client;
    client.connectToHost(QHostAddress(QHostAddress::LocalHost), server.serverPort());
    QTRY_COMPARE(stopped.size(), 1);
    QVERIFY(!server.isListening());
}

void ServerEndingTest::orderlyEndStaysOne_data()
{
    QTest::addColumn<int>("limit"); // of the data, which runs out after the goodbye
    QTest::addColumn<QByteArray>("late"); // what is to be sent after it
    QTest::newRow("limit") << 100 << QByteArray();
    QTest::newRow("sent later") << 0 << QByteArray("late");
}

/// The goodbye waits behind what the client has not taken yet. Meanwhile no limit makes a fault of
/// it, and what would never go out is not recorded as sent.
void ServerEndingTest::orderlyEndStaysOne()
{
    QFETCH(const int, limit);
    QFETCH(const QByteArray, late);
    ServerOptions theOptions = options();
    theOptions.limits.data = Milliseconds(limit);
    TlsServer server(theOptions);
    QVERIFY(server.start());
    QSignalSpy finished(&server, &TlsServer::connectionFinished);
    const QByteArray more(32LL * 1024 * 1024, 'x'); // than the systems hold
    bool established = false;
    connect(
        &server, &TlsServer::connectionChanged, &server, [&](const ConnectionRecordPtr& record) {
            if (record->result == ConnectionResult::Established
                && !std::exchange(established, true)) {
                server.sendTo(record->id, more);
                server.closeConnection(record->id);
                server.sendTo(record->id, late);
            }
        });
    const tests::StubbornClient client(server.serverPort(), tests::StubbornClient::Habit::Waits);
    QTRY_COMPARE_WITH_TIMEOUT(finished.size(), 1, 20'000);
    const auto record = finished.first().first().value<ConnectionRecordPtr>();
    QCOMPARE(record->result, ConnectionResult::Established);
    QCOMPARE(record->phase(PhaseName::Data)->result, PhaseResult::Done);
    QCOMPARE(record->limit, Milliseconds(0));
    QVERIFY(record->errors.isEmpty());
    qint64 sent = record->dataDropped;
    for (const DataChunk& chunk : record->data) {
        sent += chunk.bytes.size();
    }
    QCOMPARE(sent, more.size());
}

/// A client that closes at once, in a thread that then has no time until the limit of the closing
/// has passed: the end of its handshake has been sent all the same.
void ServerEndingTest::closeInABusyLoopLosesNothing()
{
    TlsServer server(options());
    QVERIFY(server.start());
    QSignalSpy finished(&server, &TlsServer::connectionFinished);
    ClientOptions client = clientOptions();
    client.port = server.serverPort();
    std::optional<ClientConnection> connection;
    connection.emplace(client);
    connect(&*connection, &ClientConnection::established, this, [&] {
        connection->close();
        QTimer::singleShot(0, this, [&] { connection.reset(); }); // as the limit would end it
    });
    connection->start();
    QTRY_COMPARE_WITH_TIMEOUT(finished.size(), 1, 20'000);
    const auto record = finished.first().first().value<ConnectionRecordPtr>();
    QCOMPARE(record->result, ConnectionResult::Established);
}

void ServerEndingTest::goodbyeThatNeverLeftIsNotListed_data()
{
    QTest::addColumn<int>("version");
    QTest::newRow("TLS 1.2") << int(TlsVersion::Tls12);
    QTest::newRow("TLS 1.3") << int(TlsVersion::Tls13);
}

/// Whoever hears close_notify first closes TCP; the close_notify that the library then writes into
/// its memory stays there. A relay counts what passes.
void ServerEndingTest::goodbyeThatNeverLeftIsNotListed()
{
    QFETCH(const int, version);
    LoopbackPlan plan {.server = options(), .client = clientOptions(), .send = {}, .through = {}};
    plan.client.versions = static_cast<TlsVersion>(version);
    plan.send = "GET / HTTP/1.0\r\n\r\n";
    plan.server.answer.mode = AnswerMode::Http; // the server closes first
    QTcpServer relay;
    QVERIFY(relay.listen(QHostAddress(QHostAddress::LocalHost)));
    qint64 toServer = 0;
    quint16 port = 0;
    QObject holder;
    connect(&relay, &QTcpServer::newConnection, &holder, [&] {
        QTcpSocket* from = relay.nextPendingConnection();
        auto* to = new QTcpSocket(from);
        to->connectToHost(QHostAddress(QHostAddress::LocalHost), port);
        connect(from, &QTcpSocket::readyRead, to, [&toServer, from, to] {
            const QByteArray bytes = from->readAll();
            toServer += bytes.size();
            to->write(bytes);
        });
        connect(to, &QTcpSocket::readyRead, from, [from, to] { from->write(to->readAll()); });
        connect(to, &QTcpSocket::disconnected, from, [from] { from->disconnectFromHost(); });
        connect(from, &QTcpSocket::disconnected, to, [to] { to->disconnectFromHost(); });
    });
    plan.through = [&](quint16 serverPort) {
        port = serverPort;
        return relay.serverPort();
    };
    const LoopbackResult result = runLoopback(plan);
    QVERIFY(result.client && result.server);
    QCOMPARE(result.client->result, ConnectionResult::Established);
    QCOMPARE(result.client->peerEnding, PeerEnding::CloseNotify);
    QTRY_COMPARE(toServer, result.client->bytesSent);
    const auto sentGoodbye = [](const ConnectionRecord& record) {
        return std::count_if(record.alerts.begin(), record.alerts.end(), [](const AlertFact& fact) {
            return fact.direction == Direction::Sent && fact.code == 0;
        });
    };
    const auto heardGoodbye = [](const ConnectionRecord& record) {
        return std::count_if(record.alerts.begin(), record.alerts.end(), [](const AlertFact& fact) {
            return fact.direction == Direction::Received && fact.code == 0;
        });
    };
    QCOMPARE(sentGoodbye(*result.client), 0);
    QCOMPARE(heardGoodbye(*result.client), sentGoodbye(*result.server));
}

} // namespace workbench

QTEST_GUILESS_MAIN(workbench::ServerEndingTest)
#include "server_ending_test.moc"
