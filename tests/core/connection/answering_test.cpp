#include "core/connection/answer.h"
#include "core/connection/answering.h"
#include "core/trace/tls_library.h"
#include "tests/core/connection/loopback.h"
#include "tests/support/data_chunks.h"

#include <QElapsedTimer>
#include <QTemporaryDir>
#include <QTest>

namespace workbench {
namespace {

/// A connection that takes what it is given, and what it was given.
struct Taker
{
    explicit Taker(const AnswerSettings& answer, const QByteArray& script = {})
    {
        options.answer = answer;
        if (!script.isEmpty()) {
            options.answerScript = *parseClearScript(script);
        }
        answering = std::make_unique<Answering>(
            options,
            record,
            Answering::Way {.write =
                                [this](const QByteArray& piece) {
                                    taken += piece;
                                    pieces.append(piece);
                                },
                            .waiting = [this] { return unread; },
                            .close = [this] { ++closed; },
                            .failed = [this](const Error& error) { faults.append(error); }});
        passed.start();
        answering->begin();
    }

    ServerOptions options;
    ConnectionRecord record;
    QByteArray taken;
    QList<QByteArray> pieces;
    QList<Error> faults;
    qint64 unread = 0;
    int closed = 0;
    QElapsedTimer passed;
    std::unique_ptr<Answering> answering;
};

const QByteArray kDialogue = "# a mail server\n"
                             "send 220 hi\\r\\n\n"
                             "expect EHLO\n"
                             "send 250-a\\r\\n\n"
                             "send 250 b\\r\\n\n"
                             "expect-bytes QUIT\n"
                             "send bye\\r\\n\n";

} // namespace

/// What a server's connection says, and when: a dialogue, a delay, a rate.
class AnsweringTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void dialogue_data();
    void dialogue();
    void dialogueThatWaitsKeepsLittle();
    void pageInClearSaysSo();
    void bannerTakesEscapes();
    void delayIsBeforeEveryAnswer_data();
    void delayIsBeforeEveryAnswer();
    void delayedAnswersKeepTheirOrder();
    void delayedLastAnswerIsGivenOnce_data();
    void delayedLastAnswerIsGivenOnce();
    void rate_data();
    void rate();
    void rateHoldsForFilesAndEndsWithThem();
    void whatAPersonSaysIsNotDelayed();
    void whatIsNotTakenIsBounded();
    void stopDropsTheRest();
    void pages_data();
    void pages();
    void dialogueOverTls();
    void delayOverDatagrams();

private:
    tests::TestPki m_pki;
};

void AnsweringTest::initTestCase()
{
    QVERIFY(initializeTlsLibrary());
}

void AnsweringTest::dialogue_data()
{
    QTest::addColumn<QByteArray>("heard");
    QTest::addColumn<QByteArray>("said");
    QTest::addColumn<bool>("closes");
    QTest::newRow("nothing") << QByteArray() << QByteArray("220 hi\r\n") << false;
    QTest::newRow("half a line") << QByteArray("EHLO x") << QByteArray("220 hi\r\n") << false;
    QTest::newRow("a line") << QByteArray("EHLO x\r\n")
                            << QByteArray("220 hi\r\n250-a\r\n250 b\r\n") << false;
    QTest::newRow("other lines between") << QByteArray("NOOP\r\nEHLO x\r\nRSET\r\n")
                                         << QByteArray("220 hi\r\n250-a\r\n250 b\r\n") << false;
    QTest::newRow("all") << QByteArray("EHLO x\r\nQUIT")
                         << QByteArray("220 hi\r\n250-a\r\n250 b\r\nbye\r\n") << true;
    QTest::newRow("a line twice") << QByteArray("EHLO x\r\nEHLO x\r\nQUIT")
                                  << QByteArray("220 hi\r\n250-a\r\n250 b\r\nbye\r\n") << true;
    QTest::newRow("more than all") << QByteArray("EHLO x\r\nQUIT\r\nQUIT\r\n")
                                   << QByteArray("220 hi\r\n250-a\r\n250 b\r\nbye\r\n") << true;
}

