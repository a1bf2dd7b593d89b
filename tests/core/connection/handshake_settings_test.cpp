#include "core/diagnosis/diagnosis.h"
#include "core/trace/tls_library.h"
#include "core/wire/client_hello.h"
#include "tests/core/connection/loopback.h"

#include <QTest>

#include <algorithm>

namespace workbench {
namespace {

constexpr std::uint16_t kSessionTicket = 35; // RFC 5077

} // namespace

/// What a client sets beyond the lists, in whole handshakes.
class HandshakeSettingsTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void tickets_data();
    void tickets();
    void compressionIsNeverOffered_data();
    void compressionIsNeverOffered();
    void smallGroupsAreRefused_data();
    void smallGroupsAreRefused();
    void paddedRecordsAreLonger();

private:
    LoopbackPlan plan(const QString& versions, Transport transport = Transport::Tcp) const;

    tests::TestPki m_pki;
};

void HandshakeSettingsTest::initTestCase()
{
    QVERIFY(initializeTlsLibrary());
}

LoopbackPlan HandshakeSettingsTest::plan(const QString& versions, Transport transport) const
{
    LoopbackPlan plan = datagramPlan(m_pki);
    plan.server.transport = plan.client.transport = transport;
    plan.server.versions = plan.client.versions = *parseTlsVersions(versions);
    return plan;
}

void HandshakeSettingsTest::tickets_data()
{
    QTest::addColumn<Transport>("transport");
    QTest::addColumn<bool>("asked");
    QTest::newRow("TLS, asked for") << Transport::Tcp << true;
    QTest::newRow("TLS, not asked for") << Transport::Tcp << false;
    QTest::newRow("DTLS, asked for") << Transport::Udp << true;
    QTest::newRow("DTLS, not asked for") << Transport::Udp << false;
}

void HandshakeSettingsTest::tickets()
{
    QFETCH(const Transport, transport);
    QFETCH(const bool, asked);
    LoopbackPlan plan = this->plan(QStringLiteral("1.2"), transport);
    plan.client.handshake.tickets = asked;
    const LoopbackResult result = runLoopback(plan);
    QVERIFY(result.client);
    QCOMPARE(result.client->result, ConnectionResult::Established);
    const QByteArray bytes = result.client->messages.at(0).bytes;
    const auto hello = wire::readClientHello(
        asSpan(bytes),
        transport == Transport::Udp ? wire::ClientHello::Form::Dtls : wire::ClientHello::Form::Tls);
    QVERIFY(hello && hello->extensions);
    const bool found = std::any_of(hello->extensions->begin(),
                                   hello->extensions->end(),
                                   [](const auto& one) { return one.type == kSessionTicket; });
    QCOMPARE(found, asked);
}

void HandshakeSettingsTest::compressionIsNeverOffered_data()
{
    QTest::addColumn<Transport>("transport");
    QTest::addColumn<QString>("versions");
    QTest::newRow("TLS 1.0 to 1.3") << Transport::Tcp << QStringLiteral("all");
    QTest::newRow("TLS 1.3") << Transport::Tcp << QStringLiteral("1.3");
    QTest::newRow("DTLS") << Transport::Udp << QStringLiteral("1.1,1.2");
}

/// It tells secrets by their length (CRIME; RFC 7525 §3.3).
void HandshakeSettingsTest::compressionIsNeverOffered()
{
    QFETCH(const Transport, transport);
    QFETCH(const QString, versions);
    const LoopbackResult result = runLoopback(plan(versions, transport));
    QVERIFY(result.client);
    QCOMPARE(result.client->result, ConnectionResult::Established);
    const QByteArray bytes = result.client->messages.at(0).bytes;
    const auto hello = wire::readClientHello(
        asSpan(bytes),
        transport == Transport::Udp ? wire::ClientHello::Form::Dtls : wire::ClientHello::Form::Tls);
    QVERIFY(hello);
    QCOMPARE(hello->compressionMethods, std::vector<std::uint8_t> {0});
}

void HandshakeSettingsTest::smallGroupsAreRefused_data()
{
    QTest::addColumn<Transport>("transport");
    QTest::addColumn<int>("least");
    QTest::addColumn<bool>("refused");
    // The server takes 2048 bits, as long as its RSA key.
    QTest::newRow("TLS, long enough") << Transport::Tcp << 2048 << false;
    QTest::newRow("TLS, too short") << Transport::Tcp << 2049 << true;
    QTest::newRow("DTLS, long enough") << Transport::Udp << 2048 << false;
    QTest::newRow("DTLS, too short") << Transport::Udp << 3072 << true;
}

void HandshakeSettingsTest::smallGroupsAreRefused()
{
    QFETCH(const Transport, transport);
    QFETCH(const int, least);
    QFETCH(const bool, refused);
    LoopbackPlan plan = this->plan(QStringLiteral("1.2"), transport);
    plan.server.certificates
        = {m_pki.server(tests::TestPki::localNames(), QStringLiteral("rsa:2048"))};
    plan.server.tuning.cipherList = plan.client.tuning.cipherList = QStringLiteral("DHE+AESGCM");
    plan.client.handshake.minimumDhBits = least;
    const LoopbackResult result = runLoopback(plan);
    QVERIFY(result.client);
    QCOMPARE(result.client->result,
             refused ? ConnectionResult::Failed : ConnectionResult::Established);
    if (refused) {
        QCOMPARE(diagnose(*result.client).first().id, QStringLiteral("dh-key-too-small"));
    }
}

void HandshakeSettingsTest::paddedRecordsAreLonger()
{
    const LoopbackResult plain = runLoopback(plan(QStringLiteral("1.3")));
    LoopbackPlan padded = plan(QStringLiteral("1.3"));
    padded.client.handshake.recordPadding = 4096;
    const LoopbackResult result = runLoopback(padded);
    QVERIFY(plain.client && result.client);
    QCOMPARE(result.client->result, ConnectionResult::Established);
    // The finished and the data at least went out in records of their own.
    QVERIFY2(result.client->bytesSent > plain.client->bytesSent + qint64(2) * 3800,
             qPrintable(QString::number(result.client->bytesSent)));
    QVERIFY(result.client->bytesReceived < plain.client->bytesReceived + 3800);
}

} // namespace workbench

QTEST_GUILESS_MAIN(workbench::HandshakeSettingsTest)

#include "handshake_settings_test.moc"
