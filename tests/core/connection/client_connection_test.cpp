#include "core/connection/client_connection.h"
#include "core/trace/tls_library.h"
#include "tests/core/connection/loopback.h"
#include "tests/support/data_chunks.h"
#include "tests/support/raw_peer.h"
#include "tests/support/test_pki.h"

#include <QElapsedTimer>
#include <QSignalSpy>
#include <QTest>

#include <openssl/sslerr.h>

#include <algorithm>
#include <limits>

namespace workbench {

using tests::RawPeer;
using Behaviour = RawPeer::Behaviour;

/// The best of so many counts where time is measured: the machine may be busy with other things.
constexpr int kAttempts = 3;

/// How an attempt ends, phase by phase, and what it keeps.
class ClientConnectionTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void refused();
    void unknownName();
    void peerEndings_data();
    void peerEndings();
    void plainTextPeerIsKeptAsBytes();
    void timeLimits_data();
    void timeLimits();
    void cancelWorksInEveryPhase_data();
    void cancelWorksInEveryPhase();
    void row8LiteralAsksNoNameService();
    void verification_data();
    void verification();
    void row19TrustedSiteConnectsAndSaysWhatACheckWouldHave();
    void row6ClientCertificate_data();
    void row6ClientCertificate();
    void versionsWithoutOverlap();
    void alpn();
    void noCommonProtocolIsAlert120();
    void dataBothWays();
    void attemptsAreRecordsOfTheirOwn();

private:
    ClientOptions options(quint16 port) const;
    ServerOptions serverOptions() const;
    static ConnectionRecordPtr run(const ClientOptions& options);

    tests::TestPki m_pki;
};

void ClientConnectionTest::initTestCase()
{
    QVERIFY(initializeTlsLibrary());
}

ClientOptions ClientConnectionTest::options(quint16 port) const
{
    return loopbackClient(m_pki, port);
}

ServerOptions ClientConnectionTest::serverOptions() const
{
    return loopbackServer(m_pki);
}

ConnectionRecordPtr ClientConnectionTest::run(const ClientOptions& options)
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

void ClientConnectionTest::refused()
{
    quint16 port = 0;
    {
        const RawPeer peer(Behaviour::Silence);
        port = peer.serverPort();
    }
    const ConnectionRecordPtr record = run(options(port));
    QCOMPARE(record->result, ConnectionResult::Failed);
    QCOMPARE(record->phase(PhaseName::Tcp)->result, PhaseResult::Failed);
    QVERIFY(record->errors.contains(
        NativeError {ErrorSource::System, ECONNREFUSED, qt_error_string(ECONNREFUSED)}));
    QCOMPARE(record->addresses.size(), 1);
    QVERIFY(!record->addresses.first().connected);
}

void ClientConnectionTest::unknownName()
{
    ClientOptions theOptions = options(443);
    theOptions.host = QStringLiteral("no-such-host.invalid");
    const ConnectionRecordPtr record = run(theOptions);
    QCOMPARE(record->result, ConnectionResult::Failed);
    QCOMPARE(record->phase(PhaseName::Resolve)->result, PhaseResult::Failed);
    QVERIFY(record->phase(PhaseName::Tcp) == nullptr);
    QCOMPARE(record->errors.last().source, ErrorSource::Qt);
    QCOMPARE(record->errors.last().code, qint64(QAbstractSocket::HostNotFoundError));
}

void ClientConnectionTest::peerEndings_data()
{
    QTest::addColumn<int>("behaviour");
    QTest::addColumn<int>("ending");
    QTest::newRow("FIN after accept") << int(Behaviour::CloseAtOnce) << int(PeerEnding::Fin);
    QTest::newRow("RST after accept") << int(Behaviour::ResetAtOnce) << int(PeerEnding::Reset);
    QTest::newRow("FIN after client_hello")
        << int(Behaviour::CloseAfterFirstBytes) << int(PeerEnding::Fin);
    QTest::newRow("RST after client_hello")
        << int(Behaviour::ResetAfterFirstBytes) << int(PeerEnding::Reset);
}

