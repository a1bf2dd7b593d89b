#include "core/connection/socket_errors.h"
#include "core/trace/tls_library.h"
#include "tests/core/connection/loopback.h"

#include <QCoreApplication>
#include <QElapsedTimer>
#include <QHash>
#include <QSslSocket>
#include <QTemporaryFile>
#include <QTest>

#include <algorithm>
#include <memory>
#include <vector>

namespace workbench {
namespace {

/// Counts what timers do in this thread.
class TimerMeter : public QObject
{
public:
    int fired = 0;

    bool eventFilter(QObject* /*watched*/, QEvent* event) override
    {
        fired += event->type() == QEvent::Timer ? 1 : 0;
        return false;
    }
};

constexpr int kClients = 10;
constexpr Milliseconds kLong {600'000};

} // namespace

/// Clients that go away in the middle of an answer take with them what waited for them: nobody else
/// would ever end it.
class AbandonedAnswersTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void leaveNothing_data();
    void leaveNothing();

private:
    tests::TestPki m_pki;
    QTemporaryFile m_file;
};

void AbandonedAnswersTest::initTestCase()
{
    QVERIFY(initializeTlsLibrary());
    QVERIFY(m_file.open());
    m_file.resize(64 << 20); // more than the system takes
}

void AbandonedAnswersTest::leaveNothing_data()
{
    QTest::addColumn<AnswerSettings>("answer");
    QTest::addColumn<QByteArray>("said");
    QTest::addColumn<bool>("plain");
    QTest::addColumn<bool>("abruptly");
    const QByteArray request = "GET / HTTP/1.1\r\n\r\n";
    const QByteArray much(1 << 20, 'x'); // more than is kept for a client
    const QString text(100'000, QLatin1Char('b'));
    for (const bool plain : {true, false}) {
        for (const bool abruptly : {true, false}) {
            const auto row = [&](const char* name,
                                 const AnswerSettings& answer,
                                 const QByteArray& said) {
                QTest::addRow(
                    "%s, %s, %s", name, plain ? "in clear" : "TLS", abruptly ? "reset" : "in order")
                    << answer << said << plain << abruptly;
            };
            row("late banner", {.mode = AnswerMode::Banner, .text = text, .delay = kLong}, {});
            row("slow banner",
                {.mode = AnswerMode::Banner, .text = text, .bytesPerSecond = 100},
                {});
            row("late page", {.mode = AnswerMode::Http, .delay = kLong}, request);
            row("slow page", {.mode = AnswerMode::Http, .bytesPerSecond = 10}, request);
            row("file", {.mode = AnswerMode::File, .text = m_file.fileName()}, {});
            row("slow file",
                {.mode = AnswerMode::File, .text = m_file.fileName(), .bytesPerSecond = 1000},
                {});
            row("late echo", {.mode = AnswerMode::Echo, .delay = kLong}, "ping");
            if (abruptly) { // else it stays until the server has read all of it
                row("slow echo of much", {.mode = AnswerMode::Echo, .bytesPerSecond = 100}, much);
                row("late echo of much", {.mode = AnswerMode::Echo, .delay = kLong}, much);
            }
        }
    }
}

/// The set-up of a server is held by each of its connections.
void AbandonedAnswersTest::leaveNothing()
{
    QFETCH(const AnswerSettings, answer);
    QFETCH(const QByteArray, said);
    QFETCH(const bool, plain);
    QFETCH(const bool, abruptly);
    ServerOptions options = loopbackServer(m_pki);
    options.plain = plain;
    options.answer = answer;
    TlsServer server(options);
    QVERIFY(server.start());
    const auto holders = [&server] { return server.shared().setup.use_count(); };
    const long before = holders();
    QHash<quint64, ConnectionRecordPtr> records;
    connect(&server, &TlsServer::connectionChanged, this, [&](const ConnectionRecordPtr& record) {
        records.insert(record->id, record);
    });
    std::vector<std::unique_ptr<QSslSocket>> clients(kClients);
    for (auto& client : clients) {
        client = std::make_unique<QSslSocket>();
        client->setPeerVerifyMode(QSslSocket::VerifyNone);
        client->setReadBufferSize(1000); // it does not take much
        if (plain) {
            client->connectToHost(server.serverAddress(), server.serverPort());
        } else {
            client->connectToHostEncrypted(server.serverAddress().toString(), server.serverPort());
        }
        QTRY_VERIFY(plain ? client->state() == QAbstractSocket::ConnectedState
                          : client->isEncrypted());
        client->write(said);
    }
    QTRY_COMPARE(holders(), before + kClients);
    // The answers are under way, or there is what they wait for.
    const auto isUnderWay = [&](const auto& client) { return client->bytesAvailable() > 0; };
    const auto isHeard = [&](const ConnectionRecordPtr& record) {
        return record->open && (said.isEmpty() || record->hadData());
    };
    QTRY_VERIFY(answer.delay.count() == 0
                    ? std::all_of(clients.begin(), clients.end(), isUnderWay)
                    : std::count_if(records.begin(), records.end(), isHeard) == kClients);
    QCOMPARE(server.openConnections(), kClients);
    for (auto& client : clients) {
        if (abruptly) {
            resetOnClose(client->socketDescriptor());
            client->abort();
        } else {
            client->disconnectFromHost();
        }
    }
    QTRY_COMPARE(server.openConnections(), 0);
    QTRY_COMPARE(holders(), before);
    clients.clear();
    TimerMeter meter;
    QCoreApplication::instance()->installEventFilter(&meter);
    QElapsedTimer passed;
    passed.start();
    while (!passed.hasExpired(100)) {
        QCoreApplication::processEvents();
    }
    QCOMPARE(meter.fired, 0);
}

} // namespace workbench

QTEST_GUILESS_MAIN(workbench::AbandonedAnswersTest)
#include "abandoned_answers_test.moc"
