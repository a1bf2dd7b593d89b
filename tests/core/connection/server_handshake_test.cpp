#include "core/connection/dh_parameters.h"
#include "core/connection/negotiated_group.h"
#include "core/connection/server_setup.h"
#include "core/trace/tls_library.h"
#include "core/wire/registry.h"
#include "tests/core/connection/loopback.h"
#include "tests/support/test_pki.h"

#include <QSignalSpy>
#include <QTest>
#include <QThread>

#include <algorithm>

namespace workbench {

/// How a server holds its handshakes: whose order counts, with which group, how often again.
class ServerHandshakeTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void orderOfPreference_data();
    void orderOfPreference();
    void dhGroup_data();
    void dhGroup();
    void libraryChoosesForStrongKeysOnly();
    void keyBesideAStrongCertificate();
    void groupThatIsTooSmallIsSaid_data();
    void groupThatIsTooSmallIsSaid();
    void keyAloneAtAHighLevel();
    void renegotiationsAreCounted_data();
    void renegotiationsAreCounted();

private:
    LoopbackPlan plan(Transport transport, TlsVersion version) const;

    tests::TestPki m_pki;
};

void ServerHandshakeTest::initTestCase()
{
    QVERIFY(initializeTlsLibrary());
}

LoopbackPlan ServerHandshakeTest::plan(Transport transport, TlsVersion version) const
{
    LoopbackPlan plan = datagramPlan(m_pki);
    plan.server.transport = plan.client.transport = transport;
    plan.server.versions = plan.client.versions = version;
    return plan;
}

void ServerHandshakeTest::orderOfPreference_data()
{
    QTest::addColumn<int>("transport");
    QTest::addColumn<int>("version");
    QTest::addColumn<bool>("clientOrder");
    for (const bool clientOrder : {false, true}) {
        const char* const whose = clientOrder ? "client's" : "server's";
        QTest::addRow("TLS 1.2, %s", whose)
            << int(Transport::Tcp) << int(TlsVersion::Tls12) << clientOrder;
        QTest::addRow("TLS 1.3, %s", whose)
            << int(Transport::Tcp) << int(TlsVersion::Tls13) << clientOrder;
        QTest::addRow("DTLS 1.2, %s", whose)
            << int(Transport::Udp) << int(TlsVersion::Tls12) << clientOrder;
    }
}

void ServerHandshakeTest::orderOfPreference()
{
    QFETCH(const int, transport);
    QFETCH(const int, version);
    QFETCH(const bool, clientOrder);
    LoopbackPlan wanted = plan(static_cast<Transport>(transport), static_cast<TlsVersion>(version));
    wanted.server.handshake.clientOrder = clientOrder;
    wanted.server.tuning.cipherList
        = QStringLiteral("ECDHE-ECDSA-AES128-GCM-SHA256:ECDHE-ECDSA-AES256-GCM-SHA384");
    wanted.server.tuning.cipherSuites
        = QStringLiteral("TLS_AES_128_GCM_SHA256:TLS_AES_256_GCM_SHA384");
    wanted.client.tuning.cipherList
        = QStringLiteral("ECDHE-ECDSA-AES256-GCM-SHA384:ECDHE-ECDSA-AES128-GCM-SHA256");
    wanted.client.tuning.cipherSuites
        = QStringLiteral("TLS_AES_256_GCM_SHA384:TLS_AES_128_GCM_SHA256");
    const LoopbackResult result = runLoopback(wanted);
    QVERIFY(result.client && result.server);
    QCOMPARE(result.client->result, ConnectionResult::Established);
    const std::string suite = wire::cipherSuiteName(result.client->negotiated.cipherSuite);
    QCOMPARE(suite.find("AES_256") != std::string::npos, clientOrder);
}

