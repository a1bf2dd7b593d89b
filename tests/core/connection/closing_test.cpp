#include "core/connection/canned_requests.h"
#include "core/diagnosis/diagnosis.h"
#include "core/trace/tls_library.h"
#include "tests/core/connection/loopback.h"
#include "tests/support/data_chunks.h"
#include "tests/support/test_pki.h"

#include <QFile>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>

namespace workbench {

namespace {

constexpr int kLongest = 15'000;

enum class Way
{
    Orderly,
    Half,
    Abrupt
};

} // namespace

/// How a client ends a connection, and what it keeps of the data.
class ClosingTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void endings_data();
    void endings();
    void allLeavesBeforeAHalfClose();
    void datagramsAreNotReset();
    void capture_data();
    void capture();
    void unwritableCaptureIsTold();
    void dataBeyondTheLimitIsOnlyCounted_data();
    void dataBeyondTheLimitIsOnlyCounted();
    void receivedFileHoldsAll();
    void unwritableReceivedFileIsTold();
    void cannedRequestsNameTheTarget_data();
    void cannedRequestsNameTheTarget();

private:
    ServerOptions serverOptions() const;
    ClientOptions clientOptions(const TlsServer& server) const;

    tests::TestPki m_pki;
    QTemporaryDir m_folder;
};

void ClosingTest::initTestCase()
{
    QVERIFY(initializeTlsLibrary());
}

ServerOptions ClosingTest::serverOptions() const
{
    return loopbackServer(m_pki);
}

ClientOptions ClosingTest::clientOptions(const TlsServer& server) const
{
    return loopbackClient(m_pki, server.serverPort(), QStringLiteral("localhost"));
}

void ClosingTest::endings_data()
{
    QTest::addColumn<int>("way");
    QTest::addColumn<TlsVersion>("version");
    QTest::addColumn<OwnEnding>("own");
    QTest::addColumn<PeerEnding>("seen");
    const auto row = [](const char* name, Way way, OwnEnding own, PeerEnding seen) {
        for (const TlsVersion version : {TlsVersion::Tls12, TlsVersion::Tls13}) {
            QTest::addRow("%s, %s", name, qPrintable(toText(version)))
                << static_cast<int>(way) << version << own << seen;
        }
    };
    row("orderly", Way::Orderly, OwnEnding::CloseNotify, PeerEnding::CloseNotify);
    row("half", Way::Half, OwnEnding::HalfClose, PeerEnding::CloseNotify);
    row("abrupt", Way::Abrupt, OwnEnding::Reset, PeerEnding::Reset);
}

void ClosingTest::endings()
{
    QFETCH(const int, way);
    QFETCH(const TlsVersion, version);
    QFETCH(const OwnEnding, own);
    QFETCH(const PeerEnding, seen);
    ServerOptions theServer = serverOptions();
    theServer.versions = version;
    TlsServer server(theServer);
    QVERIFY(server.start());
    ConnectionRecordPtr served;
    connect(&server, &TlsServer::connectionFinished, this, [&](const ConnectionRecordPtr& record) {
        served = record;
    });
    ClientConnection client(clientOptions(server));
    QSignalSpy finished(&client, &ClientConnection::finished);
    connect(&client, &ClientConnection::established, &client, [&] { client.send("ping"); });
    connect(&client, &ClientConnection::dataReceived, &client, [&] {
        switch (static_cast<Way>(way)) {
        case Way::Orderly:
            client.close();
            break;
        case Way::Half:
            client.closeSending();
            break;
        case Way::Abrupt:
            client.breakOff();
            break;
        }
    });
    client.start();
    QVERIFY(finished.wait(kLongest));
    QTRY_VERIFY(served);
    QCOMPARE(client.snapshot()->result, ConnectionResult::Established);
    QCOMPARE(client.snapshot()->ownEnding, own);
    QCOMPARE(served->result, ConnectionResult::Established);
    QCOMPARE(served->peerEnding, seen);
    // Who hears close_notify answers with its own (RFC 5246 §7.2.1, RFC 8446 §6.1).
    const bool orderly = seen == PeerEnding::CloseNotify;
    QCOMPARE(served->ownEnding, orderly ? OwnEnding::CloseNotify : OwnEnding::None);
    if (static_cast<Way>(way) == Way::Half) {
        QCOMPARE(client.snapshot()->peerEnding, PeerEnding::CloseNotify);
        QVERIFY(diagnose(*client.snapshot()).isEmpty());
    }
}

