#include "core/connection/hello_fingerprints.h"
#include "core/connection/tls_server.h"
#include "core/trace/tls_library.h"
#include "tests/core/connection/loopback.h"
#include "tests/support/data_chunks.h"
#include "tests/support/test_pki.h"

#include <QElapsedTimer>
#include <QSignalSpy>
#include <QTcpServer>
#include <QTcpSocket>
#include <QTemporaryDir>
#include <QTest>

#include <openssl/sslerr.h>

#include <cerrno>
#include <memory>
#include <sys/stat.h>
#include <vector>

namespace workbench {

/// What a server does with those who reach it, and why it may not start.
class TlsServerTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void row10NeedsThePrivateKey();
    void keyMustFit();
    void row13AddressInUse();
    void row13FreeAtOnceAfterTheEnd();
    void row14Deny();
    void acceptFaults_data();
    void acceptFaults();
    void foreignAddressIsNotThisComputer();
    void plainTextClient_data();
    void plainTextClient();
    void silentClientTimesOut();
    void clientThatLeaves();
    void httpAnswerShowsTheHandshake();
    void filesThatCannotBeSent_data();
    void filesThatCannotBeSent();
    void versionSetWithAHole();
    void manyClientsAtOnce();

private:
    ServerOptions options() const;
    ClientOptions clientOptions() const;

    tests::TestPki m_pki;
    QTemporaryDir m_folder;
};

void TlsServerTest::initTestCase()
{
    QVERIFY(initializeTlsLibrary());
}

ServerOptions TlsServerTest::options() const
{
    return loopbackServer(m_pki);
}

ClientOptions TlsServerTest::clientOptions() const
{
    return loopbackClient(m_pki);
}

void TlsServerTest::row10NeedsThePrivateKey()
{
    ServerOptions theOptions = options();
    theOptions.certificates.first().key.reset();
    TlsServer server(theOptions);
    const Result<void> started = server.start();
    QVERIFY(!started);
    QCOMPARE(started.error().code, ErrorCode::NoPrivateKey);
    QCOMPARE(started.error().where, QStringLiteral("certificate"));
}

void TlsServerTest::keyMustFit()
{
    ServerOptions theOptions = options();
    theOptions.certificates.first().key = m_pki.client().key;
    TlsServer server(theOptions);
    const Result<void> started = server.start();
    QVERIFY(!started);
    QCOMPARE(started.error().code, ErrorCode::KeyMismatch);
}

void TlsServerTest::row13AddressInUse()
{
    QTcpServer holder;
    QVERIFY(holder.listen(QHostAddress(QHostAddress::LocalHost)));
    for (const bool reuse : {true, false}) {
        ServerOptions theOptions = options();
        theOptions.listen.port = holder.serverPort();
        theOptions.listen.reuseAddress = reuse;
        TlsServer server(theOptions);
        const Result<void> started = server.start();
        QVERIFY(!started);
        QCOMPARE(started.error().code, ErrorCode::AddressInUse);
        QVERIFY(started.error().message.contains(QString::number(holder.serverPort())));
        QVERIFY(!started.error().remedy.isEmpty());
    }
}

void TlsServerTest::row13FreeAtOnceAfterTheEnd()
{
    // A connection that the server closed stays in TIME_WAIT; re-use is what makes the port free at
    // once.
    quint16 port = 0;
    for (int round = 0; round < 3; ++round) {
        ServerOptions theOptions = options();
        theOptions.listen.port = port;
        theOptions.answer.mode = AnswerMode::Http;
        TlsServer server(theOptions);
        QVERIFY(server.start());
        port = server.serverPort();
        ClientOptions client = clientOptions();
        client.port = port;
        ClientConnection connection(client);
        QSignalSpy finished(&connection, &ClientConnection::finished);
        connect(&connection, &ClientConnection::established, &connection, [&] {
            connection.send("GET / HTTP/1.0\r\n\r\n");
        });
        connection.start();
        QVERIFY(finished.wait(5000));
        server.stop();
    }
}

void TlsServerTest::row14Deny()
{
    LoopbackPlan plan {.server = options(), .client = clientOptions(), .send = {}, .through = {}};
    plan.server.access.deny = true;
    QElapsedTimer timer;
    timer.start();
    const LoopbackResult result = runLoopback(plan);
    QVERIFY(result.client && result.server);
    QVERIFY2(timer.elapsed() < 1000, "with a refusing server the client never waits");
    QCOMPARE(result.client->result, ConnectionResult::Failed);
    // A server that closes with the hello unread would be taken for a reset by something on the
    // way.
    QCOMPARE(int(result.client->peerEnding), int(PeerEnding::Fin));
    QVERIFY(result.server->denied == Denial::Everybody);
}

