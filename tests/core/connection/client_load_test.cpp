#include "core/connection/client_connection.h"
#include "core/connection/client_repetition.h"
#include "core/connection/tls_server.h"
#include "core/trace/tls_library.h"
#include "tests/support/process_limits.h"
#include "tests/support/slowness.h"
#include "tests/support/test_pki.h"

#include <QSet>
#include <QSignalSpy>
#include <QTest>
#include <QThread>

#include <memory>
#include <vector>

namespace workbench {

using tests::allowDescriptors;
using tests::openDescriptors;
using tests::residentKib;

namespace {

constexpr int kAtOnce = 1'000;

constexpr int kInARow = 10'000;

/// ThreadSanitizer would take minutes, and finds no leaks.
constexpr int connectionsInARow()
{
    constexpr std::int64_t kMuchSlower = 10;
    return tests::kSlowness < kMuchSlower ? kInARow : kInARow / 10;
}

/// AddressSanitizer keeps what was freed for a while, and looks for leaks itself.
#ifdef WORKBENCH_SANITIZES_ADDRESSES
constexpr bool kSeesMemory = false;
#else
constexpr bool kSeesMemory = true;
#endif

/// A server in a thread of its own.
class ThreadedServer
{
public:
    explicit ThreadedServer(const ServerOptions& options)
        : m_server(new TlsServer(options))
    {
        m_server->moveToThread(&m_thread);
        // Moved back with a timer of its own it would leave what Qt notes of that timer behind.
        QObject::connect(&m_thread, &QThread::finished, m_server, &QObject::deleteLater);
        m_thread.start();
        QMetaObject::invokeMethod(
            m_server,
            [this] { m_port = m_server->start() ? m_server->serverPort() : 0; },
            Qt::BlockingQueuedConnection);
    }

    ~ThreadedServer()
    {
        m_thread.quit();
        m_thread.wait();
    }

    Q_DISABLE_COPY_MOVE(ThreadedServer)

    quint16 port() const { return m_port; } ///< 0: it could not listen

private:
    QThread m_thread;
    TlsServer* m_server; ///< lives there, and ends with it
    quint16 m_port = 0;
};

} // namespace

/// Many clients against one server, at once and one after the other.
class ClientLoadTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void row24AThousandAtOnce();
    void tenThousandInARow();

private:
    ServerOptions serving() const;
    ClientOptions clientOf(quint16 port) const;

    tests::TestPki m_pki;
};

void ClientLoadTest::initTestCase()
{
    QVERIFY(initializeTlsLibrary());
    constexpr rlim_t kPerConnection = 4;
    QVERIFY(allowDescriptors(kPerConnection * kAtOnce + 100));
}

ServerOptions ClientLoadTest::serving() const
{
    ServerOptions options;
    options.name = QStringLiteral("server");
    options.certificates = {m_pki.server()};
    options.limits.handshake = std::chrono::minutes(2);
    return options;
}

ClientOptions ClientLoadTest::clientOf(quint16 port) const
{
    ClientOptions options;
    options.name = QStringLiteral("client");
    options.host = QStringLiteral("127.0.0.1");
    options.port = port;
    options.trust = m_pki.anchors();
    options.limits.whole = std::chrono::minutes(2);
    return options;
}

void ClientLoadTest::row24AThousandAtOnce()
{
    const ThreadedServer server(serving());
    QVERIFY(server.port() != 0);
    const qsizetype before = openDescriptors();
    const ClientOptions options = clientOf(server.port());
    std::vector<std::unique_ptr<ClientConnection>> clients;
    int established = 0;
    int finished = 0;
    for (int i = 0; i < kAtOnce; ++i) {
        auto client = std::make_unique<ClientConnection>(options);
        connect(client.get(), &ClientConnection::established, this, [&] { ++established; });
        connect(client.get(), &ClientConnection::finished, this, [&] { ++finished; });
        client->start();
        clients.push_back(std::move(client));
    }
    constexpr int kPatience = 60'000;
    QTRY_COMPARE_WITH_TIMEOUT(established, kAtOnce, kPatience * int(tests::kSlowness));
    QCOMPARE(finished, 0); // all of them are open together
    for (const auto& client : clients) {
        client->close();
    }
    QTRY_COMPARE_WITH_TIMEOUT(finished, kAtOnce, kPatience * int(tests::kSlowness));
    QSet<quint64> ids;
    for (const auto& client : clients) {
        const ConnectionRecordPtr record = client->snapshot();
        QCOMPARE(record->result, ConnectionResult::Established);
        QVERIFY(record->verification.trusted);
        QVERIFY(!record->messages.isEmpty());
        ids.insert(record->id);
    }
    QCOMPARE(ids.size(), kAtOnce);
    clients.clear();
    // The server's ends go with its thread's own pace.
    QTRY_VERIFY_WITH_TIMEOUT(openDescriptors() <= before + 8, kPatience);
}

/// Each works and is told; what the process holds does not grow with them.
void ClientLoadTest::tenThousandInARow()
{
    constexpr int kCount = connectionsInARow();
    constexpr int kWarm = kCount / 10; // pools, caches and the allocator have their size by then
    const ThreadedServer server(serving());
    QVERIFY(server.port() != 0);
    ClientRepetition repetition(clientOf(server.port()), kCount, Milliseconds(0));
    int trusted = 0;
    qsizetype openBefore = 0;
    qint64 residentBefore = 0;
    connect(&repetition, &ClientRepetition::begun, this, [](ClientConnection& connection) {
        connect(&connection, &ClientConnection::established, &connection, &ClientConnection::close);
    });
    connect(&repetition, &ClientRepetition::ended, this, [&](const ClientConnection& connection) {
        const ConnectionRecordPtr record = connection.snapshot();
        trusted += record->result == ConnectionResult::Established && record->verification.trusted;
        if (repetition.done() == kWarm) {
            openBefore = openDescriptors();
            residentBefore = residentKib();
        }
    });
    QSignalSpy finished(&repetition, &ClientRepetition::finished);
    repetition.start();
    constexpr int kPatience = 120'000;
    QVERIFY(finished.wait(kPatience * int(tests::kSlowness)));
    QCOMPARE(trusted, kCount);
    QCOMPARE(repetition.results().count(), kCount);
    QTRY_VERIFY(openDescriptors() <= openBefore + 8);
    constexpr qint64 kMostGrowthKib = 4096;
    const qint64 growth = residentKib() - residentBefore;
    QVERIFY2(!kSeesMemory || growth < kMostGrowthKib, qPrintable(QString::number(growth)));
}

} // namespace workbench

QTEST_GUILESS_MAIN(workbench::ClientLoadTest)
#include "client_load_test.moc"
