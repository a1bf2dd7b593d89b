#include "core/diagnosis/diagnosis.h"
#include "core/trace/tls_library.h"
#include "tests/core/connection/loopback.h"

#include <QEventLoop>
#include <QTemporaryFile>
#include <QTest>
#include <QTimer>

#include <algorithm>
#include <utility>

namespace workbench {
namespace {

constexpr int kKeyUpdate = 24; // RFC 8446 §4
constexpr int kClientHello = 1;

qsizetype countOf(const ConnectionRecord& record, Direction direction, int type)
{
    return std::count_if(
        record.messages.begin(), record.messages.end(), [&](const TraceMessage& message) {
            return message.direction == direction && message.handshakeType() == type;
        });
}

} // namespace

/// New keys on an open connection.
class RekeyingTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void keysAreUpdated();
    void refusedRenegotiationIsTold();
    void eachVersionHasItsOwnWay_data();
    void eachVersionHasItsOwnWay();
    void onlyWhileOpen();
    void serverAsks_data();
    void serverAsks();
    void answersWaitForTheRenegotiation_data();
    void answersWaitForTheRenegotiation();

private:
    using Action = std::function<void(ClientConnection&)>;
    ConnectionRecordPtr run(const QString& version, const Action& onceOpen) const;

    tests::TestPki m_pki;
};

void RekeyingTest::initTestCase()
{
    QVERIFY(initializeTlsLibrary());
}

