#include "core/connection/client_connection.h"
#include "core/connection/tls_server.h"
#include "core/trace/tls_library.h"
#include "tests/support/slowness.h"
#include "tests/support/test_pki.h"

#include <QDir>
#include <QSet>
#include <QSignalSpy>
#include <QTest>
#include <QThread>

#include <algorithm>
#include <memory>
#include <sys/resource.h>
#include <vector>

namespace workbench {
namespace {

constexpr int kAtOnce = 1'000;

qsizetype openDescriptors()
{
    return QDir(QStringLiteral("/proc/self/fd"))
        .entryList(QDir::NoDotAndDotDot | QDir::AllEntries | QDir::System)
        .size();
}

/// A client has two descriptors, since one looks on; its server is in this process too.
bool allowDescriptors(rlim_t count)
{
    rlimit limit {};
    ::getrlimit(RLIMIT_NOFILE, &limit);
    limit.rlim_cur = std::max(limit.rlim_cur, std::min(limit.rlim_max, count));
    return ::setrlimit(RLIMIT_NOFILE, &limit) == 0 && limit.rlim_cur >= count;
}

} // namespace

/// Many clients at once against one server.
class ClientLoadTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void row24AThousandAtOnce();
};

void ClientLoadTest::initTestCase()
{
    QVERIFY(initializeTlsLibrary());
    constexpr rlim_t kPerConnection = 4;
    QVERIFY(allowDescriptors(kPerConnection * kAtOnce + 100));
}

void ClientLoadTest::row24AThousandAtOnce()
{
    const tests::TestPki pki;
    ServerOptions serving;
    serving.name = QStringLiteral("server");
    serving.certificates = {pki.server()};
    serving.limits.handshake = std::chrono::minutes(2);
    QThread thread;
    TlsServer server(serving);
    server.moveToThread(&thread);
    thread.start();
    quint16 port = 0;
    QMetaObject::invokeMethod(
        &server,
        [&] { port = server.start() ? server.serverPort() : 0; },
        Qt::BlockingQueuedConnection);
    QVERIFY(port != 0);
    const qsizetype before = openDescriptors();

    ClientOptions options;
    options.name = QStringLiteral("client");
    options.host = QStringLiteral("127.0.0.1");
    options.port = port;
    options.trust = pki.anchors();
    options.limits.whole = std::chrono::minutes(2);
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
    QMetaObject::invokeMethod(
        &server,
        [&server, here = QThread::currentThread()] {
            server.stop();
            server.moveToThread(here);
        },
        Qt::BlockingQueuedConnection);
    thread.quit();
    QVERIFY(thread.wait());
}

} // namespace workbench

QTEST_GUILESS_MAIN(workbench::ClientLoadTest)
#include "client_load_test.moc"