void ClientConnectionTest::peerEndings()
{
    QFETCH(const int, behaviour);
    QFETCH(const int, ending);
    const RawPeer peer(static_cast<Behaviour>(behaviour));
    const ConnectionRecordPtr record = run(options(peer.serverPort()));
    QCOMPARE(record->result, ConnectionResult::Failed);
    QCOMPARE(record->phase(PhaseName::Tls)->result, PhaseResult::Failed);
    QCOMPARE(int(record->peerEnding), ending);
    QCOMPARE(record->peerAddress, QHostAddress(QHostAddress::LocalHost));
    QCOMPARE(record->peerPort, peer.serverPort());
    QCOMPARE(record->bytesReceived, 0);
    const auto what = static_cast<Behaviour>(behaviour);
    const bool heard
        = what == Behaviour::CloseAfterFirstBytes || what == Behaviour::ResetAfterFirstBytes;
    if (heard) {
        QVERIFY(record->bytesSent > 0);
    }
    // A client_hello that the library wrote but the transport never took was not sent.
    QCOMPARE(record->sawMessage(1, Direction::Sent), record->bytesSent > 0);
    QCOMPARE(!record->offered.cipherSuites.isEmpty(), record->bytesSent > 0);
}

void ClientConnectionTest::plainTextPeerIsKeptAsBytes()
{
    const QByteArray banner = "220 mail.example ESMTP ready\r\n";
    const RawPeer peer(Behaviour::Speak, banner);
    const ConnectionRecordPtr record = run(options(peer.serverPort()));
    QCOMPARE(record->result, ConnectionResult::Failed);
    QCOMPARE(record->firstBytesReceived, banner);
    QVERIFY(record->hasOpenSslReason(SSL_R_WRONG_VERSION_NUMBER));
}

void ClientConnectionTest::timeLimits_data()
{
    QTest::addColumn<int>("wholeMs");
    QTest::addColumn<int>("tlsMs");
    QTest::addColumn<int>("limitMs");
    QTest::newRow("of the handshake") << 5000 << 200 << 200;
    QTest::newRow("of the whole attempt") << 200 << 0 << 200;
}

void ClientConnectionTest::timeLimits()
{
    QFETCH(const int, wholeMs);
    QFETCH(const int, tlsMs);
    QFETCH(const int, limitMs);
    const RawPeer peer(Behaviour::Silence);
    ClientOptions theOptions = options(peer.serverPort());
    theOptions.limits.whole = Milliseconds(wholeMs);
    theOptions.limits.tls = Milliseconds(tlsMs);
    qint64 shortest = std::numeric_limits<qint64>::max();
    for (int attempt = 0; attempt < kAttempts; ++attempt) {
        QElapsedTimer timer;
        timer.start();
        const ConnectionRecordPtr record = run(theOptions);
        shortest = std::min(shortest, timer.elapsed());
        QCOMPARE(record->result, ConnectionResult::TimedOut);
        QCOMPARE(record->phase(PhaseName::Tls)->result, PhaseResult::TimedOut);
        QCOMPARE(record->limit, Milliseconds(limitMs));
    }
    constexpr int kSlack = 100;
    QVERIFY2(shortest >= limitMs && shortest < limitMs + kSlack,
             qPrintable(QString::number(shortest)));
}

void ClientConnectionTest::cancelWorksInEveryPhase_data()
{
    QTest::addColumn<QString>("host");
    QTest::addColumn<int>("afterMs");
    QTest::newRow("resolve") << QStringLiteral("slow-name.invalid") << 0;
    QTest::newRow("tls") << QStringLiteral("127.0.0.1") << 100;
}

void ClientConnectionTest::cancelWorksInEveryPhase()
{
    QFETCH(const QString, host);
    QFETCH(const int, afterMs);
    const RawPeer peer(Behaviour::Silence);
    ClientOptions theOptions = options(peer.serverPort());
    theOptions.host = host;
    qint64 shortest = std::numeric_limits<qint64>::max();
    for (int attempt = 0; attempt < kAttempts; ++attempt) {
        ClientConnection connection(theOptions);
        QSignalSpy finished(&connection, &ClientConnection::finished);
        connection.start();
        if (afterMs > 0) {
            QTest::qWait(afterMs);
        }
        QElapsedTimer timer;
        timer.start();
        connection.cancel();
        QVERIFY(finished.wait(1000));
        shortest = std::min(shortest, timer.elapsed());
        QCOMPARE(connection.snapshot()->result, ConnectionResult::Cancelled);
    }
    constexpr int kLimit = 50;
    QVERIFY2(shortest < kLimit, qPrintable(QString::number(shortest)));
}

void ClientConnectionTest::row8LiteralAsksNoNameService()
{
    const RawPeer peer(Behaviour::CloseAtOnce);
    const ConnectionRecordPtr record = run(options(peer.serverPort()));
    QCOMPARE(record->phases.first().name, PhaseName::Resolve);
    QCOMPARE(record->phases.first().result, PhaseResult::Skipped);
}

