#include "core/connection/access_guard.h"
#include "core/connection/server_connection.h"
#include "core/diagnosis/diagnosis.h"
#include "core/trace/tls_library.h"
#include "core/wire/registry.h"
#include "tests/core/connection/datagram_relay.h"
#include "tests/core/connection/loopback.h"
#include "tests/support/raw_clients.h"

#include <QSignalSpy>
#include <QTest>

namespace workbench {

using tests::RawClients;

/// Clients that a server does not let in: why, how they are told, and what they see.
class ServerAccessTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void row14WaysOfDenying_data();
    void row14WaysOfDenying();
    void row14AlertOfChoice_data();
    void row14AlertOfChoice();
    void row14SwitchedWhileRunning();
    void row14AddressesThatAreAllowed();
    void row14LimitOfConnections();
    void refusedClientThatSaysNothing_data();
    void refusedClientThatSaysNothing();
    void refusedClientsAlwaysEnd_data();
    void refusedClientsAlwaysEnd();
    void placesOverUdpAreForThoseWhoAreThere();
    void lastPlaceOverUdp_data();
    void lastPlaceOverUdp();
    void waysOverUdp_data();
    void waysOverUdp();

private:
    LoopbackPlan plan() const;
    static QString verdict(const ConnectionRecordPtr& record, const ConnectionRecordPtr& other);

    tests::TestPki m_pki;
};

void ServerAccessTest::initTestCase()
{
    QVERIFY(initializeTlsLibrary());
}

LoopbackPlan ServerAccessTest::plan() const
{
    LoopbackPlan plan = loopbackPlan(m_pki);
    plan.client.host = QStringLiteral("127.0.0.1");
    return plan;
}

QString ServerAccessTest::verdict(const ConnectionRecordPtr& record,
                                  const ConnectionRecordPtr& other)
{
    const QList<Finding> findings = diagnose(*record, other.get());
    return findings.isEmpty() ? QString() : findings.first().id;
}

void ServerAccessTest::row14WaysOfDenying_data()
{
    QTest::addColumn<int>("way");
    QTest::addColumn<int>("ending");
    QTest::addColumn<QString>("seen");
    QTest::newRow("close") << int(DenyWay::Close) << int(PeerEnding::Fin) << "closed-after-accept";
    QTest::newRow("reset") << int(DenyWay::Reset) << int(PeerEnding::Reset) << "reset-after-accept";
    QTest::newRow("alert") << int(DenyWay::Alert) << int(PeerEnding::Fin) << "client-access-denied";
}

void ServerAccessTest::row14WaysOfDenying()
{
    QFETCH(const int, way);
    QFETCH(const int, ending);
    QFETCH(const QString, seen);
    LoopbackPlan thePlan = plan();
    thePlan.server.access = {.deny = true, .way = static_cast<DenyWay>(way)};
    const LoopbackResult result = runLoopback(thePlan);
    QVERIFY(result.client && result.server);
    QCOMPARE(result.client->result, ConnectionResult::Failed);
    QCOMPARE(result.server->result, ConnectionResult::Failed);
    QVERIFY(result.server->denied == Denial::Everybody);
    QCOMPARE(verdict(result.server, result.client), QStringLiteral("server-set-to-deny"));
    QCOMPARE(verdict(result.client, result.server), seen);
    if (way != int(DenyWay::Alert)) {
        QCOMPARE(int(result.client->peerEnding), ending);
        QVERIFY(result.client->alerts.isEmpty());
    }
}

void ServerAccessTest::row14AlertOfChoice_data()
{
    QTest::addColumn<int>("alert");
    QTest::addColumn<int>("version");
    for (const quint8 alert : refusalAlerts()) {
        for (const TlsVersion version : {TlsVersion::Tls10, TlsVersion::Tls12, TlsVersion::Tls13}) {
            const std::string name = wire::alertName(alert) + ", " + toText(version).toStdString();
            QTest::newRow(name.c_str()) << int(alert) << int(version);
        }
    }
}

/// The library itself sends it, so the record has the hello and the alert as of any handshake.
void ServerAccessTest::row14AlertOfChoice()
{
    QFETCH(const int, alert);
    QFETCH(const int, version);
    LoopbackPlan thePlan = plan();
    thePlan.client.versions = static_cast<TlsVersion>(version);
    thePlan.client.serverName = QStringLiteral("shop.example");
    thePlan.server.access
        = {.deny = true, .way = DenyWay::Alert, .alert = static_cast<quint8>(alert)};
    const LoopbackResult result = runLoopback(thePlan);
    QVERIFY(result.client && result.server);
    for (const auto& [record, direction] : {std::pair(result.client, Direction::Received),
                                            std::pair(result.server, Direction::Sent)}) {
        const AlertFact* fatal = record->fatalAlert(direction);
        QVERIFY(fatal != nullptr);
        QCOMPARE(int(fatal->code), alert);
    }
    QCOMPARE(result.server->serverName, QStringLiteral("shop.example"));
    QVERIFY(!result.server->offered.cipherSuites.isEmpty());
}

