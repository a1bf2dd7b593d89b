#include "core/connection/client_connection.h"
#include "core/connection/tls_server.h"
#include "core/trace/tls_library.h"
#include "tests/core/connection/loopback.h"
#include "tests/support/raw_clients.h"
#include "tests/support/slowness.h"
#include "tests/support/stubborn_client.h"
#include "tests/support/test_pki.h"

#include <QElapsedTimer>
#include <QSignalSpy>
#include <QTemporaryFile>
#include <QTest>
#include <QTimer>

#include <fcntl.h>
#include <sys/resource.h>
#include <thread>
#include <unistd.h>

namespace workbench {

using tests::RawClients;
using tests::StubbornClient;

namespace {

constexpr int kHalfOpen = 500;
constexpr int kInARow = 5'000 / tests::kSlowness; // server_abuse_test.py makes more
constexpr Milliseconds kStopLimit {1000};

/// Fills the table of open files, so that the next accept() finds no place; empties it at the end.
class FullTable
{
public:
    FullTable()
    {
        ::getrlimit(RLIMIT_NOFILE, &m_before);
        const int next = ::open("/dev/null", O_RDONLY | O_CLOEXEC);
        ::close(next);
        constexpr rlim_t kSpare = 64; // any library may open something meanwhile
        rlimit low = m_before;
        low.rlim_cur = std::min(m_before.rlim_cur, static_cast<rlim_t>(next) + kSpare);
        ::setrlimit(RLIMIT_NOFILE, &low);
        int taken = -1;
        while ((taken = ::open("/dev/null", O_RDONLY | O_CLOEXEC)) >= 0) {
            m_taken.append(taken);
        }
    }

    ~FullTable()
    {
        empty();
        ::setrlimit(RLIMIT_NOFILE, &m_before);
    }

    FullTable(const FullTable&) = delete;
    FullTable& operator=(const FullTable&) = delete;

    void empty()
    {
        for (const int descriptor : std::as_const(m_taken)) {
            ::close(descriptor);
        }
        m_taken.clear();
    }

private:
    rlimit m_before {};
    QList<int> m_taken;
};

} // namespace

/// A server among many, slow and stubborn clients: others are served meanwhile (row 24), what is
/// kept is bounded, and a stop ends within a second.
class ServerLoadTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void init();
    void cleanup();
    void row24HalfOpenClients();
    void row24SlowClients();
    void row24ClientThatNeverReads();
    void echoGoesOnWhenTheClientReads();
    void fileForAClientThatReadsLate();
    void row24ManyInARow();
    void crowdAtTheDoorLetsOthersAct();
    void noDescriptorLeft();
    void floodIsRecorded();
    void silenceAfterTheHandshakeEnds_data();
    void silenceAfterTheHandshakeEnds();
    void noFirstByte();

private:
    void start(ServerOptions options);
    ServerOptions options() const;
    bool serves() const; ///< one more client, from its first byte to its last
    bool stopsInTime();
    ConnectionRecordPtr lastRecord() const;

    tests::TestPki m_pki;
    std::unique_ptr<TlsServer> m_server;
    std::unique_ptr<QSignalSpy> m_finished;
};

void ServerLoadTest::initTestCase()
{
    QVERIFY(initializeTlsLibrary());
}

void ServerLoadTest::init()
{
    start(options());
}

void ServerLoadTest::cleanup()
{
    m_finished.reset();
    m_server.reset();
}