void ClientConnectionTest::verification_data()
{
    QTest::addColumn<KeyMaterial>("credentials");
    QTest::addColumn<QString>("host");
    QTest::addColumn<int>("code");
    QTest::addColumn<int>("alert");
    const auto row = [](const char* name,
                        const KeyMaterial& credentials,
                        const QString& host,
                        int code,
                        int alert) { QTest::newRow(name) << credentials << host << code << alert; };
    const QString here = QStringLiteral("127.0.0.1");
    row("trusted", m_pki.server(), here, X509_V_OK, 0);
    row("expired", m_pki.expiredServer(), here, X509_V_ERR_CERT_HAS_EXPIRED, 45);
    row("not yet valid", m_pki.futureServer(), here, X509_V_ERR_CERT_NOT_YET_VALID, 42);
    row("self-signed", m_pki.selfSignedServer(), here, X509_V_ERR_DEPTH_ZERO_SELF_SIGNED_CERT, 48);
    row("intermediate missing",
        m_pki.serverWithoutIntermediate(),
        here,
        X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT_LOCALLY,
        48);
    row("wrong address",
        m_pki.server({QStringLiteral("dns:localhost")}),
        here,
        X509_V_ERR_IP_ADDRESS_MISMATCH,
        42);
    row("wrong name",
        m_pki.server({QStringLiteral("dns:other.example")}),
        QStringLiteral("localhost"),
        X509_V_ERR_HOSTNAME_MISMATCH,
        42);
}

void ClientConnectionTest::verification()
{
    QFETCH(const KeyMaterial, credentials);
    QFETCH(const QString, host);
    QFETCH(const int, code);
    QFETCH(const int, alert);
    LoopbackPlan plan {.server = serverOptions(), .client = options(0), .send = {}, .through = {}};
    plan.server.certificates = {credentials};
    plan.client.host = host;
    const LoopbackResult result = runLoopback(plan);
    QVERIFY(result.client && result.server);
    QVERIFY(result.client->verification.performed);
    QCOMPARE(result.client->verification.firstCode(), code);
    QCOMPARE(result.client->result,
             code == X509_V_OK ? ConnectionResult::Established : ConnectionResult::Failed);
    if (alert != 0) {
        QVERIFY(result.client->fatalAlert(Direction::Sent) != nullptr);
        QCOMPARE(int(result.client->fatalAlert(Direction::Sent)->code), alert);
        QVERIFY(result.server->fatalAlert(Direction::Received) != nullptr);
        QCOMPARE(int(result.server->fatalAlert(Direction::Received)->code), alert);
        QCOMPARE(result.server->result, ConnectionResult::Failed);
    }
    QVERIFY(!result.client->peerCertificates.isEmpty());
}

void ClientConnectionTest::row19TrustedSiteConnectsAndSaysWhatACheckWouldHave()
{
    LoopbackPlan plan {.server = serverOptions(), .client = options(0), .send = {}, .through = {}};
    plan.server.certificates = {m_pki.expiredServer()};
    plan.client.verify = VerifyMode::None;
    const LoopbackResult result = runLoopback(plan);
    QVERIFY(result.client);
    QCOMPARE(result.client->result, ConnectionResult::Established);
    QVERIFY(!result.client->verification.trusted);
    QVERIFY(!result.client->verification.enforced);
    QCOMPARE(result.client->verification.firstCode(), X509_V_ERR_CERT_HAS_EXPIRED);
}

void ClientConnectionTest::row6ClientCertificate_data()
{
    QTest::addColumn<int>("version");
    QTest::addColumn<KeyMaterial>("credentials");
    QTest::addColumn<bool>("accepted");
    QTest::addColumn<int>("alert");
    const tests::TestPki stranger;

    struct Case
    {
        const char* name;
        KeyMaterial credentials;
        bool accepted;
        int alertTls12;
        int alertTls13;
    };

    const Case cases[] = {
        {"good", m_pki.client(), true, 0, 0},
        {"none", KeyMaterial(), false, 40, 116},
        {"unknown issuer", stranger.client(), false, 48, 48},
        {"expired", m_pki.expiredClient(), false, 45, 45},
    };
    for (const Case& one : cases) {
        QTest::addRow("TLS 1.2, %s", one.name)
            << int(TlsVersion::Tls12) << one.credentials << one.accepted << one.alertTls12;
        QTest::addRow("TLS 1.3, %s", one.name)
            << int(TlsVersion::Tls13) << one.credentials << one.accepted << one.alertTls13;
    }
}

