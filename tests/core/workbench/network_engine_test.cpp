#include "core/trace/tls_library.h"
#include "core/workbench/network_engine.h"
#include "tests/support/raw_peer.h"
#include "tests/support/test_pki.h"

#include <QTest>

namespace workbench {

/// What the network thread keeps and tells, in this thread.
class NetworkEngineTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void keepsNothingThatNobodyElseKeeps();
    void progressIsToldOnceABatch();

private:
    ClientOptions clientOptions(quint16 port) const;

    tests::TestPki m_pki;
};

void NetworkEngineTest::initTestCase()
{
    QVERIFY(initializeTlsLibrary());
}

ClientOptions NetworkEngineTest::clientOptions(quint16 port) const
{
    ClientOptions options;
    options.name = QStringLiteral("client");
    options.host = QStringLiteral("localhost");
    options.port = port;
    options.trust = m_pki.anchors();
    return options;
}

/// The budget of the records is somebody else's: what is dropped there must be gone.
void NetworkEngineTest::keepsNothingThatNobodyElseKeeps()
{
    NetworkEngine engine;
    quint16 port = 0;
    connect(&engine,
            &NetworkEngine::serverListening,
            this,
            [&port](const QString&, const QList<QHostAddress>&, quint16 free) { port = free; });
    ServerOptions server;
    server.name = QStringLiteral("server");
    server.certificates = {m_pki.server()};
    engine.startServer(server);
    QVERIFY(port != 0);
    QList<std::weak_ptr<const ConnectionRecord>> records;
    bool open = false;
    connect(&engine,
            &NetworkEngine::connectionsChanged,
            this,
            [&](const QList<ObservedConnection>& batch) {
                for (const ObservedConnection& one : batch) {
                    records.append(one.record);
                    open = one.record->role == Role::Client ? one.record->open : open;
                }
            });
    engine.connectClient(clientOptions(port));
    QTRY_VERIFY(open);
    engine.disconnectClient(QStringLiteral("client"));
    QTRY_VERIFY(!open);
    const auto isKept = [](const auto& record) { return !record.expired(); };
    QTRY_COMPARE(std::count_if(records.begin(), records.end(), isKept), 0);
    QVERIFY(records.size() >= 2);
}

/// Refused connections are made faster than a window is drawn.
void NetworkEngineTest::progressIsToldOnceABatch()
{
    quint16 closed = 0;
    {
        const tests::RawPeer peer(tests::RawPeer::Behaviour::Silence);
        closed = peer.serverPort();
    }
    NetworkEngine engine;
    int batches = 0;
    int told = 0;
    int newest = 0;
    bool ended = false;
    connect(&engine, &NetworkEngine::connectionsChanged, this, [&batches] { ++batches; });
    connect(
        &engine, &NetworkEngine::repetitionProgressed, this, [&](const QString&, int done, int) {
            QVERIFY(!ended);
            QVERIFY(done >= newest);
            newest = done;
            ++told;
        });
    connect(&engine, &NetworkEngine::repetitionEnded, this, [&ended] { ended = true; });
    constexpr int kCount = 200;
    engine.repeatClient(clientOptions(closed), kCount, Milliseconds(0));
    QTRY_VERIFY(ended);
    QVERIFY2(told <= batches + 1, qPrintable(QStringLiteral("%1 of %2").arg(told).arg(batches)));
}

} // namespace workbench

QTEST_GUILESS_MAIN(workbench::NetworkEngineTest)
#include "network_engine_test.moc"