ServerOptions ServerLoadTest::options() const
{
    ServerOptions options = loopbackServer(m_pki);
    options.limits.handshake = Milliseconds(60'000);
    return options;
}

void ServerLoadTest::start(ServerOptions options)
{
    m_finished.reset();
    m_server = std::make_unique<TlsServer>(std::move(options));
    m_finished = std::make_unique<QSignalSpy>(m_server.get(), &TlsServer::connectionFinished);
    QVERIFY(m_server->start());
}

bool ServerLoadTest::serves() const
{
    ClientOptions options;
    options.name = QStringLiteral("client");
    options.host = QStringLiteral("127.0.0.1");
    options.port = m_server->serverPort();
    options.trust = m_pki.anchors();
    ClientConnection client(options);
    QSignalSpy finished(&client, &ClientConnection::finished);
    QByteArray answer;
    connect(&client, &ClientConnection::established, &client, [&] { client.send("ping"); });
    connect(&client, &ClientConnection::dataReceived, &client, [&](const QByteArray& bytes) {
        answer += bytes;
        client.close();
    });
    client.start();
    return finished.wait(20'000) && answer == "ping";
}

/// Every connection has had its last word by then.
bool ServerLoadTest::stopsInTime()
{
    const qsizetype open = m_server->openConnections();
    const qsizetype before = m_finished->size();
    QSignalSpy stopped(m_server.get(), &TlsServer::stopped);
    QElapsedTimer timer;
    timer.start();
    m_server->stop();
    return stopped.wait(10'000) && timer.elapsed() < kStopLimit.count() * tests::kSlowness
        && m_server->openConnections() == 0 && m_finished->size() == before + open;
}

ConnectionRecordPtr ServerLoadTest::lastRecord() const
{
    return m_finished->last().first().value<ConnectionRecordPtr>();
}

void ServerLoadTest::row24HalfOpenClients()
{
    RawClients silent(m_server->serverPort());
    RawClients halfway(m_server->serverPort());
    const QByteArray hello = tests::clientHello();
    QVERIFY(silent.open(kHalfOpen / 2));
    QVERIFY(halfway.open(kHalfOpen / 2, hello.left(hello.size() / 2)));
    QTRY_COMPARE_WITH_TIMEOUT(m_server->openConnections(), kHalfOpen, 20'000);
    QVERIFY(serves());
    QTRY_COMPARE(m_finished->size(), 1); // nobody else was ended
    QVERIFY(stopsInTime());
}

/// They say their hello drop by drop.
void ServerLoadTest::row24SlowClients()
{
    constexpr int kSlow = 20;
    constexpr int kDrop = 4;
    const QByteArray hello = tests::clientHello();
    RawClients slow(m_server->serverPort());
    QVERIFY(slow.open(kSlow));
    qsizetype said = 0;
    QTimer drip;
    connect(&drip, &QTimer::timeout, &drip, [&] {
        for (qsizetype client = 0; client < slow.count() && said < hello.size(); ++client) {
            slow.say(client, hello.mid(said, kDrop));
        }
        said += kDrop;
    });
    drip.start(1);
    QVERIFY(serves());
    QTRY_VERIFY_WITH_TIMEOUT(said > hello.size(), 30'000);
    QVERIFY(serves());
    QTRY_COMPARE(m_finished->size(), 2);
    slow.reset();
    QTRY_COMPARE(m_finished->size(), 2 + kSlow);
    QCOMPARE(lastRecord()->bytesReceived, hello.size()); // it was understood, and answered
    QVERIFY(lastRecord()->bytesSent > 0);
}

/// What is echoed waits for a client that takes nothing. The server then takes nothing either.
void ServerLoadTest::row24ClientThatNeverReads()
{
    StubbornClient client(m_server->serverPort());
    QVERIFY(client.connects());
    QTRY_VERIFY_WITH_TIMEOUT(client.isStuck(), 60'000);
    QVERIFY2(client.written() < StubbornClient::kMost / 2,
             qPrintable(QString::number(client.written())));
    QVERIFY(serves());
    QVERIFY(stopsInTime());
    QCOMPARE(lastRecord()->result, ConnectionResult::Established);
}

void ServerLoadTest::echoGoesOnWhenTheClientReads()
{
    StubbornClient client(m_server->serverPort());
    QVERIFY(client.connects());
    QTRY_VERIFY_WITH_TIMEOUT(client.isStuck(), 60'000);
    client.read(client.written());
    QTRY_COMPARE_WITH_TIMEOUT(client.got(), client.written(), 60'000);
}

/// A file goes out in pieces, and the connection ends when the last one has arrived.
void ServerLoadTest::fileForAClientThatReadsLate()
{
    constexpr qint64 kBytes = 24LL * 1024 * 1024;
    QTemporaryFile file;
    QVERIFY(file.open() && file.resize(kBytes));
    ServerOptions theOptions = options();
    theOptions.answer = {AnswerMode::File, file.fileName()};
    start(theOptions);
    StubbornClient client(m_server->serverPort(), StubbornClient::Habit::Waits);
    QVERIFY(client.connects());
    QTRY_VERIFY_WITH_TIMEOUT(client.isStuck(), 60'000);
    QCOMPARE(m_server->openConnections(), 1);
    client.read(kBytes);
    QTRY_COMPARE_WITH_TIMEOUT(client.got(), kBytes, 60'000);
    QTRY_COMPARE_WITH_TIMEOUT(m_finished->size(), 1, 20'000);
    QCOMPARE(lastRecord()->result, ConnectionResult::Established);
}

void ServerLoadTest::row24ManyInARow()
{
    std::jthread others([port = m_server->serverPort()] {
        for (int i = 0; i < kInARow; ++i) {
            RawClients client(port);
            static_cast<void>(client.open(1, i % 2 == 0 ? QByteArray() : QByteArray("x")));
        }
    });
    QTRY_VERIFY_WITH_TIMEOUT(m_finished->size() > kInARow / 10, 60'000);
    QVERIFY(serves());
    QTRY_COMPARE_WITH_TIMEOUT(m_finished->size(), kInARow + 1, 60'000);
    QCOMPARE(m_server->openConnections(), 0);
    QVERIFY(stopsInTime());
}

/// Those that are in are heard while others still wait to be accepted.
void ServerLoadTest::crowdAtTheDoorLetsOthersAct()
{
    constexpr int kCrowd = 1'000;
    RawClients crowd(m_server->serverPort());
    QVERIFY(crowd.open(kCrowd, "GET / HTTP/1.0\r\n\r\n"));
    int inside = 0;
    connect(m_server.get(), &TlsServer::connectionFinished, this, [&] {
        inside = std::max(inside, m_server->openConnections());
    });
    QTRY_COMPARE_WITH_TIMEOUT(m_finished->size(), kCrowd, 60'000);
    QVERIFY2(inside < kCrowd / 2, qPrintable(QString::number(inside)));
    QVERIFY(serves());
}

/// QTcpServer would never accept anybody again.
void ServerLoadTest::noDescriptorLeft()
{
    QSignalSpy troubled(m_server.get(), &TlsServer::troubled);
    QSignalSpy recovered(m_server.get(), &TlsServer::recovered);
    RawClients waiting(m_server->serverPort());
    QVERIFY(waiting.prepare(1));
    FullTable table;
    QVERIFY(waiting.open(1));
    QTRY_COMPARE(troubled.size(), 1);
    const auto error = troubled.first().first().value<Error>();
    QVERIFY2(error.remedy.contains(QStringLiteral("ulimit")), qPrintable(error.toLine()));
    QCOMPARE(m_server->openConnections(), 0);
    table.empty();
    QTRY_COMPARE(recovered.size(), 1);
    QTRY_COMPARE(m_server->openConnections(), 1);
    QVERIFY(serves());
    QCOMPARE(troubled.size(), 1);
}

/// Whoever is one too many is refused, and has a record all the same.
void ServerLoadTest::floodIsRecorded()
{
    constexpr int kMost = 100;
    ServerOptions theOptions = options();
    theOptions.access.mostConnections = kMost;
    start(theOptions);
    RawClients clients(m_server->serverPort());
    QVERIFY(clients.open(3 * kMost));
    QTRY_COMPARE_WITH_TIMEOUT(m_finished->size(), qsizetype(2) * kMost, 20'000);
    QVERIFY(lastRecord()->denied == Denial::Crowd);
    QCOMPARE(m_server->openConnections(), kMost);
    QVERIFY(stopsInTime());
}

void ServerLoadTest::silenceAfterTheHandshakeEnds_data()
{
    QTest::addColumn<int>("idle");
    QTest::addColumn<int>("data");
    QTest::newRow("silence") << 80 << 0;
    QTest::newRow("the whole") << 0 << 80;
}

void ServerLoadTest::silenceAfterTheHandshakeEnds()
{
    QFETCH(const int, idle);
    QFETCH(const int, data);
    ServerOptions theOptions = options();
    theOptions.limits.idle = Milliseconds(idle);
    theOptions.limits.data = Milliseconds(data);
    start(theOptions);
    ClientOptions client;
    client.name = QStringLiteral("client");
    client.host = QStringLiteral("127.0.0.1");
    client.port = m_server->serverPort();
    client.trust = m_pki.anchors();
    ClientConnection connection(client);
    QSignalSpy left(&connection, &ClientConnection::finished);
    connection.start();
    QVERIFY(left.wait(20'000));
    QTRY_COMPARE(m_finished->size(), 1);
    const ConnectionRecordPtr record = lastRecord();
    QCOMPARE(record->result, ConnectionResult::Established);
    QCOMPARE(record->phase(PhaseName::Data)->result, PhaseResult::TimedOut);
    QCOMPARE(record->limit, Milliseconds(80));
    QCOMPARE(record->silenceLimit, idle != 0);
    QCOMPARE(connection.snapshot()->peerEnding, PeerEnding::CloseNotify);
}

void ServerLoadTest::noFirstByte()
{
    ServerOptions theOptions = options();
    theOptions.limits.firstByte = Milliseconds(80);
    start(theOptions);
    RawClients silent(m_server->serverPort());
    RawClients halfway(m_server->serverPort());
    QVERIFY(halfway.open(1, tests::clientHello().left(20)));
    QVERIFY(silent.open(1));
    QTRY_COMPARE(m_finished->size(), 1);
    QCOMPARE(lastRecord()->result, ConnectionResult::TimedOut);
    QCOMPARE(lastRecord()->bytesReceived, 0);
    QCOMPARE(lastRecord()->limit, Milliseconds(80));
    QVERIFY(lastRecord()->peerPort != 0);
    QCOMPARE(m_server->openConnections(), 1); // who has begun has the limit of the handshake
}

} // namespace workbench

QTEST_GUILESS_MAIN(workbench::ServerLoadTest)
#include "server_load_test.moc"
