#include "core/connection/lingering_close.h"
#include "core/diagnosis/diagnosis.h"
#include "core/trace/tls_library.h"
#include "tests/core/connection/loopback.h"
#include "tests/support/data_chunks.h"
#include "tests/support/slowness.h"

#include <QElapsedTimer>
#include <QFile>
#include <QSignalSpy>
#include <QSslSocket>
#include <QTemporaryDir>
#include <QTest>

#include <algorithm>

namespace workbench {
namespace {

constexpr qint64 kSize = 1'000'000;

const Finding* findingOf(const QList<Finding>& findings, const char* id)
{
    const auto found = std::find_if(findings.begin(), findings.end(), [id](const Finding& one) {
        return one.id == QLatin1String(id);
    });
    return found == findings.end() ? nullptr : &*found;
}

} // namespace

/// Answers that were not said to their end: neither the client nor the record takes them for whole.
class UnfinishedAnswersTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void partOfAFile_data();
    void partOfAFile();
    void clientThatLeaves();
    void clientThatTakesNothing_data();
    void clientThatTakesNothing();
    void wholeFile_data();
    void wholeFile();
    void partOfAFileOverDatagrams();
    void dialogue_data();
    void dialogue();

private:
    LoopbackPlan plan(bool plain) const;

    tests::TestPki m_pki;
    QTemporaryDir m_folder;
    QString m_path;
};

void UnfinishedAnswersTest::initTestCase()
{
    QVERIFY(initializeTlsLibrary());
    m_path = m_folder.filePath(QStringLiteral("file"));
    QFile file(m_path);
    QVERIFY(file.open(QIODevice::WriteOnly) && file.resize(kSize));
}

LoopbackPlan UnfinishedAnswersTest::plan(bool plain) const
{
    LoopbackPlan plan = loopbackPlan(m_pki);
    plan.server.plain = plan.client.plain = plain;
    return plan;
}

void UnfinishedAnswersTest::partOfAFile_data()
{
    QTest::addColumn<bool>("plain");
    QTest::addColumn<QString>("path");
    QTest::addColumn<int>("limit"); // of the data, in ms; 0: the server is stopped
    constexpr int kLimit = 1000 * int(tests::kSlowness); // at the rate the whole takes 20 s
    for (const bool plain : {true, false}) {
        const char* how = plain ? "in clear" : "TLS";
        QTest::addRow("stop, %s", how) << plain << m_path << 0;
        QTest::addRow("limit, %s", how) << plain << m_path << kLimit;
        // Where it begins nothing is mapped: it is opened and cannot be read.
        QTest::addRow("faulty, %s", how) << plain << QStringLiteral("/proc/self/mem") << 10'000;
    }
}