void ServerHandshakeTest::dhGroup_data()
{
    QTest::addColumn<int>("transport");
    QTest::addColumn<bool>("weak"); ///< the certificate has RSA 1024
    QTest::addColumn<DhGroup>("group");
    QTest::addColumn<int>("bits");
    QTest::addColumn<QString>("said"); ///< of the group
    for (const auto& [name, transport] :
         {std::pair("TLS", Transport::Tcp), std::pair("DTLS", Transport::Udp)}) {
        const auto row
            = [&, name = name, transport = transport](
                  const char* what, bool weak, DhGroup group, int bits, const char* said) {
                  QTest::addRow("%s, %s", name, what)
                      << int(transport) << weak << group << bits << said;
              };
        row("usual", false, DhGroup::Usual, 2048, "dh 2048 bits"); // of RFC 3526
        row("usual, weak certificate", true, DhGroup::Usual, 2048, "ffdhe2048");
        row("chosen", false, DhGroup::Ffdhe3072, 3072, "ffdhe3072");
        row("chosen, weak certificate", true, DhGroup::Ffdhe4096, 4096, "ffdhe4096");
    }
}

/// The client takes a group of so many bits, and would take no smaller one.
void ServerHandshakeTest::dhGroup()
{
    QFETCH(const int, transport);
    QFETCH(const bool, weak);
    QFETCH(const DhGroup, group);
    QFETCH(const int, bits);
    LoopbackPlan wanted = plan(static_cast<Transport>(transport), TlsVersion::Tls12);
    wanted.server.certificates
        = {weak ? m_pki.weakServer()
                : m_pki.server(tests::TestPki::localNames(), QStringLiteral("rsa:2048"))};
    wanted.server.handshake.dhGroup = group;
    wanted.server.tuning.securityLevel = wanted.client.tuning.securityLevel = 0;
    wanted.client.tuning.cipherList = QStringLiteral("DHE-RSA-AES256-GCM-SHA384");
    wanted.client.verify = VerifyMode::None;
    wanted.client.handshake.minimumDhBits = bits;
    const LoopbackResult result = runLoopback(wanted);
    QVERIFY(result.client && result.server);
    QCOMPARE(result.client->result, ConnectionResult::Established);
    QTEST(groupName(result.client->negotiated), "said");
    QCOMPARE(groupName(result.server->negotiated), groupName(result.client->negotiated));
    wanted.client.handshake.minimumDhBits = bits + 1;
    QCOMPARE(runLoopback(wanted).client->result, ConnectionResult::Failed);
}

void ServerHandshakeTest::libraryChoosesForStrongKeysOnly()
{
    QVERIFY(!dhParameters(DhGroup::Usual, {.certificates = {m_pki.server()}}));
    QCOMPARE(EVP_PKEY_get_bits(dhParameters(DhGroup::Usual,
                                            {.certificates = {m_pki.server(), m_pki.weakServer()}})
                                   .get()),
             2048);
    QCOMPARE(EVP_PKEY_get_bits(dhParameters(DhGroup::Usual, {}).get()), 2048); // a key alone
    QCOMPARE(EVP_PKEY_get_bits(
                 dhParameters(DhGroup::Ffdhe8192, {.certificates = {m_pki.server()}}).get()),
             8192);
}

/// Its suites look at no certificate, and a level of its own makes the library careful.
void ServerHandshakeTest::keyBesideAStrongCertificate()
{
    const auto bits = [&](int level) {
        const auto made = dhParameters(
            DhGroup::Usual,
            {.certificates = {m_pki.server()}, .withoutCertificate = true, .securityLevel = level});
        return made ? EVP_PKEY_get_bits(made.get()) : 0;
    };
    QCOMPARE(bits(0), 2048);
    QCOMPARE(bits(1), 2048);
    QCOMPARE(bits(2), 0);
    QCOMPARE(bits(3), 0);
}

void ServerHandshakeTest::groupThatIsTooSmallIsSaid_data()
{
    QTest::addColumn<DhGroup>("group");
    QTest::addColumn<int>("level");
    QTest::addColumn<bool>("fits");
    QTest::newRow("2048 at 2") << DhGroup::Ffdhe2048 << 2 << true;
    QTest::newRow("2048 at 3") << DhGroup::Ffdhe2048 << 3 << false;
    QTest::newRow("3072 at 3") << DhGroup::Ffdhe3072 << 3 << true;
    QTest::newRow("6144 at 4") << DhGroup::Ffdhe6144 << 4 << false;
    QTest::newRow("8192 at 4") << DhGroup::Ffdhe8192 << 4 << true;
    QTest::newRow("usual at 4") << DhGroup::Usual << 4 << true;
}