void AnsweringTest::dialogue()
{
    QFETCH(const QByteArray, heard);
    QFETCH(const QByteArray, said);
    QFETCH(const bool, closes);
    for (qsizetype pieces = 1; pieces <= std::max<qsizetype>(1, heard.size()); ++pieces) {
        Taker taker({.mode = AnswerMode::Script}, kDialogue);
        for (qsizetype place = 0; place < heard.size(); place += pieces) {
            taker.answering->receive(heard.mid(place, pieces));
        }
        QCOMPARE(taker.taken, said);
        QCOMPARE(taker.closed > 0, closes);
        QCOMPARE(taker.answering->isEnding(), closes);
    }
}

/// What fits no line is forgotten, and what comes at last is still found.
void AnsweringTest::dialogueThatWaitsKeepsLittle()
{
    Taker taker({.mode = AnswerMode::Script}, "expect-bytes end\nsend found\n");
    constexpr int kPieces = 100;
    for (int i = 0; i < kPieces; ++i) {
        taker.answering->receive(QByteArray(qsizetype(16) * 1024, 'x'));
    }
    QCOMPARE(taker.taken, QByteArray());
    taker.answering->receive("en");
    taker.answering->receive("d");
    QCOMPARE(taker.taken, QByteArray("found"));
}

void AnsweringTest::pageInClearSaysSo()
{
    const QByteArray request = "GET / HTTP/1.1\r\n\r\n";
    ConnectionRecord record;
    record.plain = true;
    const QByteArray page = reply({.mode = AnswerMode::Http}, record, request, request).bytes;
    QVERIFY2(page.contains("version: none: this is in clear, not TLS\n"), page.constData());
    QVERIFY2(!page.contains("0x0000") && !page.contains("cipher suite"), page.constData());
}

/// In the same words as what a client sends.
void AnsweringTest::bannerTakesEscapes()
{
    const Taker taker({.mode = AnswerMode::Banner, .text = QStringLiteral("220 a\\tb\\\\\\x00")});
    QCOMPARE(taker.taken, QByteArray("220 a\tb\\\0\r\n", 11));
}

void AnsweringTest::delayIsBeforeEveryAnswer_data()
{
    QTest::addColumn<int>("mode");
    QTest::addColumn<QByteArray>("heard");
    QTest::addColumn<QByteArray>("said"); // its beginning
    QTest::newRow("echo") << int(AnswerMode::Echo) << QByteArray("ping") << QByteArray("ping");
    QTest::newRow("banner") << int(AnswerMode::Banner) << QByteArray() << QByteArray("hello\r\n");
    QTest::newRow("page") << int(AnswerMode::Http) << QByteArray("GET / HTTP/1.1\r\n\r\n")
                          << QByteArray("HTTP/1.1 200 OK\r\n");
    QTest::newRow("dialogue") << int(AnswerMode::Script) << QByteArray("EHLO\r\n")
                              << QByteArray("220 hi\r\n250-a\r\n250 b\r\n");
}

void AnsweringTest::delayIsBeforeEveryAnswer()
{
    QFETCH(const int, mode);
    QFETCH(const QByteArray, heard);
    QFETCH(const QByteArray, said);
    constexpr Milliseconds kDelay {150};
    Taker taker({.mode = static_cast<AnswerMode>(mode), .text = "hello", .delay = kDelay},
                kDialogue);
    if (!heard.isEmpty()) {
        taker.answering->receive(heard);
    }
    QVERIFY(taker.taken.isEmpty());
    QVERIFY(taker.answering->waiting() > 0);
    QTRY_VERIFY(taker.taken.startsWith(said));
    QVERIFY(taker.passed.elapsed() >= kDelay.count());
    QCOMPARE(taker.answering->waiting(), 0);
    QCOMPARE(taker.closed > 0, mode == int(AnswerMode::Http));
}

void AnsweringTest::delayedAnswersKeepTheirOrder()
{
    Taker taker({.mode = AnswerMode::Echo, .delay = Milliseconds(50)});
    QByteArray all;
    for (char letter = 'a'; letter <= 'z'; ++letter) {
        taker.answering->receive(QByteArray(1, letter));
        all += letter;
    }
    QTRY_COMPARE(taker.taken, all);
}