/// close_notify, or the end of the stream, would make a whole of it.
void UnfinishedAnswersTest::partOfAFile()
{
    QFETCH(const bool, plain);
    QFETCH(const QString, path);
    QFETCH(const int, limit);
    LoopbackPlan plan = this->plan(plain);
    plan.server.answer = {.mode = AnswerMode::File, .text = path, .bytesPerSecond = 50'000};
    plan.server.limits.data = Milliseconds(limit);
    Meeting met(plan);
    QSignalSpy finished(&met.client, &ClientConnection::finished);
    if (limit == 0) {
        connect(&met.client, &ClientConnection::dataReceived, &met.server, &TlsServer::stop);
    }
    met.client.start();
    const ConnectionRecordPtr record = met.record();
    QVERIFY(record);
    QTRY_COMPARE(finished.size(), 1);
    QCOMPARE(met.client.snapshot()->peerEnding, PeerEnding::Reset);
    QCOMPARE(record->result, ConnectionResult::Established);
    QCOMPARE(record->ownEnding, OwnEnding::Reset);
    QVERIFY(record->sentFile && record->sentFile->state != FileProgress::State::Done);
    const auto data = met.client.snapshot()->data;
    QVERIFY(tests::bytesOf(data, Direction::Received).size() <= record->sentFile->sent);
    QVERIFY(std::none_of(record->alerts.begin(), record->alerts.end(), [](const AlertFact& alert) {
        return alert.direction == Direction::Sent;
    }));
    const QList<Finding> findings = diagnose(*record);
    const Finding* told = findingOf(findings, "file-cut-off");
    QVERIFY(told != nullptr);
    QVERIFY(told->title.contains(path));
    if (path == m_path) {
        QVERIFY(record->sentFile->sent > 0 && record->sentFile->sent < kSize);
        QVERIFY(told->title.contains(QString::number(record->sentFile->sent)));
        QVERIFY(told->title.contains(QString::number(kSize)));
    }
}

void UnfinishedAnswersTest::clientThatLeaves()
{
    LoopbackPlan plan = this->plan(false);
    plan.server.answer = {.mode = AnswerMode::File, .text = m_path, .bytesPerSecond = 50'000};
    Meeting met(plan);
    connect(&met.client, &ClientConnection::dataReceived, &met.client, &ClientConnection::close);
    met.client.start();
    const ConnectionRecordPtr record = met.record();
    QVERIFY(record);
    QVERIFY(record->sentFile);
    QCOMPARE(record->sentFile->state, FileProgress::State::Stopped);
    QCOMPARE(record->ownEnding, OwnEnding::None);
    const QList<Finding> findings = diagnose(*record);
    QVERIFY(findingOf(findings, "file-cut-off") != nullptr);
}

void UnfinishedAnswersTest::clientThatTakesNothing_data()
{
    QTest::addColumn<bool>("plain");
    QTest::addColumn<qint64>("size");
    QTest::addColumn<bool>("isWhole"); // with the system, as far as the server can tell
    for (const bool plain : {true, false}) {
        const char* how = plain ? "in clear" : "TLS";
        QTest::addRow("whole, %s", how) << plain << kSize << true;
        QTest::addRow("more than the system takes, %s", how) << plain << 64 * kSize << false;
    }
}

/// It may be silent for so long, and take as long to take what is there: then it is over.
void UnfinishedAnswersTest::clientThatTakesNothing()
{
    QFETCH(const bool, plain);
    QFETCH(const qint64, size);
    QFETCH(const bool, isWhole);
    constexpr Milliseconds kSilence = 3 * LingeringClose::kLongest;
    QFile file(m_folder.filePath(QStringLiteral("size")));
    QVERIFY(file.open(QIODevice::WriteOnly) && file.resize(size));
    LoopbackPlan plan = this->plan(plain);
    plan.server.answer = {.mode = AnswerMode::File, .text = file.fileName()};
    plan.server.limits.idle = kSilence;
    TlsServer server(plan.server);
    QVERIFY(server.start());
    QSignalSpy ended(&server, &TlsServer::connectionFinished);
    QElapsedTimer passed;
    passed.start();
    QSslSocket client;
    client.setPeerVerifyMode(QSslSocket::VerifyNone);
    client.setReadBufferSize(1000);
    if (plain) {
        client.connectToHost(server.serverAddress(), server.serverPort());
    } else {
        client.connectToHostEncrypted(server.serverAddress().toString(), server.serverPort());
    }
    constexpr int kLongest = 15'000;
    QTRY_COMPARE_WITH_TIMEOUT(ended.size(), 1, kLongest);
    constexpr double kTimersAreCoarse = 0.9;
    QVERIFY2(double(passed.elapsed()) > kTimersAreCoarse * double(kSilence.count()),
             qPrintable(QString::number(passed.elapsed())));
    const auto record = ended.first().first().value<ConnectionRecordPtr>();
    const OwnEnding ending = plain ? OwnEnding::Fin : OwnEnding::CloseNotify;
    QCOMPARE(record->ownEnding, isWhole ? ending : OwnEnding::Reset);
    QVERIFY(record->sentFile);
    QCOMPARE(record->sentFile->state,
             isWhole ? FileProgress::State::Done : FileProgress::State::Stopped);
    QCOMPARE(record->sentFile->sent == size, isWhole);
    QCOMPARE(record->limit.count() > 0, !isWhole);
    const QList<Finding> findings = diagnose(*record);
    QCOMPARE(findingOf(findings, "file-cut-off") == nullptr, isWhole);
}

void UnfinishedAnswersTest::wholeFile_data()
{
    QTest::addColumn<bool>("plain");
    QTest::addColumn<int>("rate");
    QTest::newRow("TLS") << false << 0;
    QTest::newRow("in clear") << true << 0;
    QTest::newRow("TLS, at a rate") << false << 10'000'000;
    QTest::newRow("in clear, at a rate") << true << 10'000'000;
}

void UnfinishedAnswersTest::wholeFile()
{
    QFETCH(const bool, plain);
    QFETCH(const int, rate);
    LoopbackPlan plan = this->plan(plain);
    plan.server.answer = {.mode = AnswerMode::File, .text = m_path, .bytesPerSecond = rate};
    Meeting met(plan);
    QSignalSpy finished(&met.client, &ClientConnection::finished);
    met.client.start();
    const ConnectionRecordPtr record = met.record();
    QVERIFY(record);
    QTRY_COMPARE(finished.size(), 1);
    QCOMPARE(met.client.snapshot()->peerEnding, plain ? PeerEnding::Fin : PeerEnding::CloseNotify);
    QVERIFY(record->sentFile);
    QCOMPARE(record->sentFile->state, FileProgress::State::Done);
    QCOMPARE(record->sentFile->sent, kSize);
    QCOMPARE(record->sentFile->size, kSize);
    const QList<Finding> findings = diagnose(*record);
    QVERIFY(findingOf(findings, "file-cut-off") == nullptr);
}

void UnfinishedAnswersTest::partOfAFileOverDatagrams()
{
    LoopbackPlan plan = datagramPlan(m_pki);
    plan.server.answer = {.mode = AnswerMode::File, .text = m_path, .bytesPerSecond = 50'000};
    Meeting met(plan);
    connect(&met.client, &ClientConnection::dataReceived, &met.server, &TlsServer::stop);
    met.client.start();
    const ConnectionRecordPtr record = met.record();
    QVERIFY(record);
    QVERIFY(record->sentFile);
    QCOMPARE(record->sentFile->state, FileProgress::State::Stopped);
    QVERIFY(record->alerts.isEmpty()); // no close_notify
    const QList<Finding> findings = diagnose(*record);
    QVERIFY(findingOf(findings, "file-cut-off") != nullptr);
}

void UnfinishedAnswersTest::dialogue_data()
{
    QTest::addColumn<bool>("plain");
    QTest::addColumn<QByteArray>("said");
    QTest::addColumn<int>("step"); // 0: nothing is missing
    QTest::addColumn<QString>("told");
    const QString waited = QStringLiteral("waited in vain for “EHLO x”; nothing more came.");
    for (const bool plain : {true, false}) {
        const char* how = plain ? "in clear" : "TLS";
        QTest::addRow("nothing came, %s", how) << plain << QByteArray() << 2 << waited;
        QTest::addRow("something else, %s", how) << plain << QByteArray("HELO \x1b[1mx\r\nmore\r\n")
                                                 << 2 << QStringLiteral("begins with “HELO [1mx”");
        QTest::addRow("half of it, %s", how)
            << plain << QByteArray("EHLO x\r\nQUI") << 4
            << QStringLiteral("“QUIT”; what came in its place begins with “QUI”");
        QTest::addRow("no end of the line, %s", how)
            << plain << QByteArray("EHLO x\r\nQUIT") << 4
            << QStringLiteral("waited in vain for the end of the line with “QUIT”");
        QTest::addRow("all of it, %s", how)
            << plain << QByteArray("EHLO x\r\nQUIT\r\n") << 0 << QString();
    }
}

/// The client says its words and goes.
void UnfinishedAnswersTest::dialogue()
{
    QFETCH(const bool, plain);
    QFETCH(const QByteArray, said);
    QFETCH(const int, step);
    QFETCH(const QString, told);
    LoopbackPlan plan = this->plan(plain);
    plan.server.answer.mode = AnswerMode::Script;
    plan.server.answerScript = *parseClearScript("# greets\nsend 220 hi\\r\\n\nexpect EHLO x\nsend "
                                                 "250 a\\r\\n\nexpect QUIT\nsend bye\n");
    Meeting met(plan);
    const qsizetype answers = said.startsWith("EHLO") ? 2 : 1;
    QByteArray heard;
    connect(
        &met.client, &ClientConnection::dataReceived, &met.client, [&](const QByteArray& bytes) {
            const bool isFirst = heard.isEmpty();
            heard += bytes;
            if (isFirst && !said.isEmpty()) {
                met.client.send(said);
            }
            if (heard.count("\r\n") >= answers && step != 0) {
                met.client.close();
            }
        });
    met.client.start();
    const ConnectionRecordPtr record = met.record();
    QVERIFY(record);
    QStringList words;
    for (const NativeError& error : record->errors) {
        if (error.source == ErrorSource::Workbench) {
            words.append(error.text);
        }
    }
    QCOMPARE(words.size(), step == 0 ? 0 : 1);
    if (step != 0) {
        QVERIFY2(words.first().contains(QStringLiteral("Step %1 ").arg(step)),
                 qPrintable(words.first()));
        QVERIFY2(words.first().contains(told), qPrintable(words.first()));
    }
}

} // namespace workbench

QTEST_GUILESS_MAIN(workbench::UnfinishedAnswersTest)
#include "unfinished_answers_test.moc"