void ClientConnectionTest::row6ClientCertificate()
{
    QFETCH(const int, version);
    QFETCH(const KeyMaterial, credentials);
    QFETCH(const bool, accepted);
    QFETCH(const int, alert);
    LoopbackPlan plan {.server = serverOptions(), .client = options(0), .send = {}, .through = {}};
    plan.server.clientCertificate = ClientCertificatePolicy::Require;
    plan.server.clientTrust = m_pki.anchors();
    plan.client.versions = static_cast<TlsVersion>(version);
    plan.client.credentials = credentials;
    const LoopbackResult result = runLoopback(plan);
    QVERIFY(result.client && result.server);
    QCOMPARE(result.client->result,
             accepted ? ConnectionResult::Established : ConnectionResult::Failed);
    QCOMPARE(result.server->result, result.client->result);
    QCOMPARE(result.server->negotiated.clientCertificate, credentials.certificate != nullptr);
    if (!accepted) {
        const AlertFact* received = result.client->fatalAlert(Direction::Received);
        QVERIFY(received != nullptr);
        QCOMPARE(int(received->code), alert);
    }
}

void ClientConnectionTest::versionsWithoutOverlap()
{
    LoopbackPlan plan {.server = serverOptions(), .client = options(0), .send = {}, .through = {}};
    plan.server.versions = TlsVersion::Tls13;
    plan.client.versions = TlsVersion::Tls12;
    const LoopbackResult result = runLoopback(plan);
    QVERIFY(result.client && result.server);
    QCOMPARE(int(result.client->fatalAlert(Direction::Received)->code), 70);
    QVERIFY(result.server->hasOpenSslReason(SSL_R_UNSUPPORTED_PROTOCOL));
    QCOMPARE(result.client->offered.versions, QList<quint16> {0x0303});
}

void ClientConnectionTest::alpn()
{
    LoopbackPlan plan {.server = serverOptions(), .client = options(0), .send = {}, .through = {}};
    plan.server.tuning.alpn = {QStringLiteral("h2"), QStringLiteral("http/1.1")};
    plan.client.tuning.alpn = {QStringLiteral("http/1.1")};
    const LoopbackResult result = runLoopback(plan);
    QVERIFY(result.client && result.server);
    QCOMPARE(result.client->negotiated.alpn, QStringLiteral("http/1.1"));
    QCOMPARE(result.server->negotiated.alpn, QStringLiteral("http/1.1"));
    QCOMPARE(result.server->offered.alpn, QStringList {QStringLiteral("http/1.1")});
}

void ClientConnectionTest::noCommonProtocolIsAlert120()
{
    LoopbackPlan plan {.server = serverOptions(), .client = options(0), .send = {}, .through = {}};
    plan.server.tuning.alpn = {QStringLiteral("h2")};
    plan.client.tuning.alpn = {QStringLiteral("mqtt")};
    const LoopbackResult result = runLoopback(plan);
    QVERIFY(result.client && result.server);
    QCOMPARE(int(result.client->fatalAlert(Direction::Received)->code), 120);
    QCOMPARE(int(result.server->fatalAlert(Direction::Sent)->code), 120);
}

void ClientConnectionTest::dataBothWays()
{
    LoopbackPlan plan {.server = serverOptions(), .client = options(0), .send = {}, .through = {}};
    plan.send = QByteArray(300'000, 'x');
    const LoopbackResult result = runLoopback(plan);
    QVERIFY(result.client && result.server);
    const QByteArray received = tests::bytesOf(result.client->data, Direction::Received);
    QCOMPARE(received, plan.send);
    QCOMPARE(result.server->peerEnding, PeerEnding::CloseNotify);
    QVERIFY(result.client->bytesReceived > plan.send.size());
}

void ClientConnectionTest::attemptsAreRecordsOfTheirOwn()
{
    const RawPeer peer(Behaviour::CloseAfterFirstBytes);
    const ConnectionRecordPtr first = run(options(peer.serverPort()));
    const ConnectionRecordPtr second = run(options(peer.serverPort()));
    QVERIFY(second->id > first->id);
    QCOMPARE(first->messages.size(), second->messages.size());
}

} // namespace workbench

QTEST_GUILESS_MAIN(workbench::ClientConnectionTest)
#include "client_connection_test.moc"
