#include "core/trace/tls_library.h"
#include "tests/core/connection/loopback.h"
#include "tests/core/connection/test_resolver.h"
#include "tests/support/full_listener.h"
#include "tests/support/raw_peer.h"
#include "tests/support/test_pki.h"

#include <QSignalSpy>
#include <QTest>

#include <cerrno>
#include <netdb.h>

namespace workbench {

using tests::FullListener;
using tests::HangingResolver;
using tests::RawPeer;
using tests::resolverOf;

/// A name with several addresses: who is asked, what is tried, who wins.
class AddressesTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void row8LiteralAsksNobody_data();
    void row8LiteralAsksNobody();
    void foundAddressesAreListed();
    void deadFirstAddress();
    void refusalAndTheNextAtOnce();
    void everyAddressRefuses();
    void noAddress_data();
    void noAddress();
    void slowFamilyIsNotWaitedFor();
    void whatIsFoundBeforeTheLimitWillDo();
    void row21PreferredFamilyIsWaitedFor();
    void row21OnlyOneFamilyIsAskedFor_data();
    void row21OnlyOneFamilyIsAskedFor();
    void lateAddressesJoinTheRace();

private:
    ClientOptions options(const NameResolver& resolver) const;
    static ConnectionRecordPtr run(const ClientOptions& options);
    TlsServer* server(QObject* parent) const;

    tests::TestPki m_pki;
};

namespace {

QHostAddress address(const char* text)
{
    return QHostAddress(QString::fromLatin1(text));
}

} // namespace

void AddressesTest::initTestCase()
{
    QVERIFY(initializeTlsLibrary());
}

ClientOptions AddressesTest::options(const NameResolver& resolver) const
{
    ClientOptions options;
    options.name = QStringLiteral("client");
    options.host = QStringLiteral("shop.test");
    options.verify = VerifyMode::Chain;
    options.trust = m_pki.anchors();
    options.resolver = resolver;
    return options;
}

ConnectionRecordPtr AddressesTest::run(const ClientOptions& options)
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

/// On 127.0.0.1.
TlsServer* AddressesTest::server(QObject* parent) const
{
    ServerOptions options;
    options.name = QStringLiteral("server");
    options.certificates = {m_pki.server()};
    auto* made = new TlsServer(options, parent);
    return made->start() ? made : nullptr;
}

void AddressesTest::row8LiteralAsksNobody_data()
{
    QTest::addColumn<QString>("host");
    QTest::addColumn<bool>("throughProxy");
    QTest::newRow("IPv4") << QStringLiteral("127.0.0.1") << false;
    QTest::newRow("IPv6") << QStringLiteral("::1") << false;
    QTest::newRow("IPv6 with zone") << QStringLiteral("::1%lo") << false;
    QTest::newRow("a name behind a proxy's address") << QStringLiteral("shop.test") << true;
}

void AddressesTest::row8LiteralAsksNobody()
{
    QFETCH(const QString, host);
    QFETCH(const bool, throughProxy);
    const HangingResolver hanging;
    const RawPeer peer(RawPeer::Behaviour::CloseAtOnce);
    ClientOptions theOptions = options(hanging.resolver());
    theOptions.host = host;
    theOptions.port = peer.serverPort();
    if (throughProxy) {
        theOptions.proxy
            = {ProxyKind::Http, QStringLiteral("127.0.0.1"), peer.serverPort(), QString()};
    }
    const ConnectionRecordPtr record = run(theOptions);
    QCOMPARE(record->phases.first().name, PhaseName::Resolve);
    QCOMPARE(record->phases.first().result, PhaseResult::Skipped);
    QVERIFY(record->found.isEmpty());
    QCOMPARE(hanging.asked(), 0);
}

void AddressesTest::foundAddressesAreListed()
{
    QObject here;
    const TlsServer* there = server(&here);
    QVERIFY(there != nullptr);
    ClientOptions theOptions
        = options(resolverOf({QStringLiteral("127.0.0.1"), QStringLiteral("127.0.0.2")}));
    theOptions.port = there->serverPort();
    const ConnectionRecordPtr record = run(theOptions);
    QCOMPARE(record->result, ConnectionResult::Established);
    QCOMPARE(record->found.size(), 2);
    QCOMPARE(record->found.at(0).address, address("127.0.0.1"));
    QCOMPARE(record->found.at(1).address, address("127.0.0.2"));
    const Phase& resolve = *record->phase(PhaseName::Resolve);
    QVERIFY(record->found.at(0).timeUs >= resolve.startUs);
    QVERIFY(record->found.at(0).timeUs <= resolve.startUs + resolve.durationUs);
    QCOMPARE(record->addresses.size(), 1);
}

