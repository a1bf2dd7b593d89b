#include "core/base/bytes.h"
#include "core/certificates/certificate_facts.h"
#include "core/connection/message_decoding.h"
#include "core/connection/session_file.h"
#include "core/diagnosis/diagnosis.h"
#include "core/trace/tls_library.h"
#include "core/wire/handshake_summary.h"
#include "core/wire/registry.h"
#include "tests/core/connection/datagram_relay.h"
#include "tests/core/connection/loopback.h"
#include "tests/support/data_chunks.h"
#include "tests/support/slowness.h"
#include "tests/support/test_pki.h"

#include <QElapsedTimer>
#include <QFile>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>
#include <QUdpSocket>

namespace workbench {

/// DTLS 1.0 and 1.2 over UDP, both ends.
class DtlsTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void handshake_data();
    void handshake();
    void everyMessageDecodes();
    void clientCertificate();
    void untrustedIsRefused();
    void lostDatagramsAreSentAgain_data();
    void lostDatagramsAreSentAgain();
    void retransmissionsAreFacts();
    void mtuCutsMessages_data();
    void mtuCutsMessages();
    void largeAnswers();
    void sessionIsResumed();
    void stapleAndKey();
    void nobodyListens();
    void nobodyAnswers();

private:
    LoopbackPlan plan() const { return datagramPlan(m_pki); }

    tests::TestPki m_pki;
};

void DtlsTest::initTestCase()
{
    QVERIFY(initializeTlsLibrary());
}

void DtlsTest::handshake_data()
{
    QTest::addColumn<int>("version");
    QTest::addColumn<QString>("name");
    QTest::newRow("DTLS 1.0") << int(TlsVersion::Tls11) << QStringLiteral("DTLS 1.0");
    QTest::newRow("DTLS 1.2") << int(TlsVersion::Tls12) << QStringLiteral("DTLS 1.2");
    QTest::newRow("TLS 1.2 and 1.3 in the set")
        << int(kModernVersions) << QStringLiteral("DTLS 1.2");
}

void DtlsTest::handshake()
{
    QFETCH(const int, version);
    QFETCH(const QString, name);
    LoopbackPlan thePlan = plan();
    thePlan.client.versions = TlsVersionSet::fromInt(version);
    thePlan.server.versions = TlsVersionSet::fromInt(version);
    const LoopbackResult result = runLoopback(thePlan);
    QVERIFY(result.client && result.server);
    // RFC 6347 §4.2.1: the server asks for a cookie before it keeps anything.
    const QStringList expected {QStringLiteral("client_hello"),
                                QStringLiteral("hello_verify_request"),
                                QStringLiteral("client_hello"),
                                QStringLiteral("server_hello"),
                                QStringLiteral("certificate"),
                                QStringLiteral("server_key_exchange"),
                                QStringLiteral("server_hello_done"),
                                QStringLiteral("client_key_exchange"),
                                QStringLiteral("finished"),
                                QStringLiteral("new_session_ticket"),
                                QStringLiteral("finished")};
    for (const ConnectionRecordPtr& record : {result.client, result.server}) {
        QCOMPARE(record->result, ConnectionResult::Established);
        QCOMPARE(handshakeOf(*record), expected);
        QCOMPARE(QString::fromStdString(wire::versionName(record->negotiated.version)), name);
        QCOMPARE(record->transport, Transport::Udp);
        QCOMPARE(record->serverName, QStringLiteral("localhost"));
        QVERIFY(record->negotiated.cipherSuite != 0);
        QVERIFY(record->negotiated.group != 0);
        QCOMPARE(tests::bytesOf(record->data, Direction::Received), QByteArray("ping"));
        QVERIFY(record->errors.isEmpty());
        QVERIFY(diagnose(*record).isEmpty());
    }
    QCOMPARE(result.client->bytesSent, result.server->bytesReceived);
    QCOMPARE(result.server->peerEnding, PeerEnding::CloseNotify); // the client closed
    QVERIFY(result.client->verification.trusted);
    QCOMPARE(result.client->peerCertificates.size(), 2);
    QCOMPARE(result.client->phase(PhaseName::Tcp)->result, PhaseResult::Skipped);
    QCOMPARE(result.client->localPort, result.server->peerPort);
}

void DtlsTest::everyMessageDecodes()
{
    const LoopbackResult result = runLoopback(plan());
    QVERIFY(result.client);
    for (const TraceMessage& message : result.client->messages) {
        const wire::FieldTree tree = decodeMessage(*result.client, message);
        if (message.contentType == 23) {
            continue;
        }
        QVERIFY(tree.root());
        QVERIFY2(tree.root().fault() == nullptr, handshakeName(message).c_str());
    }
}

