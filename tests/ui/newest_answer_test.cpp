#include "ui/common/background.h"
#include "ui/common/newest_answer.h"

#include <QTest>

#include <atomic>
#include <memory>

namespace workbench {

/// Questions that follow each other faster than they are answered.
class NewestAnswerTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void hearsTheNewestOnly();
    void asksOnceForWhatIsTyped();
    void typingEndsWhatIsUnderWay();
    void forgets();
    void letsGoOfWhatIsNotAsked();

    void cleanup() { waitForBackground(); } // as the program does at its end
};

void NewestAnswerTest::hearsTheNewestOnly()
{
    NewestAnswer answers(nullptr);
    QList<int> heard;
    for (int i = 1; i <= 3; ++i) {
        answers.ask([i] { return i; }, [&heard](int answer) { heard.append(answer); });
    }
    QTRY_COMPARE(heard, QList<int> {3});
}

void NewestAnswerTest::asksOnceForWhatIsTyped()
{
    NewestAnswer answers(nullptr);
    std::atomic<int> asked = 0;
    QList<int> heard;
    for (int i = 1; i <= 3; ++i) {
        answers.askSoon(
            [i, &asked] {
                ++asked;
                return i;
            },
            [&heard](int answer) { heard.append(answer); });
    }
    QTRY_COMPARE(heard, QList<int> {3});
    QCOMPARE(asked.load(), 1);
}

void NewestAnswerTest::typingEndsWhatIsUnderWay()
{
    NewestAnswer answers(nullptr);
    QList<int> heard;
    const auto hear = [&heard](int answer) { heard.append(answer); };
    answers.ask([] { return 1; }, hear);
    answers.askSoon([] { return 2; }, hear);
    QTRY_COMPARE(heard, QList<int> {2});
    answers.askSoon([] { return 3; }, hear);
    answers.ask([] { return 4; }, hear); // does not wait, and nothing comes after it
    QTRY_COMPARE(heard, (QList<int> {2, 4}));
}

void NewestAnswerTest::forgets()
{
    NewestAnswer answers(nullptr);
    QList<int> heard;
    const auto hear = [&heard](int answer) { heard.append(answer); };
    answers.ask([] { return 1; }, hear);
    answers.forget();
    QThreadPool::globalInstance()->waitForDone();
    QCoreApplication::processEvents();
    QVERIFY(heard.isEmpty());
}

void NewestAnswerTest::letsGoOfWhatIsNotAsked()
{
    NewestAnswer answers(nullptr);
    auto secret = std::make_shared<int>(1);
    const std::weak_ptr<int> held = secret;
    const auto askSoon = [&answers](const std::shared_ptr<int>& with) {
        answers.askSoon([with] { return *with; }, [](int) {});
    };
    askSoon(secret);
    answers.forget();
    QCOMPARE(held.use_count(), 1);
    askSoon(secret);
    answers.ask([] { return 2; }, [](int) {});
    QCOMPARE(held.use_count(), 1);
}

} // namespace workbench

QTEST_GUILESS_MAIN(workbench::NewestAnswerTest)
#include "newest_answer_test.moc"
