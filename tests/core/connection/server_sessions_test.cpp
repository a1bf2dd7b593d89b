#include "core/connection/session_keeper.h"
#include "core/connection/ticket_keys.h"
#include "core/trace/tls_library.h"
#include "tests/core/connection/loopback.h"
#include "tests/support/test_pki.h"

#include <QTest>

#include <array>
#include <memory>

namespace workbench {
namespace {

/// What a ticket's name opens with these keys: as TicketKeys::prepare() answers.
int open(TicketKeys& keys, std::array<unsigned char, 16> name, std::array<unsigned char, 16> iv)
{
    const std::unique_ptr<EVP_CIPHER_CTX, Freed<EVP_CIPHER_CTX_free>> cipher(EVP_CIPHER_CTX_new());
    const std::unique_ptr<EVP_MAC, Freed<EVP_MAC_free>> hmac(
        EVP_MAC_fetch(nullptr, "HMAC", nullptr));
    const std::unique_ptr<EVP_MAC_CTX, Freed<EVP_MAC_CTX_free>> mac(EVP_MAC_CTX_new(hmac.get()));
    return keys.prepare(name.data(), iv.data(), cipher.get(), mac.get(), false);
}

std::array<unsigned char, 16> newName(TicketKeys& keys)
{
    const std::unique_ptr<EVP_CIPHER_CTX, Freed<EVP_CIPHER_CTX_free>> cipher(EVP_CIPHER_CTX_new());
    const std::unique_ptr<EVP_MAC, Freed<EVP_MAC_free>> hmac(
        EVP_MAC_fetch(nullptr, "HMAC", nullptr));
    const std::unique_ptr<EVP_MAC_CTX, Freed<EVP_MAC_CTX_free>> mac(EVP_MAC_CTX_new(hmac.get()));
    std::array<unsigned char, 16> name {};
    std::array<unsigned char, 16> iv {};
    return keys.prepare(name.data(), iv.data(), cipher.get(), mac.get(), true) == 1
        ? name
        : std::array<unsigned char, 16> {};
}

} // namespace

/// The sessions that a server keeps, the tickets that it gives, and what it seals them with.
class ServerSessionsTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void ticketsAsWanted_data();
    void ticketsAsWanted();
    void formerKeyIsTakenForOnePeriod();
    void onlyOldSessionsAreKept_data();
    void onlyOldSessionsAreKept();

private:
    tests::TestPki m_pki;
};

void ServerSessionsTest::initTestCase()
{
    QVERIFY(initializeTlsLibrary());
}

void ServerSessionsTest::ticketsAsWanted_data()
{
    QTest::addColumn<int>("transport");
    QTest::addColumn<int>("version");
    QTest::addColumn<int>("count"); ///< wanted
    QTest::addColumn<int>("given");
    QTest::newRow("TLS 1.2") << int(Transport::Tcp) << int(TlsVersion::Tls12) << 4 << 1;
    QTest::newRow("TLS 1.3, one") << int(Transport::Tcp) << int(TlsVersion::Tls13) << 1 << 1;
    QTest::newRow("TLS 1.3, some") << int(Transport::Tcp) << int(TlsVersion::Tls13) << 5 << 5;
    QTest::newRow("DTLS 1.2") << int(Transport::Udp) << int(TlsVersion::Tls12) << 4 << 1;
}

void ServerSessionsTest::ticketsAsWanted()
{
    QFETCH(const int, transport);
    QFETCH(const int, version);
    QFETCH(const int, count);
    LoopbackPlan plan = loopbackPlan(m_pki);
    plan.server.transport = plan.client.transport = static_cast<Transport>(transport);
    plan.server.versions = plan.client.versions = static_cast<TlsVersion>(version);
    plan.server.sessions.ticketCount = count;
    plan.server.sessions.lifetime = Milliseconds(89'001); // rounded up
    plan.client.name = QStringLiteral("client");
    plan.client.host = QStringLiteral("localhost");
    plan.client.trust = m_pki.anchors();
    plan.send = "ping"; // tickets come before the answer to it
    const LoopbackResult result = runLoopback(plan);
    QVERIFY(result.client && result.server);
    QTEST(result.client->tickets.count, "given");
    QCOMPARE(result.client->tickets.lifetimeSeconds, 90U);
}

void ServerSessionsTest::formerKeyIsTakenForOnePeriod()
{
    TicketKeys::Clock::time_point now;
    TicketKeys keys(Milliseconds(1000), [&now] { return now; });
    const auto first = newName(keys);
    now += Milliseconds(999);
    QCOMPARE(newName(keys), first);
    QCOMPARE(open(keys, first, {}), 1);
    now += Milliseconds(1);
    QCOMPARE(open(keys, first, {}), 2); // and the client gets a new one
    const auto second = newName(keys);
    QVERIFY(second != first);
    now += Milliseconds(999);
    QCOMPARE(open(keys, first, {}), 2);
    now += Milliseconds(1);
    QCOMPARE(open(keys, first, {}), 0);
    QCOMPARE(open(keys, second, {}), 2);
    now += Milliseconds(2000); // nobody came for more than a period
    QCOMPARE(open(keys, second, {}), 0);
    TicketKeys lasting(Milliseconds(0), [&now] { return now; });
    const auto only = newName(lasting);
    now += std::chrono::hours(1000);
    QCOMPARE(open(lasting, only, {}), 1);
    QCOMPARE(open(lasting, first, {}), 0);
}

void ServerSessionsTest::onlyOldSessionsAreKept_data()
{
    QTest::addColumn<int>("version");
    QTest::addColumn<bool>("kept");
    QTest::newRow("TLS 1.0") << TLS1_VERSION << true;
    QTest::newRow("TLS 1.2") << TLS1_2_VERSION << true;
    QTest::newRow("TLS 1.3") << TLS1_3_VERSION << false;
    QTest::newRow("DTLS 1.2") << DTLS1_2_VERSION << true;
}

/// What comes back as a ticket would only fill the memory of a server.
void ServerSessionsTest::onlyOldSessionsAreKept()
{
    QFETCH(const int, version);
    const QByteArray id(32, 'i');
    const SslSessionPtr session(SSL_SESSION_new());
    QCOMPARE(SSL_SESSION_set_protocol_version(session.get(), version), 1);
    QCOMPARE(SSL_SESSION_set1_id(session.get(),
                                 reinterpret_cast<const unsigned char*>(id.constData()),
                                 static_cast<unsigned>(id.size())),
             1);
    SessionKeeper keeper;
    keeper.keep(session.get());
    const SslSessionPtr found(keeper.find(id));
    QTEST(found == session, "kept");
}

} // namespace workbench

QTEST_GUILESS_MAIN(workbench::ServerSessionsTest)
#include "server_sessions_test.moc"