void DtlsTest::clientCertificate()
{
    LoopbackPlan thePlan = plan();
    thePlan.server.clientCertificate = ClientCertificatePolicy::Require;
    thePlan.server.clientTrust = m_pki.anchors();
    thePlan.client.credentials = m_pki.client();
    const LoopbackResult with = runLoopback(thePlan);
    QVERIFY(with.client && with.server);
    QCOMPARE(with.server->result, ConnectionResult::Established);
    QVERIFY(with.server->negotiated.clientCertificate);
    QVERIFY(with.server->verification.trusted);
    thePlan.client.credentials = {};
    const LoopbackResult without = runLoopback(thePlan);
    QVERIFY(without.client && without.server);
    QCOMPARE(without.server->result, ConnectionResult::Failed);
    QCOMPARE(without.client->result, ConnectionResult::Failed);
}

void DtlsTest::untrustedIsRefused()
{
    LoopbackPlan thePlan = plan();
    thePlan.client.trust = TrustAnchors::fromCertificates({}, QStringLiteral("none"));
    const LoopbackResult result = runLoopback(thePlan);
    QVERIFY(result.client && result.server);
    QCOMPARE(result.client->result, ConnectionResult::Failed);
    QVERIFY(result.client->fatalAlert(Direction::Sent) != nullptr);
    QCOMPARE(result.server->result, ConnectionResult::Failed);
    QCOMPARE(result.server->fatalAlert(Direction::Received)->code,
             result.client->fatalAlert(Direction::Sent)->code);
}

void DtlsTest::lostDatagramsAreSentAgain_data()
{
    QTest::addColumn<int>("lost");
    QTest::newRow("first hello") << 0;
    QTest::newRow("hello with the cookie") << 1;
    QTest::newRow("last flight") << 2;
}

/// The retransmission stands in the trace as it went out (RFC 6347 §4.2.4).
void DtlsTest::lostDatagramsAreSentAgain()
{
    QFETCH(const int, lost);
    DatagramRelay relay({lost});
    LoopbackPlan thePlan = plan();
    thePlan.client.host = QStringLiteral("127.0.0.1");
    thePlan.through = [&](quint16 port) { return relay.leadTo(port); };
    const LoopbackResult result = runLoopback(thePlan);
    QVERIFY(result.client && result.server);
    QCOMPARE(result.client->result, ConnectionResult::Established);
    QCOMPARE(tests::bytesOf(result.client->data, Direction::Received), QByteArray("ping"));
    const QStringList sent = handshakeOf(*result.client);
    const QString again = lost < 2 ? QStringLiteral("client_hello") : QStringLiteral("finished");
    QVERIFY2(sent.count(again) >= 3, qPrintable(sent.join(QLatin1Char(' '))));
}

void DtlsTest::retransmissionsAreFacts()
{
    DatagramRelay relay({1});
    LoopbackPlan thePlan = plan();
    thePlan.client.host = QStringLiteral("127.0.0.1");
    thePlan.through = [&](quint16 port) { return relay.leadTo(port); };
    const LoopbackResult result = runLoopback(thePlan);
    QVERIFY(result.client && result.client->datagrams);
    QVERIFY(result.client->datagrams->timeouts >= 1);
    QVERIFY(result.client->datagrams->sent.repeated >= 1);
    QCOMPARE(result.client->datagrams->sent.datagrams, relay.fromClient().size());
    const LoopbackResult whole = runLoopback(plan());
    QCOMPARE(whole.client->datagrams->timeouts, 0);
    QCOMPARE(whole.client->datagrams->sent.repeated, 0);
    QCOMPARE(whole.client->datagrams->sent.datagrams, whole.server->datagrams->received.datagrams);
}

void DtlsTest::mtuCutsMessages_data()
{
    QTest::addColumn<int>("mtu");
    QTest::addColumn<bool>("cut");
    QTest::newRow("as usual") << 0 << false;
    QTest::newRow("smallest") << kLeastMtu << true;
    QTest::newRow("large") << 9000 << false;
}

/// A client certificate does not fit into one small datagram (RFC 6347 §4.2.3).
void DtlsTest::mtuCutsMessages()
{
    QFETCH(const int, mtu);
    QFETCH(const bool, cut);
    LoopbackPlan thePlan = plan();
    thePlan.server.clientCertificate = ClientCertificatePolicy::Require;
    thePlan.server.clientTrust = m_pki.anchors();
    thePlan.client.credentials = m_pki.client();
    thePlan.client.socket.mtu = mtu;
    thePlan.send = QByteArray(2000, 'x');
    const LoopbackResult result = runLoopback(thePlan);
    QVERIFY(result.client && result.server);
    QCOMPARE(result.client->result, ConnectionResult::Established);
    const DatagramFacts facts = *result.client->datagrams;
    QCOMPARE(facts.mtu, mtu == 0 ? kUsualMtu : mtu);
    QVERIFY2(facts.sent.largest <= facts.mtu, qPrintable(QString::number(facts.sent.largest)));
    QCOMPARE(facts.sent.fragments > 0, cut);
    // What the trace shows of a message that was cut is what arrived.
    const auto certificateOf = [](const ConnectionRecord& record, Direction direction) {
        for (const TraceMessage& message : record.messages) {
            if (message.handshakeType() == 11 && message.direction == direction) {
                return message.bytes;
            }
        }
        return QByteArray();
    };
    QVERIFY(!certificateOf(*result.client, Direction::Sent).isEmpty());
    QCOMPARE(certificateOf(*result.client, Direction::Sent),
             certificateOf(*result.server, Direction::Received));
    QCOMPARE(tests::bytesOf(result.client->data, Direction::Received), thePlan.send);
}