void TlsServerTest::acceptFaults_data()
{
    QTest::addColumn<int>("number"); // errno
    QTest::addColumn<QAbstractSocket::SocketError>("first"); // as Qt's socket goes on saying
    QTest::addColumn<bool>("told");
    QTest::addColumn<bool>("full");
    const auto table = QAbstractSocket::SocketResourceError;
    const auto network = QAbstractSocket::NetworkError;
    QTest::newRow("full") << EMFILE << table << true << true;
    QTest::newRow("full, after another") << EMFILE << network << true << true;
    QTest::newRow("the system is full") << ENFILE << network << true << true;
    QTest::newRow("no memory") << ENOMEM << network << true << true;
    QTest::newRow("firewall") << EPERM << network << true << false;
    QTest::newRow("firewall, after full") << EPERM << table << true << false;
    QTest::newRow("nobody waits any more") << EAGAIN << table << false << false;
    QTest::newRow("the client is gone") << ECONNABORTED << table << false << false;
}

/// Qt says the first error of its socket for ever; the system's number is that of the last one.
void TlsServerTest::acceptFaults()
{
    QFETCH(const int, number);
    QFETCH(const QAbstractSocket::SocketError, first);
    QFETCH(const bool, told);
    QFETCH(const bool, full);
    TlsServer server(options());
    QVERIFY(server.start());
    QSignalSpy troubled(&server, &TlsServer::troubled);
    for (int i = 0; i < 2; ++i) { // it is told once
        errno = number;
        Q_EMIT server.acceptError(first);
    }
    QCOMPARE(troubled.size(), told ? 1 : 0);
    if (told) {
        const auto error = troubled.first().first().value<Error>();
        QCOMPARE(error.remedy.contains(QStringLiteral("ulimit")), full);
        QCOMPARE(error.nativeCode, static_cast<quint64>(number));
        QCOMPARE(error.message.contains(qt_error_string(number)), !full);
    }
}

void TlsServerTest::foreignAddressIsNotThisComputer()
{
    ServerOptions theOptions = options();
    theOptions.address = QHostAddress(QStringLiteral("192.0.2.1")); // RFC 5737: never ours
    TlsServer server(theOptions);
    const Result<void> started = server.start();
    QVERIFY(!started);
    QCOMPARE(started.error().code, ErrorCode::AddressUnavailable);
    QCOMPARE(started.error().where, QStringLiteral("address"));
}

void TlsServerTest::plainTextClient_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<int>("reason");
    QTest::newRow("GET") << QByteArray("GET / HTTP/1.1\r\nHost: shop\r\n\r\n")
                         << SSL_R_HTTP_REQUEST;
    QTest::newRow("CONNECT") << QByteArray("CONNECT shop:443 HTTP/1.1\r\n\r\n")
                             << SSL_R_HTTPS_PROXY_REQUEST;
    QTest::newRow("EHLO") << QByteArray("EHLO client.example\r\n") << SSL_R_WRONG_VERSION_NUMBER;
    QTest::newRow("SSLv2 client_hello")
        << QByteArray::fromHex("802b0100020012000000100100800700c0030080060040020080040080"
                               "00112233445566778899aabbccddeeff")
        << SSL_R_UNSUPPORTED_PROTOCOL;
}

void TlsServerTest::plainTextClient()
{
    QFETCH(const QByteArray, text);
    QFETCH(const int, reason);
    TlsServer server(options());
    QVERIFY(server.start());
    QSignalSpy finished(&server, &TlsServer::connectionFinished);
    QTcpSocket client;
    client.connectToHost(QHostAddress(QHostAddress::LocalHost), server.serverPort());
    client.write(text);
    QVERIFY(finished.wait(5000));
    const auto record = finished.first().first().value<ConnectionRecordPtr>();
    QCOMPARE(record->result, ConnectionResult::Failed);
    QCOMPARE(record->firstBytesReceived, text.left(64));
    QVERIFY(record->peerPort != 0);
    QVERIFY(record->peerAddress.isLoopback());
    if (reason != SSL_R_UNSUPPORTED_PROTOCOL) {
        QVERIFY(record->hasOpenSslReason(reason));
    } else { // the number differs between library versions; the alert does not
        QVERIFY(!record->errors.isEmpty());
    }
}

void TlsServerTest::silentClientTimesOut()
{
    ServerOptions theOptions = options();
    theOptions.limits.handshake = Milliseconds(150);
    TlsServer server(theOptions);
    QVERIFY(server.start());
    QSignalSpy finished(&server, &TlsServer::connectionFinished);
    QTcpSocket client;
    QElapsedTimer timer;
    timer.start();
    client.connectToHost(QHostAddress(QHostAddress::LocalHost), server.serverPort());
    QVERIFY(finished.wait(5000));
    QVERIFY2(timer.elapsed() >= 150 && timer.elapsed() < 300,
             qPrintable(QString::number(timer.elapsed())));
    const auto record = finished.first().first().value<ConnectionRecordPtr>();
    QCOMPARE(record->result, ConnectionResult::TimedOut);
    QCOMPARE(record->phase(PhaseName::Tls)->result, PhaseResult::TimedOut);
    QCOMPARE(record->peerAddress, QHostAddress(QHostAddress::LocalHost));
}