/// All that was written leaves before the goodbye, also when it is much.
void ClosingTest::allLeavesBeforeAHalfClose()
{
    TlsServer server(serverOptions());
    QVERIFY(server.start());
    ConnectionRecordPtr served;
    connect(&server, &TlsServer::connectionFinished, this, [&](const ConnectionRecordPtr& record) {
        served = record;
    });
    ClientConnection client(clientOptions(server));
    QSignalSpy finished(&client, &ClientConnection::finished);
    constexpr qsizetype kMuch = 500'000;
    qsizetype echoed = 0;
    connect(&client, &ClientConnection::dataReceived, &client, [&](const QByteArray& bytes) {
        echoed += bytes.size();
    });
    connect(&client, &ClientConnection::established, &client, [&] {
        client.send(QByteArray(kMuch, 'x'));
        client.closeSending();
        client.send("too late");
    });
    client.start();
    QVERIFY(finished.wait(kLongest));
    QTRY_VERIFY(served);
    QCOMPARE(echoed, kMuch); // the server had not said all of it yet
    QCOMPARE(client.snapshot()->peerEnding, PeerEnding::CloseNotify);
    QCOMPARE(client.snapshot()->ownEnding, OwnEnding::HalfClose);
    const QByteArray arrived = tests::bytesOf(served->data, Direction::Received);
    QVERIFY(!arrived.contains("too late"));
    QCOMPARE(arrived.size(), kMuch);
}

/// There is nothing that the peer would hear of.
void ClosingTest::datagramsAreNotReset()
{
    ServerOptions theServer = datagramPlan(m_pki).server;
    TlsServer server(theServer);
    QVERIFY(server.start());
    ClientOptions options = datagramPlan(m_pki).client;
    options.port = server.serverPort();
    ClientConnection client(options);
    QSignalSpy finished(&client, &ClientConnection::finished);
    connect(&client,
            &ClientConnection::established,
            &client,
            &ClientConnection::breakOff,
            Qt::QueuedConnection);
    client.start();
    QVERIFY(finished.wait(kLongest));
    QCOMPARE(client.snapshot()->result, ConnectionResult::Established);
    QCOMPARE(client.snapshot()->ownEnding, OwnEnding::None);
}

void ClosingTest::capture_data()
{
    QTest::addColumn<bool>("keyLog");
    QTest::addColumn<bool>("secrets");
    QTest::newRow("bare") << false << false;
    QTest::newRow("key log apart") << true << false;
    QTest::newRow("secrets") << false << true;
    QTest::newRow("both") << true << true;
}

/// It is whole when the connection has finished, and holds secrets only where they are asked for.
void ClosingTest::capture()
{
    QFETCH(const bool, keyLog);
    QFETCH(const bool, secrets);
    const QString path = m_folder.filePath(QStringLiteral("run.pcapng"));
    const QString log = m_folder.filePath(QStringLiteral("keys.log"));
    QFile::remove(path);
    QFile::remove(log);
    LoopbackPlan plan = loopbackPlan(m_pki);
    plan.server = serverOptions();
    plan.client.capturePath = path;
    plan.client.captureSecrets = secrets;
    plan.client.keyLogPath = keyLog ? log : QString();
    plan.send = "ping";
    const LoopbackResult result = runLoopback(plan);
    QVERIFY(result.client);
    QVERIFY(result.client->fileFaults.isEmpty());
    QFile file(path);
    QVERIFY(file.open(QIODevice::ReadOnly));
    const QByteArray content = file.readAll();
    QVERIFY(content.startsWith("\x0A\x0D\x0D\x0A"));
    QCOMPARE(content.contains("CLIENT_TRAFFIC_SECRET_0"), secrets);
    QCOMPARE(QFile::exists(log), keyLog);
}

void ClosingTest::unwritableCaptureIsTold()
{
    LoopbackPlan plan = loopbackPlan(m_pki);
    plan.server = serverOptions();
    plan.client.capturePath = m_folder.filePath(QStringLiteral("no/such/folder.pcapng"));
    plan.send = "ping";
    const LoopbackResult result = runLoopback(plan);
    QVERIFY(result.client);
    QCOMPARE(result.client->result, ConnectionResult::Established);
    QCOMPARE(result.client->fileFaults.size(), 1);
    QCOMPARE(result.client->fileFaults.first().where, plan.client.capturePath);
}

