#include "core/connection/clear/clear_phases.h"
#include "core/connection/explicit_tls/clear_script.h"

#include <QTemporaryDir>
#include <QTest>

namespace workbench {

/// What is said in clear by a script: its words, its bounds, what it waits for.
class ClearScriptTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void words();
    void faults_data();
    void faults();
    void files();
    void dialogue_data();
    void dialogue();
};

namespace {

struct Played
{
    ClearPhases::State state;
    QByteArray written;
    ClearProblem problem;
};

Played play(const QByteArray& script, const QByteArray& comes, qsizetype pieces)
{
    Attempt attempt(Role::Client, QStringLiteral("c"));
    QByteArray written;
    ClearPhases phases(
        attempt, [&](const QByteArray& bytes) { written += bytes; }, [](PhaseName) {});
    phases.add(std::make_unique<ScriptedExchange>(*parseClearScript(script)));
    ClearPhases::State state = phases.start();
    for (qsizetype place = 0; place < comes.size(); place += pieces) {
        if (state == ClearPhases::State::Running) {
            state = phases.receive(comes.mid(place, pieces));
        }
    }
    return {state, written, attempt.record().clearProblem};
}

} // namespace

void ClearScriptTest::words()
{
    const Result<ClearScript> script = parseClearScript(
        "# a comment\r\n\nexpect 220 \r\nsend EHLO me\\r\\n\nexpect-bytes \\x00\\\\\n");
    QVERIFY(script.has_value());
    QCOMPARE(script->size(), 3);
    QCOMPARE(script->at(0).kind, ClearStep::Kind::ExpectLine);
    QCOMPARE(script->at(0).bytes, QByteArray("220 "));
    QCOMPARE(script->at(1).kind, ClearStep::Kind::Send);
    QCOMPARE(script->at(1).bytes, QByteArray("EHLO me\r\n"));
    QCOMPARE(script->at(2).kind, ClearStep::Kind::ExpectBytes);
    QCOMPARE(script->at(2).bytes, QByteArray("\0\\", 2));
}

void ClearScriptTest::faults_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<QString>("message");
    QTest::newRow("empty") << QByteArray("# nothing\n") << QStringLiteral("nothing to say");
    QTest::newRow("word") << QByteArray("send x\nSEND y\n") << QStringLiteral("Line 2: “SEND”");
    QTest::newRow("no text") << QByteArray("send\n") << QStringLiteral("Line 1: “send”");
    QTest::newRow("blank text") << QByteArray("expect \n") << QStringLiteral("no text");
    QTest::newRow("escape") << QByteArray("send a\\n\nsend b\\q\n")
                            << QStringLiteral("Line 2: “\\q” at character 2 ");
    QTest::newRow("too long") << QByteArray("send x\n").repeated(501) << QStringLiteral("Line 501");
}

void ClearScriptTest::faults()
{
    QFETCH(const QByteArray, text);
    QFETCH(const QString, message);
    const Result<ClearScript> script = parseClearScript(text);
    QVERIFY(!script);
    QVERIFY2(script.error().message.contains(message), qPrintable(script.error().message));
    QVERIFY(!script.error().remedy.isEmpty());
}

void ClearScriptTest::files()
{
    const QTemporaryDir folder;
    const QString path = folder.filePath(QStringLiteral("script"));
    QVERIFY(!readClearScript(path));
    QFile file(path);
    QVERIFY(file.open(QIODevice::WriteOnly));
    file.write("say x\n");
    file.close();
    QCOMPARE(readClearScript(path).error().where, path);
    QVERIFY(file.open(QIODevice::WriteOnly));
    file.write(QByteArray("# long\n").repeated(10'000));
    file.close();
    QVERIFY(!readClearScript(path));
    QVERIFY(file.open(QIODevice::WriteOnly));
    file.write("expect 220\n");
    file.close();
    QCOMPARE(readClearScript(path)->size(), 1);
}

void ClearScriptTest::dialogue_data()
{
    QTest::addColumn<QByteArray>("script");
    QTest::addColumn<QByteArray>("comes");
    QTest::addColumn<int>("state");
    QTest::addColumn<QByteArray>("written");
    QTest::addColumn<int>("problem");
    constexpr auto kDone = int(ClearPhases::State::Done);
    constexpr auto kRunning = int(ClearPhases::State::Running);
    constexpr auto kFailed = int(ClearPhases::State::Failed);
    const auto row = [](const char* name,
                        const char* script,
                        const QByteArray& comes,
                        int state,
                        const char* written,
                        ClearProblem problem = ClearProblem::None) {
        QTest::newRow(name) << QByteArray(script) << comes << state << QByteArray(written)
                            << int(problem);
    };
    const char* smtp
        = "expect 220\nsend EHLO me\\r\\n\nexpect 250 \nsend STARTTLS\\r\\n\nexpect 220";
    row("good", smtp, "220 m\r\n250-m\r\n250 x\r\n220 go\r\n", kDone, "EHLO me\r\nSTARTTLS\r\n");
    row("waits", smtp, "220 m\r\n250-m\r\n", kRunning, "EHLO me\r\n");
    row("lines in between", "expect ready", "hello\r\nstill\nready now\n", kDone, "");
    row("half a line", "expect ready", "ready", kRunning, "");
    row("bytes", "send \\x01\nexpect-bytes S", "S", kDone, "\x01");
    row("sends last", "expect hi\nsend go", "hi\n", kDone, "go");
    row("only sends", "send a\nsend b", "", kDone, "ab");
    row("two at once", "expect 220-\nexpect 220 \nsend a", "220-hi\r\n220 m\r\n", kDone, "a");
    row("second is late", "expect 220-\nexpect 220 \nsend a", "220-hi\r\n", kRunning, "");
    row("injected", "expect-bytes S", "SX", kFailed, "", ClearProblem::Injected);
    row("endless",
        "expect never",
        QByteArray("x").repeated(70'000),
        kFailed,
        "",
        ClearProblem::NotUnderstood);
}

void ClearScriptTest::dialogue()
{
    QFETCH(const QByteArray, script);
    QFETCH(const QByteArray, comes);
    QFETCH(const int, state);
    QFETCH(const QByteArray, written);
    QFETCH(const int, problem);
    const bool together = problem != int(ClearProblem::None);
    for (const qsizetype pieces : {together ? comes.size() : 1, comes.size() + 1}) {
        const Played played = play(script, comes, pieces);
        QCOMPARE(int(played.state), state);
        QCOMPARE(played.written, written);
        QCOMPARE(int(played.problem), problem);
    }
}

} // namespace workbench

QTEST_GUILESS_MAIN(workbench::ClearScriptTest)
#include "clear_script_test.moc"