void ServerHandshakeTest::groupThatIsTooSmallIsSaid()
{
    QFETCH(DhGroup, group);
    QFETCH(int, level);
    QFETCH(bool, fits);
    ServerOptions options;
    options.certificates = {m_pki.server()};
    options.handshake.dhGroup = group;
    options.tuning.securityLevel = level;
    const auto setup = makeServerSetup(options);
    const bool refused = !setup && setup.error().where == QStringLiteral("dh-group");
    QCOMPARE(refused, !fits);
}

/// What OpenSSL cannot use must not stand in its queue of errors: it would break any handshake off.
void ServerHandshakeTest::keyAloneAtAHighLevel()
{
    for (const TlsVersion version : {TlsVersion::Tls12, TlsVersion::Tls13}) {
        LoopbackPlan wanted = plan(Transport::Tcp, version);
        wanted.server.certificates.clear();
        wanted.server.psk = *PreSharedKey::parse(
            QStringLiteral("c:00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff"));
        wanted.client.psk = wanted.server.psk;
        wanted.server.tuning.securityLevel = wanted.client.tuning.securityLevel = 3;
        const LoopbackResult result = runLoopback(wanted);
        QVERIFY(result.client && result.server);
        QCOMPARE(result.client->result, ConnectionResult::Established);
    }
}

void ServerHandshakeTest::renegotiationsAreCounted_data()
{
    QTest::addColumn<int>("allowed");
    QTest::newRow("none") << 0;
    QTest::newRow("one") << 1;
    QTest::newRow("some") << 3;
}

/// So many and no more: each of them costs the server a handshake.
void ServerHandshakeTest::renegotiationsAreCounted()
{
    QFETCH(const int, allowed);
    LoopbackPlan wanted = plan(Transport::Tcp, TlsVersion::Tls12);
    wanted.server.handshake.renegotiations = allowed;
    TlsServer server(wanted.server);
    QVERIFY(server.start());
    QSignalSpy served(&server, &TlsServer::connectionFinished);
    wanted.client.port = server.serverPort();
    ClientConnection client(wanted.client);
    QSignalSpy established(&client, &ClientConnection::established);
    QSignalSpy finished(&client, &ClientConnection::finished);
    client.start();
    QVERIFY(established.wait());
    const auto handshakes = [&client] {
        const ConnectionRecordPtr record = client.snapshot();
        return std::count_if(
            record->messages.begin(), record->messages.end(), [](const TraceMessage& message) {
                return message.direction == Direction::Received && message.handshakeType() == 20;
            });
    };
    for (int i = 1; i <= allowed; ++i) {
        QVERIFY(client.rekey(Rekeying::Renegotiation));
        QThread::msleep(20); // the client has looked for an answer before the server begins with it
        QTRY_COMPARE(handshakes(), 1 + i);
    }
    QVERIFY(finished.isEmpty());
    QVERIFY(client.rekey(Rekeying::Renegotiation));
    QVERIFY(finished.wait()); // OpenSSL takes the refusal for an end
    QTRY_COMPARE(served.size(), 1);
    QCOMPARE(handshakes(), 1 + allowed);
    const auto record = served.first().first().value<ConnectionRecordPtr>();
    QCOMPARE(record->result, ConnectionResult::Established);
    const auto refusals
        = std::count_if(record->alerts.begin(), record->alerts.end(), [](const AlertFact& alert) {
              return alert.direction == Direction::Sent && alert.code == SSL_AD_NO_RENEGOTIATION;
          });
    QCOMPARE(refusals, 1);
}

} // namespace workbench

QTEST_GUILESS_MAIN(workbench::ServerHandshakeTest)
#include "server_handshake_test.moc"