void AnsweringTest::delayedLastAnswerIsGivenOnce_data()
{
    QTest::addColumn<int>("mode");
    QTest::addColumn<QByteArray>("end"); // of what is asked
    QTest::addColumn<QByteArray>("said"); // once
    QTest::newRow("page") << int(AnswerMode::Http) << QByteArray("\r\n\r\n")
                          << QByteArray("HTTP/1.1 ");
    QTest::newRow("dialogue") << int(AnswerMode::Script) << QByteArray("EHLO\r\nQUIT")
                              << QByteArray("bye");
}

/// Whatever else the client sends while it is due: the body of a request, in many pieces.
void AnsweringTest::delayedLastAnswerIsGivenOnce()
{
    QFETCH(const int, mode);
    QFETCH(const QByteArray, end);
    QFETCH(const QByteArray, said);
    Taker taker({.mode = static_cast<AnswerMode>(mode), .delay = Milliseconds(50)}, kDialogue);
    taker.answering->receive("POST / HTTP/1.1\r\nContent-Length: 50");
    taker.answering->receive(end);
    for (int i = 0; i < 5; ++i) {
        taker.answering->receive("x=yyyyyyyy");
    }
    QTRY_VERIFY(taker.closed > 0);
    QCOMPARE(taker.taken.count(said), 1);
    QCOMPARE(taker.answering->waiting(), 0);
}

void AnsweringTest::rate_data()
{
    QTest::addColumn<int>("rate");
    QTest::addColumn<int>("bytes");
    QTest::newRow("slow") << 10 << 4;
    QTest::newRow("usual") << 10'000 << 4000;
    QTest::newRow("fast") << 10'000'000 << 1'000'000;
}

/// Never faster than it says, and in pieces, not all at the end.
void AnsweringTest::rate()
{
    QFETCH(const int, rate);
    QFETCH(const int, bytes);
    Taker taker({.mode = AnswerMode::Echo, .bytesPerSecond = rate});
    const QByteArray sent(bytes, 'x');
    taker.answering->receive(sent);
    QVERIFY(taker.taken.isEmpty());
    QTRY_VERIFY(!taker.taken.isEmpty());
    QTRY_COMPARE(taker.taken, sent);
    QVERIFY(taker.passed.elapsed() >= 1000LL * bytes / rate - 1);
    QCOMPARE(taker.answering->waiting(), 0);
}