void DtlsTest::largeAnswers()
{
    LoopbackPlan thePlan = plan();
    thePlan.send = QByteArray(20'000, 'x'); // more than a record, and far more than a datagram
    const LoopbackResult result = runLoopback(thePlan);
    QVERIFY(result.client && result.server);
    QCOMPARE(tests::bytesOf(result.client->data, Direction::Received), thePlan.send);
}

void DtlsTest::sessionIsResumed()
{
    const QTemporaryDir folder;
    const QString path = folder.filePath(QStringLiteral("session.pem"));
    TlsServer server(plan().server);
    QVERIFY(server.start());
    for (const bool resumed : {false, true, true}) {
        ClientOptions options = plan().client;
        options.port = server.serverPort();
        options.sessionPath = path;
        options.session = readSessionFile(path).value();
        ClientConnection client(options);
        QSignalSpy finished(&client, &ClientConnection::finished);
        connect(&client, &ClientConnection::established, &client, &ClientConnection::close);
        client.start();
        QVERIFY(finished.wait());
        QCOMPARE(client.snapshot()->result, ConnectionResult::Established);
        QCOMPARE(client.snapshot()->negotiated.resumed, resumed);
    }
}

void DtlsTest::stapleAndKey()
{
    LoopbackPlan stapled = plan();
    stapled.client.askStaple = true;
    stapled.server.staples
        = {makeOcspResponse(
               stapled.server.certificates.first().certificate.get(), {}, m_pki.intermediate())
               .value()};
    const LoopbackResult first = runLoopback(stapled);
    QVERIFY(first.client);
    QVERIFY2(first.client->staple.isAcceptable(), qPrintable(first.client->staple.problem));
    LoopbackPlan keyed = plan();
    keyed.server.certificates.clear();
    keyed.server.psk = PreSharedKey::parse(QStringLiteral("me:00112233445566")).value();
    keyed.client.psk = keyed.server.psk;
    const LoopbackResult second = runLoopback(keyed);
    QVERIFY(second.client && second.server);
    QCOMPARE(second.client->result, ConnectionResult::Established);
    QCOMPARE(second.server->negotiated.pskIdentity, QStringLiteral("me"));
    // A server that asks for no cookie sees the first hello only.
    QList<std::vector<std::uint16_t>> offers;
    for (const TraceMessage& message : second.client->messages) {
        if (const auto hello
            = wire::summarizeClientHello(asSpan(message.bytes), wire::Framing::Dtls)) {
            offers.append(hello->cipherSuites);
        }
    }
    QCOMPARE(offers.size(), 2);
    QVERIFY(offers.first() == offers.last());
}

/// The system's “port unreachable” comes at once.
void DtlsTest::nobodyListens()
{
    QUdpSocket free;
    QVERIFY(free.bind(QHostAddress(QHostAddress::LocalHost)));
    ClientOptions options = plan().client;
    options.host = QStringLiteral("127.0.0.1");
    options.port = free.localPort();
    free.close();
    ClientConnection client(options);
    QSignalSpy finished(&client, &ClientConnection::finished);
    QElapsedTimer timer;
    timer.start();
    client.start();
    QVERIFY(finished.wait());
    QVERIFY(timer.elapsed() < 1000 * tests::kSlowness);
    const ConnectionRecordPtr record = client.snapshot();
    QCOMPARE(record->result, ConnectionResult::Failed);
    QCOMPARE(diagnose(*record).first().id, QStringLiteral("dtls-to-tcp-service"));
}

void DtlsTest::nobodyAnswers()
{
    QUdpSocket silent;
    QVERIFY(silent.bind(QHostAddress(QHostAddress::LocalHost)));
    ClientOptions options = plan().client;
    options.host = QStringLiteral("127.0.0.1");
    options.port = silent.localPort();
    options.limits.tls = Milliseconds(1300);
    ClientConnection client(options);
    QSignalSpy finished(&client, &ClientConnection::finished);
    QElapsedTimer timer;
    timer.start();
    client.start();
    QVERIFY(finished.wait());
    QVERIFY2(timer.elapsed() >= 1300 && timer.elapsed() < 1300 + 100 * tests::kSlowness,
             qPrintable(QString::number(timer.elapsed())));
    const ConnectionRecordPtr record = client.snapshot();
    QCOMPARE(record->result, ConnectionResult::TimedOut);
    QCOMPARE(record->phase(PhaseName::Tls)->result, PhaseResult::TimedOut);
    // RFC 6347 §4.2.4.1: after a second once more.
    QCOMPARE(handshakeOf(*record).count(QStringLiteral("client_hello")), 2);
    QCOMPARE(diagnose(*record).first().id, QStringLiteral("silence-after-client-hello"));
}

} // namespace workbench

QTEST_GUILESS_MAIN(workbench::DtlsTest)
#include "dtls_test.moc"