/// A limit of the tcp phase is that of the race, not of its first address.
void AddressesTest::deadFirstAddress()
{
    QObject here;
    const TlsServer* there = server(&here);
    QVERIFY(there != nullptr);
    const FullListener dead(address("127.0.0.2"), there->serverPort());
    QCOMPARE(dead.port(), there->serverPort());
    ClientOptions theOptions
        = options(resolverOf({QStringLiteral("127.0.0.2"), QStringLiteral("127.0.0.1")}));
    theOptions.port = there->serverPort();
    theOptions.limits.tcp = Milliseconds(5000);
    const ConnectionRecordPtr record = run(theOptions);
    QCOMPARE(record->result, ConnectionResult::Established);
    QCOMPARE(record->peerAddress, address("127.0.0.1"));
    QCOMPARE(record->addresses.size(), 2);
    const AddressAttempt& first = record->addresses.at(0);
    const AddressAttempt& second = record->addresses.at(1);
    QVERIFY(first.givenUp);
    QVERIFY(!first.connected);
    QVERIFY(!first.error.isEmpty());
    QVERIFY(second.connected);
    constexpr qint64 kAttemptDelayUs = 250'000; // RFC 8305 §5
    QVERIFY(second.startUs - first.startUs >= kAttemptDelayUs);
    QVERIFY(first.durationUs >= kAttemptDelayUs);
}