void AnsweringTest::rateHoldsForFilesAndEndsWithThem()
{
    const QTemporaryDir folder;
    const QString path = folder.filePath(QStringLiteral("file"));
    const QByteArray content(2000, 'f');
    QFile file(path);
    QVERIFY(file.open(QIODevice::WriteOnly) && file.write(content) == content.size());
    file.close();
    Taker taker({.mode = AnswerMode::File, .text = path, .bytesPerSecond = 10'000});
    QTRY_VERIFY(taker.closed > 0);
    QCOMPARE(taker.taken, content);
    QVERIFY(taker.passed.elapsed() >= 199);
    QVERIFY(taker.pieces.size() > 1);
    QVERIFY(taker.faults.isEmpty());
}

void AnsweringTest::whatAPersonSaysIsNotDelayed()
{
    constexpr Milliseconds kLong {60'000};
    Taker taker({.mode = AnswerMode::Echo, .delay = kLong});
    taker.answering->receive("later");
    taker.answering->say("now");
    QCOMPARE(taker.taken, QByteArray("now"));
}

/// Small pieces as well: each takes more than its bytes.
void AnsweringTest::whatIsNotTakenIsBounded()
{
    constexpr Milliseconds kLong {60'000};
    Taker taker({.mode = AnswerMode::Echo, .delay = kLong});
    int received = 0;
    while (taker.answering->waiting() < FileSending::kMostWaiting) {
        taker.answering->receive("x");
        ++received;
    }
    QVERIFY(received < 10'000);
}

void AnsweringTest::stopDropsTheRest()
{
    Taker taker({.mode = AnswerMode::Echo, .delay = Milliseconds(20), .bytesPerSecond = 100});
    taker.answering->receive("never");
    taker.answering->stop();
    QCOMPARE(taker.answering->waiting(), 0);
    QElapsedTimer passed;
    passed.start();
    QTRY_VERIFY(passed.hasExpired(100));
    QCOMPARE(taker.taken, QByteArray());
}

void AnsweringTest::pages_data()
{
    QTest::addColumn<QByteArray>("heard");
    QTest::addColumn<QByteArray>("begins");
    QTest::addColumn<QByteArray>("holds");
    QTest::addColumn<QByteArray>("ends"); // empty: anyhow
    QTest::newRow("page") << QByteArray("GET / HTTP/1.1\r\n\r\n")
                          << QByteArray("HTTP/1.1 200 OK\r\n") << QByteArray("\r\n\r\nserver: ")
                          << QByteArray();
    QTest::newRow("head") << QByteArray("HEAD / HTTP/1.1\r\n\r\n")
                          << QByteArray("HTTP/1.1 200 OK\r\n") << QByteArray("Content-Length: ")
                          << QByteArray("\r\n\r\n");
    QTest::newRow("HTTP/0.9") << QByteArray("GET /\r\n") << QByteArray("server: ")
                              << QByteArray("looks like") << QByteArray();
    QTest::newRow("garbage") << QByteArray("GARBAGE\r\n\r\n")
                             << QByteArray("HTTP/1.1 400 Bad Request\r\n")
                             << QByteArray("Content-Length: 16\r\n")
                             << QByteArray("\r\n\r\n400 Bad Request\n");
    QTest::newRow("method") << QByteArray("POST / HTTP/1.1\r\n\r\n")
                            << QByteArray("HTTP/1.1 405 Method Not Allowed\r\n")
                            << QByteArray("\r\nAllow: GET, HEAD\r\n")
                            << QByteArray("405 Method Not Allowed\n");
}

/// Byte by byte: what is answered does not hang on how it comes.
void AnsweringTest::pages()
{
    QFETCH(const QByteArray, heard);
    QFETCH(const QByteArray, begins);
    QFETCH(const QByteArray, holds);
    QFETCH(const QByteArray, ends);
    Taker taker({.mode = AnswerMode::Http});
    for (const char byte : heard) {
        if (!taker.answering->isEnding()) {
            taker.answering->receive(QByteArray(1, byte));
        }
    }
    QVERIFY2(taker.taken.startsWith(begins), taker.taken.constData());
    QVERIFY2(taker.taken.contains(holds), taker.taken.constData());
    QVERIFY2(taker.taken.endsWith(ends), taker.taken.constData());
    QVERIFY(taker.closed > 0);
}

void AnsweringTest::dialogueOverTls()
{
    LoopbackPlan plan = loopbackPlan(m_pki);
    plan.server.answer.mode = AnswerMode::Script;
    plan.server.answerScript = *parseClearScript(kDialogue);
    plan.send = "EHLO x\r\nQUIT\r\n and more than that";
    const LoopbackResult result = runLoopback(plan);
    QVERIFY(result.client && result.server);
    const QByteArray heard = tests::bytesOf(result.client->data, Direction::Received);
    QCOMPARE(heard, QByteArray("220 hi\r\n250-a\r\n250 b\r\nbye\r\n"));
    QCOMPARE(result.server->result, ConnectionResult::Established);
    QCOMPARE(result.client->peerEnding, PeerEnding::CloseNotify);
}

void AnsweringTest::delayOverDatagrams()
{
    LoopbackPlan plan = datagramPlan(m_pki);
    plan.server.answer.delay = Milliseconds(120);
    const LoopbackResult result = runLoopback(plan);
    QVERIFY(result.server);
    QCOMPARE(result.server->data.size(), 2);
    QVERIFY(result.server->data.at(1).timeUs - result.server->data.at(0).timeUs >= 120'000);
}

} // namespace workbench

QTEST_GUILESS_MAIN(workbench::AnsweringTest)
#include "answering_test.moc"