void ClosingTest::dataBeyondTheLimitIsOnlyCounted_data()
{
    QTest::addColumn<qint64>("most");
    QTest::newRow("none") << qint64 {0};
    QTest::newRow("some") << qint64 {1'000};
    QTest::newRow("all") << qint64 {1 << 20};
}

void ClosingTest::dataBeyondTheLimitIsOnlyCounted()
{
    QFETCH(const qint64, most);
    LoopbackPlan plan = loopbackPlan(m_pki);
    plan.server = serverOptions();
    plan.client.keeping.mostBytes = most;
    plan.send = QByteArray(50'000, 'x');
    const LoopbackResult result = runLoopback(plan);
    QVERIFY(result.client);
    qint64 kept = 0;
    for (const DataChunk& chunk : result.client->data) {
        kept += chunk.bytes.size();
    }
    QCOMPARE(kept, std::min<qint64>(most, 100'000));
    QCOMPARE(kept + result.client->dataDropped, qint64 {100'000});
}

void ClosingTest::receivedFileHoldsAll()
{
    LoopbackPlan plan = loopbackPlan(m_pki);
    plan.server = serverOptions();
    plan.client.keeping
        = {.mostBytes = 10, .receivedPath = m_folder.filePath(QStringLiteral("received"))};
    for (int i = 0; i < 20'000; ++i) {
        plan.send += QByteArray::number(i) + '\n';
    }
    const LoopbackResult result = runLoopback(plan);
    QVERIFY(result.client);
    QVERIFY(result.client->fileFaults.isEmpty());
    QFile file(m_folder.filePath(QStringLiteral("received")));
    QVERIFY(file.open(QIODevice::ReadOnly));
    QCOMPARE(file.permissions() & (QFile::ReadGroup | QFile::ReadOther | QFile::WriteOther),
             QFile::Permissions());
    QVERIFY(file.readAll() == plan.send);
}

void ClosingTest::unwritableReceivedFileIsTold()
{
    LoopbackPlan plan = loopbackPlan(m_pki);
    plan.server = serverOptions();
    plan.client.keeping.receivedPath = m_folder.filePath(QStringLiteral("no/such/folder"));
    plan.send = "ping";
    const LoopbackResult result = runLoopback(plan);
    QVERIFY(result.client);
    QCOMPARE(result.client->result, ConnectionResult::Established);
    QCOMPARE(result.client->fileFaults.size(), 1);
    QCOMPARE(result.client->fileFaults.first().where, plan.client.keeping.receivedPath);
}

void ClosingTest::cannedRequestsNameTheTarget_data()
{
    QTest::addColumn<QString>("host");
    QTest::addColumn<int>("port");
    QTest::addColumn<QByteArray>("line");
    QTest::newRow("usual port") << QStringLiteral("shop.test") << 443
                                << QByteArray("\r\nHost: shop.test\r\n");
    QTest::newRow("other port") << QStringLiteral("shop.test") << 8443
                                << QByteArray("\r\nHost: shop.test:8443\r\n");
    QTest::newRow("IPv6") << QStringLiteral("fe80::1%eth0") << 8443
                          << QByteArray("\r\nHost: [fe80::1]:8443\r\n");
    QTest::newRow("international") << QStringLiteral("bücher.example") << 443
                                   << QByteArray("\r\nHost: xn--bcher-kva.example\r\n");
}

void ClosingTest::cannedRequestsNameTheTarget()
{
    QFETCH(const QString, host);
    QFETCH(const int, port);
    QFETCH(const QByteArray, line);
    const QList<CannedRequest> requests = cannedRequests(host, static_cast<quint16>(port));
    QCOMPARE(requests.size(), cannedRequestIds().size());
    for (const CannedRequest& request : requests) {
        QVERIFY2(request.bytes.endsWith("\r\n"), request.id);
        QVERIFY2(!request.bytes.contains('{'), request.bytes.constData());
    }
    QVERIFY2(requests.first().bytes.contains(line), requests.first().bytes.constData());
}

} // namespace workbench

QTEST_GUILESS_MAIN(workbench::ClosingTest)
#include "closing_test.moc"
