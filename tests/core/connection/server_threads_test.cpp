#include "core/connection/client_connection.h"
#include "core/connection/multihomed_server.h"
#include "core/trace/tls_library.h"
#include "tests/support/test_pki.h"

#include <QDir>
#include <QHash>
#include <QSignalSpy>
#include <QTcpServer>
#include <QTcpSocket>
#include <QTemporaryDir>
#include <QTest>

namespace workbench {

namespace {

constexpr int kThreads = 3;

/// Of the threads that servers have beside the one in which they listen: nanoseconds on a
/// processor.
QList<qint64> workerTimes()
{
    QList<qint64> times;
    const QDir tasks(QStringLiteral("/proc/self/task"));
    for (const QString& task : tasks.entryList(QDir::Dirs | QDir::NoDotAndDotDot)) {
        QFile name(tasks.filePath(task + QStringLiteral("/comm")));
        QFile time(tasks.filePath(task + QStringLiteral("/schedstat")));
        if (name.open(QIODevice::ReadOnly) && name.readAll().trimmed() == "server"
            && time.open(QIODevice::ReadOnly)) {
            times.append(time.readAll().split(' ').first().toLongLong());
        }
    }
    return times;
}

QString nameOf(int number)
{
    return QStringLiteral("host%1.test").arg(number);
}

} // namespace

/// One server whose connections are spread over threads.
class ServerThreadsTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void init();
    void cleanup();
    void everyThreadCarriesItsOwn();
    void oneLimitForAll();
    void everyConnectionIsReached();
    void sessionsAreResumedByAnyThread();
    void stopEndsAllAndFreesThePort();
    void goesWithOpenConnections();
    void oneThreadForKeysOnTokens();

private:
    ServerOptions options() const;
    void start(const ServerOptions& options);
    std::unique_ptr<ClientConnection> client(int number = 0) const;
    void connectAll(int count); ///< into m_clients; all stay open
    ConnectionRecordPtr finishedRecord(int number) const;

    tests::TestPki m_pki;
    std::unique_ptr<QTemporaryDir> m_folder;
    std::unique_ptr<MultihomedServer> m_server;
    std::unique_ptr<QSignalSpy> m_finished;
    QHash<quint64, ConnectionRecordPtr> m_newest; ///< of the server
    std::vector<std::unique_ptr<ClientConnection>> m_clients;
};

void ServerThreadsTest::initTestCase()
{
    QVERIFY(initializeTlsLibrary());
}

void ServerThreadsTest::init()
{
    m_folder = std::make_unique<QTemporaryDir>();
    start(options());
}

void ServerThreadsTest::cleanup()
{
    m_clients.clear();
    m_server.reset();
    QTRY_VERIFY(workerTimes().isEmpty()); // the system lists a thread until it is gone
}

ServerOptions ServerThreadsTest::options() const
{
    ServerOptions options;
    options.name = QStringLiteral("s");
    options.certificates = {m_pki.server()};
    options.listen.threads = kThreads;
    options.keyLogPath = m_folder->filePath(QStringLiteral("keys"));
    return options;
}

void ServerThreadsTest::start(const ServerOptions& options)
{
    m_clients.clear();
    m_newest.clear();
    m_finished.reset();
    m_server = std::make_unique<MultihomedServer>(options);
    m_finished
        = std::make_unique<QSignalSpy>(m_server.get(), &MultihomedServer::connectionFinished);
    connect(m_server.get(),
            &MultihomedServer::connectionChanged,
            this,
            [this](const ConnectionRecordPtr& record) { m_newest.insert(record->id, record); });
    QVERIFY(m_server->start());
}

std::unique_ptr<ClientConnection> ServerThreadsTest::client(int number) const
{
    ClientOptions options;
    options.host = QStringLiteral("127.0.0.1");
    options.port = m_server->port();
    options.serverName = nameOf(number);
    options.verify = VerifyMode::None;
    return std::make_unique<ClientConnection>(options);
}

