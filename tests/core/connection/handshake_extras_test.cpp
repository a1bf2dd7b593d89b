#include "core/certificates/certificate_facts.h"
#include "core/connection/handshake_extras.h"
#include "core/report/facts_text.h"
#include "core/trace/tls_library.h"
#include "tests/core/connection/loopback.h"

#include <QTest>

namespace workbench {
namespace {

/// A SignedCertificateTimestampList (RFC 6962 §3.3) with one element: version 1, a log, a time in
/// milliseconds, no extensions, ecdsa_secp256r1_sha256 with a signature of 2 bytes.
QByteArray timestampList(const QByteArray& log, qint64 milliseconds)
{
    const QByteArray one = QByteArray(1, '\0') + log
        + QByteArray::number(milliseconds, 16).rightJustified(16, '0') + QByteArray();
    const QByteArray head = one.left(1 + log.size());
    const QByteArray time = QByteArray::fromHex(one.mid(head.size()));
    const QByteArray element = head + time
        + QByteArray::fromHex("0000"
                              "0403"
                              "0002"
                              "aabb");
    const auto length = [](qsizetype size) {
        return QByteArray(1, static_cast<char>(size >> 8)) + static_cast<char>(size & 0xff);
    };
    return length(element.size() + 2) + length(element.size()) + element;
}

} // namespace

/// What a server's handshake says beside the agreement: whom it asks for certificates of, its
/// tickets, timestamps.
class HandshakeExtrasTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void timestampsAreRead();
    void damagedTimestampsAreLeftOut();
    void requestIsNoted_data();
    void requestIsNoted();
    void issuersAreNamed_data();
    void issuersAreNamed();
    void tooManyIssuers();
    void issuersAreCompared();
    void ticketsAreCounted_data();
    void ticketsAreCounted();
    void timestampsAreAskedFor_data();
    void timestampsAreAskedFor();

private:
    LoopbackPlan plan(TlsVersion version) const;

    tests::TestPki m_pki;
};

void HandshakeExtrasTest::initTestCase()
{
    QVERIFY(initializeTlsLibrary());
}

LoopbackPlan HandshakeExtrasTest::plan(TlsVersion version) const
{
    LoopbackPlan plan = datagramPlan(m_pki);
    plan.server.transport = plan.client.transport = Transport::Tcp;
    plan.server.versions = plan.client.versions = version;
    return plan;
}

void HandshakeExtrasTest::timestampsAreRead()
{
    const QByteArray log(32, 'L');
    const QDateTime time(QDate(2026, 11, 29), QTime(12, 0, 0, 500), Qt::UTC);
    const QList<CertificateTimestamp> found
        = certificateTimestamps({}, timestampList(log, time.toMSecsSinceEpoch()), {});
    QCOMPARE(found.size(), 1);
    QCOMPARE(found.first(),
             (CertificateTimestamp {CertificateTimestamp::Source::Handshake, log, time}));
    QVERIFY(certificateTimestamps(m_pki.rootDer(), {}, "no response").isEmpty());
}