void ServerAccessTest::row14SwitchedWhileRunning()
{
    LoopbackPlan thePlan = plan();
    TlsServer server(thePlan.server);
    QVERIFY(server.start());
    thePlan.client.port = server.serverPort();
    ClientConnection stays(thePlan.client);
    bool established = false;
    connect(&server, &TlsServer::connectionChanged, &stays, [&](const ConnectionRecordPtr& record) {
        established = established || record->result == ConnectionResult::Established;
    });
    stays.start();
    QTRY_VERIFY(established);

    const auto attempt = [&] {
        ClientConnection client(thePlan.client);
        QSignalSpy finished(&client, &ClientConnection::finished);
        connect(&client, &ClientConnection::established, &client, &ClientConnection::close);
        client.start();
        return finished.wait(10'000) ? client.snapshot()->result : ConnectionResult::InProgress;
    };
    server.setAccess({.deny = true});
    QCOMPARE(attempt(), ConnectionResult::Failed);
    server.setAccess({});
    QCOMPARE(attempt(), ConnectionResult::Established);
    QVERIFY(stays.snapshot()->open); // who is in stays in
}

void ServerAccessTest::row14AddressesThatAreAllowed()
{
    LoopbackPlan thePlan = plan();
    thePlan.server.access.allowed = {QStringLiteral("192.0.2.0/24"), QStringLiteral("127.0.0.0/8")};
    QCOMPARE(runLoopback(thePlan).client->result, ConnectionResult::Established);
    thePlan.server.access.allowed.removeLast();
    const LoopbackResult refused = runLoopback(thePlan);
    QCOMPARE(refused.client->result, ConnectionResult::Failed);
    QVERIFY(refused.server->denied == Denial::Address);
    QCOMPARE(verdict(refused.server, {}), QStringLiteral("client-address-not-allowed"));
}

void ServerAccessTest::row14LimitOfConnections()
{
    LoopbackPlan thePlan = plan();
    thePlan.server.access.mostConnections = 2;
    TlsServer server(thePlan.server);
    QVERIFY(server.start());
    QSignalSpy finished(&server, &TlsServer::connectionFinished);
    RawClients inside(server.serverPort());
    RawClients outside(server.serverPort());
    QVERIFY(inside.open(2));
    QTRY_COMPARE(server.openConnections(), 2);
    QVERIFY(outside.open(3)); // who is refused takes no place
    QTRY_COMPARE(finished.size(), 3);
    for (const QList<QVariant>& arguments : finished) {
        const auto record = arguments.first().value<ConnectionRecordPtr>();
        QVERIFY(record->denied == Denial::Crowd);
        QCOMPARE(verdict(record, {}), QStringLiteral("connection-limit-reached"));
    }
    QCOMPARE(server.openConnections(), 2);
    inside.reset();
    QTRY_COMPARE(server.openConnections(), 0);
    thePlan.client.port = server.serverPort();
    ClientConnection client(thePlan.client);
    QSignalSpy established(&client, &ClientConnection::established);
    client.start();
    QVERIFY(established.wait(10'000));
}

void ServerAccessTest::refusedClientThatSaysNothing_data()
{
    QTest::addColumn<int>("firstByte");
    QTest::addColumn<int>("handshake");
    QTest::newRow("handshake") << 0 << 100;
    QTest::newRow("first byte") << 100 << 0;
    QTest::newRow("both") << 100 << 200;
}

/// An alert answers a hello. Where none comes, whichever limit runs out ends the connection, which
/// was refused and has not failed by being late.
void ServerAccessTest::refusedClientThatSaysNothing()
{
    QFETCH(const int, firstByte);
    QFETCH(const int, handshake);
    ServerOptions options = plan().server;
    options.access = {.deny = true, .way = DenyWay::Alert};
    options.limits.firstByte = Milliseconds(firstByte);
    options.limits.handshake = Milliseconds(handshake);
    TlsServer server(options);
    QVERIFY(server.start());
    QSignalSpy finished(&server, &TlsServer::connectionFinished);
    RawClients clients(server.serverPort());
    QVERIFY(clients.open(1));
    QVERIFY(finished.wait(10'000));
    const auto record = finished.first().first().value<ConnectionRecordPtr>();
    QCOMPARE(record->result, ConnectionResult::Failed);
    QVERIFY(record->errors.isEmpty());
    QCOMPARE(verdict(record, {}), QStringLiteral("server-set-to-deny"));
}

void ServerAccessTest::refusedClientsAlwaysEnd_data()
{
    QTest::addColumn<int>("chosen");
    QTest::addColumn<int>("limit");
    QTest::newRow("none chosen") << 0 << 10'000;
    QTest::newRow("usual") << 10'000 << 10'000;
    QTest::newRow("shorter") << 300 << 300;
    QTest::newRow("longer") << 60'000 << 10'000;
}

/// Nobody who is kept out holds a descriptor for longer, whatever the limit of others.
void ServerAccessTest::refusedClientsAlwaysEnd()
{
    QFETCH(const int, chosen);
    QTEST(static_cast<int>(ServerConnection::limitOfRefused(Milliseconds(chosen)).count()),
          "limit");
}

/// Hellos from addresses that anybody can make up take no place (RFC 6347 §4.2.1).
void ServerAccessTest::placesOverUdpAreForThoseWhoAreThere()
{
    LoopbackPlan thePlan = datagramPlan(m_pki);
    thePlan.client.host = QStringLiteral("127.0.0.1");
    thePlan.server.access.mostConnections = 1;
    TlsServer server(thePlan.server);
    QVERIFY(server.start());
    DatagramRelay relay({});
    thePlan.client.port = relay.leadTo(server.serverPort());
    {
        ClientConnection first(thePlan.client);
        QSignalSpy finished(&first, &ClientConnection::finished);
        connect(&first, &ClientConnection::established, &first, &ClientConnection::close);
        first.start();
        QVERIFY(finished.wait(20'000));
    }
    QTRY_COMPARE(server.openConnections(), 0);
    QUdpSocket made;
    made.writeDatagram(
        relay.fromClient().first(), QHostAddress(QHostAddress::LocalHost), server.serverPort());
    QTRY_COMPARE(server.openConnections(), 1);
    thePlan.client.port = server.serverPort();
    ClientConnection client(thePlan.client);
    QSignalSpy established(&client, &ClientConnection::established);
    client.start();
    QVERIFY(established.wait(20'000));
}

void ServerAccessTest::lastPlaceOverUdp_data()
{
    QTest::addColumn<int>("way");
    QTest::newRow("silence") << int(DenyWay::Close);
    QTest::newRow("alert") << int(DenyWay::Alert);
}

/// Two have said hello, and one place is left: it is taken by whoever answers its cookie first.
void ServerAccessTest::lastPlaceOverUdp()
{
    QFETCH(const int, way);
    LoopbackPlan thePlan = datagramPlan(m_pki);
    thePlan.client.host = QStringLiteral("127.0.0.1");
    thePlan.client.limits.whole = Milliseconds(2500);
    thePlan.server.access = {.way = static_cast<DenyWay>(way), .alert = 40, .mostConnections = 1};
    TlsServer server(thePlan.server);
    QVERIFY(server.start());
    QSignalSpy finished(&server, &TlsServer::connectionFinished);
    DatagramRelay relay({1}); // the cookie of the first, which it says again after a second
    ClientOptions late = thePlan.client;
    late.port = relay.leadTo(server.serverPort());
    ClientConnection first(late);
    QSignalSpy left(&first, &ClientConnection::finished);
    first.start();
    QTRY_COMPARE(relay.fromClient().size(), 2);
    thePlan.client.port = server.serverPort();
    ClientConnection second(thePlan.client);
    QSignalSpy established(&second, &ClientConnection::established);
    second.start();
    QVERIFY(established.wait(20'000));
    QVERIFY(left.wait(20'000));
    QTRY_COMPARE(finished.size(), 1);
    const auto record = finished.first().first().value<ConnectionRecordPtr>();
    QVERIFY(record->denied == Denial::Crowd);
    QCOMPARE(record->result, ConnectionResult::Failed);
    const AlertFact* fatal = first.snapshot()->fatalAlert(Direction::Received);
    QCOMPARE(fatal != nullptr ? int(fatal->code) : -1, way == int(DenyWay::Alert) ? 40 : -1);
    QVERIFY(second.snapshot()->open);
}

void ServerAccessTest::waysOverUdp_data()
{
    QTest::addColumn<int>("way");
    QTest::newRow("close") << int(DenyWay::Close);
    QTest::newRow("reset") << int(DenyWay::Reset);
    QTest::newRow("alert") << int(DenyWay::Alert);
}

/// Only an alert can be told over UDP; the rest is silence.
void ServerAccessTest::waysOverUdp()
{
    QFETCH(const int, way);
    LoopbackPlan thePlan = datagramPlan(m_pki);
    thePlan.client.limits.whole = Milliseconds(1500);
    thePlan.server.access = {.deny = true, .way = static_cast<DenyWay>(way), .alert = 40};
    const LoopbackResult result = runLoopback(thePlan);
    QVERIFY(result.client && result.server);
    QVERIFY(result.server->denied == Denial::Everybody);
    const AlertFact* fatal = result.client->fatalAlert(Direction::Received);
    if (way == int(DenyWay::Alert)) {
        QVERIFY(fatal != nullptr);
        QCOMPARE(int(fatal->code), 40);
    } else {
        QVERIFY(fatal == nullptr);
        QCOMPARE(result.client->result, ConnectionResult::TimedOut);
    }
}

} // namespace workbench

QTEST_GUILESS_MAIN(workbench::ServerAccessTest)
#include "server_access_test.moc"