void ServerThreadsTest::connectAll(int count)
{
    for (int i = 0; i < count; ++i) {
        m_clients.push_back(client(i));
        m_clients.back()->start();
    }
    for (const auto& one : m_clients) {
        QTRY_COMPARE_WITH_TIMEOUT(one->snapshot()->result, ConnectionResult::Established, 30'000);
    }
    const auto isOpen = [](const ConnectionRecordPtr& record) { return record->open; };
    QTRY_COMPARE(std::count_if(m_newest.begin(), m_newest.end(), isOpen), count);
}

ConnectionRecordPtr ServerThreadsTest::finishedRecord(int number) const
{
    return m_finished->at(number).first().value<ConnectionRecordPtr>();
}

void ServerThreadsTest::everyThreadCarriesItsOwn()
{
    constexpr int kClients = 60;
    QTRY_COMPARE(workerTimes().size(), kThreads); // a thread gives itself its name
    const QList<qint64> before = workerTimes();
    connectAll(kClients);
    const QList<qint64> after = workerTimes();
    constexpr qint64 kLeastWork = 1'000'000; // a handshake takes about that
    for (int i = 0; i < kThreads; ++i) {
        QVERIFY(after.at(i) - before.at(i) > kLeastWork);
    }
    for (const auto& one : m_clients) {
        one->close();
    }
    QTRY_COMPARE_WITH_TIMEOUT(m_finished->size(), kClients, 30'000);
    QHash<quint16, QString> asked;
    for (const auto& one : m_clients) {
        asked.insert(one->snapshot()->localPort, one->snapshot()->serverName);
    }
    for (int i = 0; i < kClients; ++i) {
        const ConnectionRecordPtr record = finishedRecord(i);
        QCOMPARE(record->result, ConnectionResult::Established);
        QCOMPARE(record->serverName, asked.take(record->peerPort));
        constexpr int kFinished = 20;
        QVERIFY(record->sawMessage(kFinished, Direction::Received));
    }
    QVERIFY(asked.isEmpty());
    QFile keys(options().keyLogPath);
    QVERIFY(keys.open(QIODevice::ReadOnly));
    const QList<QByteArray> lines = keys.readAll().trimmed().split('\n');
    constexpr int kSecrets = 5; // of TLS 1.3
    QCOMPARE(lines.size(), kSecrets * kClients);
    for (const QByteArray& line : lines) {
        QCOMPARE(line.split(' ').size(), 3);
    }
}

void ServerThreadsTest::oneLimitForAll()
{
    ServerOptions wanted = options();
    wanted.access.mostConnections = 2;
    start(wanted);
    connectAll(2);
    const auto third = client();
    third->start();
    QTRY_COMPARE(m_finished->size(), 1);
    QVERIFY(finishedRecord(0)->denied);
    m_clients.front()->close();
    QTRY_COMPARE(m_finished->size(), 2);
    const auto fourth = client(); // there is a place again, in whatever thread
    fourth->start();
    QTRY_COMPARE(fourth->snapshot()->result, ConnectionResult::Established);
}

void ServerThreadsTest::everyConnectionIsReached()
{
    connectAll(kThreads);
    QCOMPARE(m_newest.size(), kThreads);
    const QList<quint64> ids = m_newest.keys();
    for (const quint64 id : ids) {
        QVERIFY(m_server->rekey(id, Rekeying::KeyUpdate));
        m_server->sendTo(id, QByteArray::number(id));
    }
    for (const auto& one : m_clients) {
        quint64 id = 0;
        for (const ConnectionRecordPtr& record : std::as_const(m_newest)) {
            id = record->peerPort == one->snapshot()->localPort ? record->id : id;
        }
        QTRY_VERIFY(!one->snapshot()->data.isEmpty());
        QCOMPARE(one->snapshot()->data.first().bytes, QByteArray::number(id));
        constexpr int kKeyUpdate = 24;
        QTRY_VERIFY(one->snapshot()->sawMessage(kKeyUpdate, Direction::Received));
    }
    QSignalSpy refused(m_server.get(), &MultihomedServer::refused);
    for (const quint64 id : ids) {
        QVERIFY(m_server->rekey(id, Rekeying::Renegotiation)); // TLS 1.3 has none
    }
    for (const quint64 id : ids) {
        m_server->closeConnection(id);
    }
    QTRY_COMPARE(m_finished->size(), kThreads);
    QCOMPARE(refused.size(), kThreads);
    QVERIFY(!m_server->rekey(ids.first(), Rekeying::KeyUpdate));
}

void ServerThreadsTest::sessionsAreResumedByAnyThread()
{
    SavedSession session;
    for (int i = 0; i < 2 * kThreads; ++i) {
        ClientOptions wanted;
        wanted.host = QStringLiteral("127.0.0.1");
        wanted.port = m_server->port();
        wanted.verify = VerifyMode::None;
        wanted.versions = TlsVersion::Tls12;
        wanted.session = session;
        ClientConnection one(wanted);
        one.start();
        QTRY_COMPARE(one.snapshot()->result, ConnectionResult::Established);
        QCOMPARE(one.snapshot()->negotiated.resumed, i > 0);
        session = one.session();
    }
}

void ServerThreadsTest::stopEndsAllAndFreesThePort()
{
    connectAll(2 * kThreads);
    QSignalSpy stopped(m_server.get(), &MultihomedServer::stopped);
    const quint16 port = m_server->port();
    m_server->stop();
    QTcpServer next;
    QVERIFY(next.listen(QHostAddress::LocalHost, port));
    QTRY_COMPARE(stopped.size(), 1);
    QCOMPARE(m_finished->size(), 2 * kThreads);
}

void ServerThreadsTest::goesWithOpenConnections()
{
    connectAll(kThreads);
    std::vector<std::unique_ptr<QTcpSocket>> onTheWay; // to the threads, perhaps
    for (int i = 0; i < kThreads; ++i) {
        onTheWay.push_back(std::make_unique<QTcpSocket>());
        onTheWay.back()->connectToHost(QHostAddress(QHostAddress::LocalHost), m_server->port());
        QVERIFY(onTheWay.back()->waitForConnected());
    }
    m_server.reset();
    for (const auto& one : m_clients) {
        QTRY_VERIFY(!one->snapshot()->open);
    }
    for (const auto& one : onTheWay) {
        QTRY_COMPARE(one->state(), QAbstractSocket::UnconnectedState);
    }
}

void ServerThreadsTest::oneThreadForKeysOnTokens()
{
    ServerOptions wanted = options();
    wanted.certificates.first().keyOnToken = true;
    start(wanted);
    QTRY_VERIFY(workerTimes().isEmpty()); // the system lists a thread until it is gone
    connectAll(2);
}

} // namespace workbench

QTEST_GUILESS_MAIN(workbench::ServerThreadsTest)
#include "server_threads_test.moc"