void HandshakeExtrasTest::damagedTimestampsAreLeftOut()
{
    const QByteArray whole = timestampList(QByteArray(32, 'L'), 1'000);
    for (qsizetype length = 0; length < whole.size(); ++length) {
        QVERIFY(certificateTimestamps({}, whole.left(length), {}).isEmpty());
    }
}

void HandshakeExtrasTest::requestIsNoted_data()
{
    QTest::addColumn<TlsVersion>("version");
    QTest::addColumn<ClientCertificatePolicy>("policy");
    QTest::addColumn<bool>("has");
    QTest::addColumn<QString>("words");
    for (const TlsVersion version : {TlsVersion::Tls10, TlsVersion::Tls12, TlsVersion::Tls13}) {
        const auto row =
            [&](const char* name, ClientCertificatePolicy policy, bool has, const QString& words) {
                QTest::addRow("%s, %s", qPrintable(toText(version)), name)
                    << version << policy << has << words;
            };
        row("not asked",
            ClientCertificatePolicy::None,
            true,
            QStringLiteral("none: the server did not ask for one"));
        row("withheld",
            ClientCertificatePolicy::Request,
            false,
            QStringLiteral("asked for, none sent"));
        row("sent", ClientCertificatePolicy::Request, true, QStringLiteral("asked for, presented"));
    }
}

void HandshakeExtrasTest::requestIsNoted()
{
    QFETCH(const TlsVersion, version);
    QFETCH(const ClientCertificatePolicy, policy);
    QFETCH(const bool, has);
    QFETCH(const QString, words);
    LoopbackPlan wanted = plan(version);
    wanted.server.clientCertificate = policy;
    wanted.server.clientTrust = m_pki.anchors();
    if (has) {
        wanted.client.credentials = m_pki.client();
    }
    const LoopbackResult result = runLoopback(wanted);
    QVERIFY(result.client && result.server);
    QCOMPARE(result.client->result, ConnectionResult::Established);
    for (const ConnectionRecordPtr& end : {result.client, result.server}) {
        QCOMPARE(end->certificateRequest.asked, policy != ClientCertificatePolicy::None);
        QCOMPARE(clientCertificateText(*end), words);
    }
}

void HandshakeExtrasTest::issuersAreNamed_data()
{
    QTest::addColumn<Transport>("transport");
    QTest::addColumn<TlsVersion>("version");
    QTest::addColumn<ClientCertificatePolicy>("policy");
    QTest::addColumn<bool>("named");
    const std::tuple<const char*, Transport, TlsVersion> kinds[] = {
        {"TLS 1.2", Transport::Tcp, TlsVersion::Tls12},
        {"TLS 1.3", Transport::Tcp, TlsVersion::Tls13},
        {"DTLS 1.2", Transport::Udp, TlsVersion::Tls12},
    };
    for (const auto& [name, transport, version] : kinds) {
        QTest::addRow("%s, named", name)
            << transport << version << ClientCertificatePolicy::Require << true;
        QTest::addRow("%s, not named", name)
            << transport << version << ClientCertificatePolicy::Request << false;
        QTest::addRow("%s, not asked", name)
            << transport << version << ClientCertificatePolicy::None << true;
    }
}

/// The client hears the subjects of the server's anchors.
void HandshakeExtrasTest::issuersAreNamed()
{
    QFETCH(const Transport, transport);
    QFETCH(const TlsVersion, version);
    QFETCH(const ClientCertificatePolicy, policy);
    QFETCH(const bool, named);
    LoopbackPlan wanted = plan(version);
    wanted.server.transport = wanted.client.transport = transport;
    wanted.server.clientCertificate = policy;
    wanted.server.issuerNames = named;
    wanted.server.clientTrust = m_pki.anchors();
    wanted.client.credentials = m_pki.client();
    const LoopbackResult result = runLoopback(wanted);
    QVERIFY(result.client && result.server);
    QCOMPARE(result.client->result, ConnectionResult::Established);
    const bool heard = named && policy != ClientCertificatePolicy::None;
    const QList<QByteArray> names = issuerNames(m_pki.intermediate());
    QCOMPARE(result.client->certificateRequest.authorities, heard ? names : QList<QByteArray>());
}

void HandshakeExtrasTest::tooManyIssuers()
{
    QList<QByteArray> certificates;
    for (const std::shared_ptr<X509>& one : tests::TestPki::manyOf(m_pki.root(), 5000)) {
        certificates.append(toDer(one.get()));
    }
    ServerOptions options = plan(TlsVersion::Tls13).server;
    options.clientCertificate = ClientCertificatePolicy::Request;
    options.clientTrust = TrustAnchors::fromCertificates(certificates, QStringLiteral("many"));
    QVERIFY(TlsServer(options).start());
    options.issuerNames = true;
    const Result<void> started = TlsServer(options).start();
    QVERIFY(!started);
    QCOMPARE(started.error().code, ErrorCode::InvalidInput);
    QVERIFY2(started.error().message.contains(QLatin1String("5000")),
             qPrintable(started.error().message));
}

void HandshakeExtrasTest::issuersAreCompared()
{
    const KeyMaterial client = m_pki.client();
    const QList<QByteArray> own = issuerNames(client);
    QVERIFY(!own.isEmpty());
    QVERIFY(authorityText(own.first()).contains(QStringLiteral("CN=")));
    const QList<QByteArray> strange = issuerNames(m_pki.selfSignedServer());
    QVERIFY(isAskedFor({.asked = true, .authorities = {}}, own));
    QVERIFY(isAskedFor({.asked = true, .authorities = {strange.first(), own.last()}}, own));
    QVERIFY(!isAskedFor({.asked = true, .authorities = strange}, own));
    QVERIFY(!isAskedFor({.asked = true, .authorities = {"no name"}}, own));
    ConnectionRecord record;
    record.certificateRequest = {.asked = true, .authorities = strange};
    record.ownIssuers = own;
    record.negotiated.clientCertificate = true;
    QVERIFY(clientCertificateText(record).contains(QStringLiteral("not among")));
}

void HandshakeExtrasTest::ticketsAreCounted_data()
{
    QTest::addColumn<TlsVersion>("version");
    QTest::newRow("TLS 1.2") << TlsVersion::Tls12;
    QTest::newRow("TLS 1.3") << TlsVersion::Tls13;
}

void HandshakeExtrasTest::ticketsAreCounted()
{
    QFETCH(const TlsVersion, version);
    LoopbackPlan wanted = plan(version);
    wanted.send = "ping"; // so that tickets have time to come
    const LoopbackResult result = runLoopback(wanted);
    QVERIFY(result.client);
    const TicketFacts& tickets = result.client->tickets;
    QVERIFY(tickets.count > 0);
    QVERIFY(tickets.lifetimeSeconds > 0);
    QVERIFY(!tickets.earlyDataBytes);
    QVERIFY(!ticketsText(tickets).isEmpty());
    QCOMPARE(earlyDataText(*result.client),
             version == TlsVersion::Tls13 ? QStringLiteral("the server takes none")
                                          : QStringLiteral("only TLS 1.3 has it"));
}

void HandshakeExtrasTest::timestampsAreAskedFor_data()
{
    QTest::addColumn<bool>("asked");
    QTest::newRow("asked") << true;
    QTest::newRow("not asked") << false;
}

void HandshakeExtrasTest::timestampsAreAskedFor()
{
    QFETCH(const bool, asked);
    LoopbackPlan wanted = plan(TlsVersion::Tls13);
    wanted.client.handshake.askTimestamps = asked;
    const LoopbackResult result = runLoopback(wanted);
    QVERIFY(result.client);
    QCOMPARE(result.client->result, ConnectionResult::Established);
    const QByteArray hello = result.client->messages.first().bytes;
    const QByteArray extension = QByteArray::fromHex("00120000"); // signed_certificate_timestamp
    QCOMPARE(hello.contains(extension), asked);
}

} // namespace workbench

QTEST_GUILESS_MAIN(workbench::HandshakeExtrasTest)
#include "handshake_extras_test.moc"