void AddressesTest::refusalAndTheNextAtOnce()
{
    QObject here;
    const TlsServer* there = server(&here);
    QVERIFY(there != nullptr);
    ClientOptions theOptions
        = options(resolverOf({QStringLiteral("127.0.0.2"), QStringLiteral("127.0.0.1")}));
    theOptions.port = there->serverPort();
    const ConnectionRecordPtr record = run(theOptions);
    QCOMPARE(record->result, ConnectionResult::Established);
    QCOMPARE(record->addresses.size(), 2);
    QCOMPARE(record->addresses.at(0).error, qt_error_string(ECONNREFUSED));
    QVERIFY(!record->addresses.at(0).givenUp);
    QVERIFY(record->errors.isEmpty());
    // The second began when the first had ended.
    QVERIFY(record->addresses.at(1).startUs - record->addresses.at(0).startUs
            < record->addresses.at(0).durationUs + 100'000);
}

void AddressesTest::everyAddressRefuses()
{
    quint16 port = 0;
    {
        const RawPeer peer(RawPeer::Behaviour::Silence);
        port = peer.serverPort();
    }
    // The last is no address to connect to: what was refused tells more.
    ClientOptions theOptions
        = options(resolverOf({QStringLiteral("127.0.0.2"), QStringLiteral("255.255.255.255")}));
    theOptions.port = port;
    const ConnectionRecordPtr record = run(theOptions);
    QCOMPARE(record->result, ConnectionResult::Failed);
    QCOMPARE(record->phase(PhaseName::Tcp)->result, PhaseResult::Failed);
    QCOMPARE(record->addresses.size(), 2);
    QCOMPARE(
        record->errors,
        QList<NativeError>({{ErrorSource::System, ECONNREFUSED, qt_error_string(ECONNREFUSED)}}));
    QCOMPARE(record->peerAddress, address("127.0.0.2"));
}

void AddressesTest::noAddress_data()
{
    QTest::addColumn<int>("six");
    QTest::addColumn<int>("four");
    QTest::addColumn<int>("told");
    QTest::newRow("no such name") << EAI_NONAME << EAI_NONAME << EAI_NONAME;
    QTest::newRow("IPv6 not to be learnt") << EAI_AGAIN << EAI_NONAME << EAI_AGAIN;
    QTest::newRow("IPv4 not to be learnt") << EAI_NONAME << EAI_AGAIN << EAI_AGAIN;
}

void AddressesTest::noAddress()
{
    QFETCH(const int, six);
    QFETCH(const int, four);
    QFETCH(const int, told);
    const ConnectionRecordPtr record
        = run(options([=](const std::string& /*name*/, int family) -> ResolverAnswer {
              return {.error = family == AF_INET6 ? six : four, .addresses = {}};
          }));
    QCOMPARE(record->result, ConnectionResult::Failed);
    QCOMPARE(record->phase(PhaseName::Resolve)->result, PhaseResult::Failed);
    QVERIFY(record->phase(PhaseName::Tcp) == nullptr);
    QCOMPARE(record->errors.first().source, ErrorSource::System);
    QCOMPARE(record->errors.first().code, qint64(told));
}

/// RFC 8305 §3: IPv4 addresses wait 50 ms for those of IPv6, no longer.
void AddressesTest::slowFamilyIsNotWaitedFor()
{
    QObject here;
    const TlsServer* there = server(&here);
    QVERIFY(there != nullptr);
    const HangingResolver slow(resolverOf({QStringLiteral("127.0.0.1")}), AF_INET6);
    ClientOptions theOptions = options(slow.resolver());
    theOptions.port = there->serverPort();
    const ConnectionRecordPtr record = run(theOptions);
    QCOMPARE(record->result, ConnectionResult::Established);
    constexpr qint64 kResolutionDelayUs = 50'000;
    QVERIFY(record->phase(PhaseName::Resolve)->durationUs >= kResolutionDelayUs);
    QCOMPARE(slow.asked(), 2);
}

void AddressesTest::whatIsFoundBeforeTheLimitWillDo()
{
    QObject here;
    const TlsServer* there = server(&here);
    QVERIFY(there != nullptr);
    const HangingResolver slow(resolverOf({QStringLiteral("127.0.0.1")}), AF_INET6);
    ClientOptions theOptions = options(slow.resolver());
    theOptions.port = there->serverPort();
    theOptions.family = FamilyPreference::PreferIpv6;
    theOptions.limits.resolve = Milliseconds(200);
    const ConnectionRecordPtr record = run(theOptions);
    QCOMPARE(record->result, ConnectionResult::Established);
    QVERIFY(record->phase(PhaseName::Resolve)->durationUs >= 200'000);
}

void AddressesTest::row21PreferredFamilyIsWaitedFor()
{
    HangingResolver slow(resolverOf({QStringLiteral("::1"), QStringLiteral("127.0.0.1")}),
                         AF_INET6);
    ClientOptions theOptions = options(slow.resolver());
    theOptions.port = 1;
    theOptions.family = FamilyPreference::PreferIpv6;
    ClientConnection connection(theOptions);
    QSignalSpy finished(&connection, &ClientConnection::finished);
    connection.start();
    QTRY_COMPARE(connection.snapshot()->found.size(), 1);
    QVERIFY(connection.snapshot()->addresses.isEmpty());
    slow.release();
    QVERIFY(finished.wait());
    const ConnectionRecordPtr record = connection.snapshot();
    QCOMPARE(record->found.size(), 2);
    QCOMPARE(record->addresses.size(), 2);
    QCOMPARE(record->addresses.first().address, address("::1"));
}

void AddressesTest::row21OnlyOneFamilyIsAskedFor_data()
{
    QTest::addColumn<int>("preference");
    QTest::addColumn<QString>("found");
    QTest::newRow("IPv4") << int(FamilyPreference::OnlyIpv4) << QStringLiteral("127.0.0.1");
    QTest::newRow("IPv6") << int(FamilyPreference::OnlyIpv6) << QStringLiteral("::1");
}

void AddressesTest::row21OnlyOneFamilyIsAskedFor()
{
    QFETCH(const int, preference);
    QFETCH(const QString, found);
    HangingResolver both(resolverOf({QStringLiteral("::1"), QStringLiteral("127.0.0.1")}), -1);
    ClientOptions theOptions = options(both.resolver());
    theOptions.port = 1;
    theOptions.family = static_cast<FamilyPreference>(preference);
    const ConnectionRecordPtr record = run(theOptions);
    QCOMPARE(both.asked(), 1);
    QCOMPARE(record->found.size(), 1);
    QCOMPARE(record->addresses.size(), 1);
    QCOMPARE(record->addresses.first().address, QHostAddress(found));
}

/// RFC 8305 §3: what the name service gives after connecting has begun is tried as well.
void AddressesTest::lateAddressesJoinTheRace()
{
    QObject here;
    const TlsServer* there = server(&here);
    QVERIFY(there != nullptr);
    HangingResolver slow(resolverOf({QStringLiteral("::1"), QStringLiteral("127.0.0.1")}), AF_INET);
    ClientOptions theOptions = options(slow.resolver());
    theOptions.port = there->serverPort();
    ClientConnection connection(theOptions);
    QSignalSpy finished(&connection, &ClientConnection::finished);
    QObject::connect(
        &connection, &ClientConnection::established, &connection, &ClientConnection::close);
    connection.start();
    QTRY_VERIFY(!connection.snapshot()->addresses.isEmpty()
                && !connection.snapshot()->addresses.first().error.isEmpty());
    QCOMPARE(connection.snapshot()->result, ConnectionResult::InProgress);
    slow.release();
    QVERIFY(finished.wait());
    const ConnectionRecordPtr record = connection.snapshot();
    QCOMPARE(record->result, ConnectionResult::Established);
    QCOMPARE(record->addresses.size(), 2);
    QCOMPARE(record->peerAddress, address("127.0.0.1"));
}

} // namespace workbench

QTEST_GUILESS_MAIN(workbench::AddressesTest)
#include "addresses_test.moc"