void TlsServerTest::clientThatLeaves()
{
    TlsServer server(options());
    QVERIFY(server.start());
    QSignalSpy finished(&server, &TlsServer::connectionFinished);
    QTcpSocket client;
    client.connectToHost(QHostAddress(QHostAddress::LocalHost), server.serverPort());
    QVERIFY(client.waitForConnected());
    client.disconnectFromHost();
    QVERIFY(finished.wait(5000));
    const auto record = finished.first().first().value<ConnectionRecordPtr>();
    QCOMPARE(record->result, ConnectionResult::Failed);
    QCOMPARE(record->peerEnding, PeerEnding::Fin);
    QCOMPARE(record->bytesReceived, 0);
}

void TlsServerTest::httpAnswerShowsTheHandshake()
{
    LoopbackPlan plan {.server = options(),
                       .client = clientOptions(),
                       .send = "GET / HTTP/1.0\r\n\r\n",
                       .through = {}};
    plan.server.answer.mode = AnswerMode::Http;
    const LoopbackResult result = runLoopback(plan);
    QVERIFY(result.client && result.server);
    const QByteArray page = tests::bytesOf(result.client->data, Direction::Received);
    QVERIFY(page.startsWith("HTTP/1.1 200 OK\r\n"));
    const HelloFingerprints prints = fingerprintsOf(*result.server);
    for (const QString& line : {QStringLiteral("version: TLS 1.3"),
                                QStringLiteral("offered versions: TLS 1.3"),
                                QStringLiteral("ja3: ") + prints.ja3,
                                QStringLiteral("ja4: ") + prints.ja4}) {
        QVERIFY2(page.contains("\n" + line.toUtf8()), qPrintable(line));
    }
}

void TlsServerTest::filesThatCannotBeSent_data()
{
    QTest::addColumn<Transport>("transport");
    QTest::addColumn<QString>("path");
    const QString pipe = m_folder.filePath(QStringLiteral("pipe"));
    QCOMPARE(::mkfifo(QFile::encodeName(pipe).constData(), S_IRWXU), 0);
    for (const Transport transport : {Transport::Tcp, Transport::Udp}) {
        const char* const name = toIdentifier(transport);
        QTest::addRow("not there, %s", name) << transport << QStringLiteral("/no/such/file");
        QTest::addRow("pipe, %s", name) << transport << pipe;
        // Where it begins nothing is mapped: it is opened and cannot be read.
        QTest::addRow("faulty, %s", name) << transport << QStringLiteral("/proc/self/mem");
    }
}

/// The server goes on, and the record says why the client got nothing, or not all.
void TlsServerTest::filesThatCannotBeSent()
{
    QFETCH(const Transport, transport);
    QFETCH(const QString, path);
    LoopbackPlan plan {.server = options(), .client = clientOptions(), .send = {}, .through = {}};
    plan.server.transport = transport;
    plan.client.transport = transport;
    plan.server.answer = {AnswerMode::File, path};
    const LoopbackResult result = runLoopback(plan);
    QVERIFY(result.client && result.server);
    QCOMPARE(result.server->result, ConnectionResult::Established);
    QVERIFY(!result.server->hadData());
    QVERIFY(!result.server->errors.isEmpty());
    QCOMPARE(result.server->errors.first().source, ErrorSource::Workbench);
    QVERIFY(result.server->errors.first().text.contains(path));
}

void TlsServerTest::versionSetWithAHole()
{
    LoopbackPlan plan {.server = options(), .client = clientOptions(), .send = {}, .through = {}};
    plan.server.versions = TlsVersionSet(TlsVersion::Tls11) | TlsVersion::Tls13;
    plan.client.versions = TlsVersion::Tls12;
    QCOMPARE(runLoopback(plan).client->result, ConnectionResult::Failed);
    plan.client.versions = TlsVersionSet(TlsVersion::Tls12) | TlsVersion::Tls13;
    QCOMPARE(runLoopback(plan).client->negotiated.version, quint16(0x0304));
    plan.client.versions = TlsVersion::Tls11;
    QCOMPARE(runLoopback(plan).client->negotiated.version, quint16(0x0302));
}

void TlsServerTest::manyClientsAtOnce()
{
    TlsServer server(options());
    QVERIFY(server.start());
    QSignalSpy finished(&server, &TlsServer::connectionFinished);
    constexpr int kClients = 60;
    std::vector<std::unique_ptr<ClientConnection>> clients;
    for (int i = 0; i < kClients; ++i) {
        ClientOptions client = clientOptions();
        client.port = server.serverPort();
        clients.push_back(std::make_unique<ClientConnection>(client));
        ClientConnection* connection = clients.back().get();
        connect(connection, &ClientConnection::established, connection, &ClientConnection::close);
        connection->start();
    }
    QTRY_COMPARE_WITH_TIMEOUT(finished.size(), kClients, 20'000);
    QCOMPARE(server.openConnections(), 0);
    for (const QList<QVariant>& arguments : finished) {
        const auto record = arguments.first().value<ConnectionRecordPtr>();
        QStringList errors;
        for (const NativeError& error : record->errors) {
            errors.append(error.text);
        }
        QVERIFY2(record->result == ConnectionResult::Established,
                 qPrintable(errors.join(QStringLiteral("; "))));
    }
}

} // namespace workbench

QTEST_GUILESS_MAIN(workbench::TlsServerTest)
#include "tls_server_test.moc"