/// Once open, the action, then a word that the server echoes; closes when it came back.
ConnectionRecordPtr RekeyingTest::run(const QString& version, const Action& onceOpen) const
{
    LoopbackPlan plan = datagramPlan(m_pki);
    plan.server.transport = plan.client.transport = Transport::Tcp;
    plan.server.versions = plan.client.versions = *parseTlsVersions(version);
    TlsServer server(plan.server);
    if (!server.start()) {
        return nullptr;
    }
    plan.client.port = server.serverPort();
    ClientConnection client(plan.client);
    QEventLoop loop;
    QByteArray received;
    connect(&client, &ClientConnection::established, &loop, [&] {
        QCOMPARE(rekeyingAnswers(*client.snapshot(), Rekeying::KeyUpdate), 0);
        QCOMPARE(rekeyingAnswers(*client.snapshot(), Rekeying::Renegotiation), 1);
        onceOpen(client);
        client.send("ping");
    });
    connect(&client, &ClientConnection::dataReceived, &loop, [&](const QByteArray& bytes) {
        received += bytes;
        if (received == "ping") {
            client.close();
        }
    });
    connect(&client, &ClientConnection::finished, &loop, &QEventLoop::quit);
    QTimer::singleShot(15'000, &loop, &QEventLoop::quit);
    client.start();
    loop.exec();
    return client.snapshot();
}

void RekeyingTest::keysAreUpdated()
{
    const ConnectionRecordPtr record = run(QStringLiteral("1.3"), [](ClientConnection& client) {
        QVERIFY(client.rekey(Rekeying::KeyUpdate));
    });
    QVERIFY(record);
    QCOMPARE(record->result, ConnectionResult::Established);
    QCOMPARE(countOf(*record, Direction::Sent, kKeyUpdate), 1);
    QCOMPARE(countOf(*record, Direction::Received, kKeyUpdate), 1); // asked for
    QCOMPARE(rekeyingAnswers(*record, Rekeying::KeyUpdate), 1);
    QCOMPARE(record->ownEnding, OwnEnding::CloseNotify);
    QVERIFY(diagnose(*record).isEmpty());
}

void RekeyingTest::refusedRenegotiationIsTold()
{
    const ConnectionRecordPtr record = run(QStringLiteral("1.2"), [](ClientConnection& client) {
        QVERIFY(client.rekey(Rekeying::Renegotiation));
    });
    QVERIFY(record);
    QCOMPARE(record->result, ConnectionResult::Established);
    QCOMPARE(countOf(*record, Direction::Sent, kClientHello), 2);
    QCOMPARE(rekeyingAnswers(*record, Rekeying::Renegotiation), 2); // answered, with no
    const QList<Finding> findings = diagnose(*record);
    QVERIFY(!findings.isEmpty());
    QCOMPARE(findings.first().id, QStringLiteral("renegotiation-refused"));
}

void RekeyingTest::eachVersionHasItsOwnWay_data()
{
    QTest::addColumn<QString>("version");
    QTest::newRow("TLS 1.2") << QStringLiteral("1.2");
    QTest::newRow("TLS 1.3") << QStringLiteral("1.3");
}

void RekeyingTest::eachVersionHasItsOwnWay()
{
    QFETCH(const QString, version);
    Result<void> answer;
    const ConnectionRecordPtr record = run(version, [&](ClientConnection& client) {
        answer = version == QStringLiteral("1.3") ? client.rekey(Rekeying::Renegotiation)
                                                  : client.rekey(Rekeying::KeyUpdate);
    });
    QVERIFY(record);
    QVERIFY(!answer);
    QCOMPARE(answer.error().code, ErrorCode::NotSupported);
    QVERIFY(answer.error().message.contains(QStringLiteral("TLS 1.3")));
    QCOMPARE(record->ownEnding, OwnEnding::CloseNotify); // nothing has changed
}

void RekeyingTest::serverAsks_data()
{
    QTest::addColumn<QString>("version");
    QTest::addColumn<int>("type"); ///< of the message that asks
    QTest::newRow("TLS 1.0") << QStringLiteral("1.0") << 0; // hello_request
    QTest::newRow("TLS 1.2") << QStringLiteral("1.2") << 0;
    QTest::newRow("TLS 1.3") << QStringLiteral("1.3") << kKeyUpdate;
}

/// The client answers by itself; a renegotiation that the server began is not one that it refuses.
void RekeyingTest::serverAsks()
{
    QFETCH(const QString, version);
    QFETCH(const int, type);
    LoopbackPlan plan = datagramPlan(m_pki);
    plan.server.transport = plan.client.transport = Transport::Tcp;
    plan.server.versions = plan.client.versions = *parseTlsVersions(version);
    TlsServer server(plan.server);
    QVERIFY(server.start());
    plan.client.port = server.serverPort();
    ClientConnection client(plan.client);
    ConnectionRecordPtr newest;
    connect(&server, &TlsServer::connectionChanged, &server, [&](const ConnectionRecordPtr& one) {
        newest = one;
    });
    client.start();
    QTRY_VERIFY(newest && newest->open);
    const Rekeying way = rekeyingOf(newest->negotiated.version);
    const Rekeying other
        = way == Rekeying::KeyUpdate ? Rekeying::Renegotiation : Rekeying::KeyUpdate;
    QCOMPARE(server.rekey(newest->id, other).error().code, ErrorCode::NotSupported);
    QCOMPARE(server.rekey(newest->id + 1000, way).error().code, ErrorCode::NotSupported);
    QVERIFY(server.rekey(newest->id, way));
    QCOMPARE(countOf(*newest, Direction::Sent, type), 1);
    const qsizetype before = rekeyingAnswers(*newest, way);
    const auto isAnswered = [&] {
        client.send("word"); // the client's own key_update goes before what it sends next
        return rekeyingAnswers(*newest, way) > before;
    };
    QTRY_VERIFY(isAnswered());
    QTRY_VERIFY(!client.snapshot()->data.isEmpty()
                && client.snapshot()->data.last().direction == Direction::Received); // echoed
    QVERIFY(newest->open);
    QVERIFY(newest->alerts.isEmpty());
    if (way == Rekeying::Renegotiation) {
        QCOMPARE(countOf(*newest, Direction::Received, kClientHello), 2);
    }
    server.stop();
}

void RekeyingTest::answersWaitForTheRenegotiation_data()
{
    QTest::addColumn<int>("mode");
    QTest::addColumn<int>("delay"); // ms
    QTest::addColumn<int>("rate");
    QTest::newRow("banner") << int(AnswerMode::Banner) << 0 << 0;
    QTest::newRow("delayed banner") << int(AnswerMode::Banner) << 1 << 0;
    QTest::newRow("slow banner") << int(AnswerMode::Banner) << 0 << 1'000'000;
    QTest::newRow("dialogue") << int(AnswerMode::Script) << 0 << 0;
    QTest::newRow("file") << int(AnswerMode::File) << 0 << 0;
}

/// Not a byte between the request and the end of the handshake, and all of them afterwards.
void RekeyingTest::answersWaitForTheRenegotiation()
{
    QFETCH(const int, mode);
    QFETCH(const int, delay);
    QFETCH(const int, rate);
    QTemporaryFile file;
    QVERIFY(file.open() && file.write("said") == 4 && file.flush());
    LoopbackPlan plan = loopbackPlan(m_pki);
    plan.server.versions = plan.client.versions = TlsVersion::Tls12;
    plan.server.answer
        = {.mode = static_cast<AnswerMode>(mode),
           .text = mode == int(AnswerMode::File) ? file.fileName() : QStringLiteral("said"),
           .delay = Milliseconds(delay),
           .bytesPerSecond = rate};
    plan.server.answerScript = *parseClearScript("send said\nexpect never\n");
    Meeting met(plan);
    ConnectionRecordPtr newest;
    bool asked = false;
    connect(&met.server,
            &TlsServer::connectionChanged,
            &met.server,
            [&](const ConnectionRecordPtr& one) {
                newest = one;
                if (one->open && !std::exchange(asked, true)) {
                    QVERIFY(met.server.rekey(one->id, Rekeying::Renegotiation));
                }
            });
    met.client.start();
    QTRY_VERIFY(!met.client.snapshot()->data.isEmpty());
    QVERIFY(met.client.snapshot()->data.first().bytes.startsWith("said"));
    QVERIFY(!newest->data.isEmpty());
    QCOMPARE(rekeyingAnswers(*newest, Rekeying::Renegotiation), 2);
    const auto lastFinished = std::find_if(
        newest->messages.rbegin(), newest->messages.rend(), [](const TraceMessage& message) {
            return message.handshakeType() == 20 && message.direction == Direction::Received;
        });
    QVERIFY(newest->data.first().timeUs >= lastFinished->timeUs);
    met.server.stop();
}

void RekeyingTest::onlyWhileOpen()
{
    ClientConnection client(ClientOptions {});
    QVERIFY(!client.rekey(Rekeying::KeyUpdate));
    QVERIFY(!client.rekey(Rekeying::Renegotiation));
}

} // namespace workbench

QTEST_GUILESS_MAIN(workbench::RekeyingTest)

#include "rekeying_test.moc"
