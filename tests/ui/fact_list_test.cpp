#include "ui/common/fact_list.h"

#include <QLabel>
#include <QRandomGenerator>
#include <QScrollArea>
#include <QTest>
#include <QVBoxLayout>

#include <memory>

using namespace workbench;

namespace {

constexpr int kTurns = 5; // of the event loop, until nothing moves any more

QList<Fact> facts(int rows, int words)
{
    QList<Fact> all;
    for (int row = 0; row < rows; ++row) {
        const QString value = QStringLiteral("O=Somebody else, ").repeated(words).trimmed();
        all.append({QStringLiteral("Fact %1").arg(row), value});
    }
    return all;
}

} // namespace

/// Every value has the height that its text takes at its width.
class FactListTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void everyLineIsSeen_data();
    void everyLineIsSeen();
    void oneAfterAnother();
    void atEveryWidth();

private:
    void compareHeights() const;

    std::unique_ptr<QScrollArea> m_area;
    FactList* m_list = nullptr;
};

/// As the details of a certificate stand: one list under another, in an area that scrolls.
void FactListTest::init()
{
    m_area = std::make_unique<QScrollArea>();
    m_area->setWidgetResizable(true);
    auto* body = new QWidget;
    auto* column = new QVBoxLayout(body);
    m_list = new FactList(QStringLiteral("list"), {});
    column->addWidget(m_list);
    column->addWidget(new FactList(QStringLiteral("other"), QStringLiteral("Other")));
    column->addStretch(1);
    m_area->setWidget(body);
    m_area->resize(420, 300);
    m_area->show();
    QVERIFY(QTest::qWaitForWindowExposed(m_area.get()));
}

void FactListTest::compareHeights() const
{
    // What a layout asks for in one turn, the area that scrolls answers in the next.
    for (int turn = 0; turn < kTurns; ++turn) {
        QCoreApplication::processEvents();
    }
    int seen = 0;
    const auto labels = m_list->findChildren<QLabel*>();
    for (const QLabel* label : labels) {
        if (label->isVisible() && label->wordWrap()) {
            ++seen;
            QVERIFY2(label->height() >= label->heightForWidth(label->width()),
                     qPrintable(QStringLiteral("%1 of %2 at %3: %4")
                                    .arg(label->height())
                                    .arg(label->heightForWidth(label->width()))
                                    .arg(label->width())
                                    .arg(label->text())));
        }
    }
    QVERIFY(seen > 0);
}

void FactListTest::everyLineIsSeen_data()
{
    QTest::addColumn<int>("rowsBefore");
    QTest::addColumn<int>("wordsBefore");
    QTest::addColumn<int>("rows");
    QTest::addColumn<int>("words");

    QTest::newRow("one line, then two") << 3 << 1 << 3 << 3;
    QTest::newRow("one line, then many") << 3 << 1 << 3 << 12;
    QTest::newRow("many, then one") << 3 << 12 << 3 << 1;
    QTest::newRow("few rows, then the bar that scrolls") << 3 << 1 << 20 << 3;
    QTest::newRow("many rows, then few") << 20 << 3 << 3 << 3;
}

void FactListTest::everyLineIsSeen()
{
    QFETCH(int, rowsBefore);
    QFETCH(int, wordsBefore);
    QFETCH(int, rows);
    QFETCH(int, words);
    m_list->setFacts(facts(rowsBefore, wordsBefore));
    compareHeights();
    m_list->setFacts(facts(rows, words));
    compareHeights();
}

/// One certificate after another, as somebody goes down a list of them.
void FactListTest::oneAfterAnother()
{
    QRandomGenerator dice(1);
    for (int turn = 0; turn < 200; ++turn) {
        QList<Fact> some;
        const int rows = dice.bounded(1, 18);
        for (int row = 0; row < rows; ++row) {
            const int words = dice.bounded(0, 5);
            some.append({QStringLiteral("Fact %1").arg(row),
                         QStringLiteral("O=Somebody else, ").repeated(words).trimmed()});
        }
        some.append({QStringLiteral("Last"), QStringLiteral("line")});
        m_list->setFacts(some);
        compareHeights();
        if (QTest::currentTestFailed()) {
            return;
        }
    }
}

void FactListTest::atEveryWidth()
{
    m_list->setFacts(facts(6, 3));
    for (int width = 260; width < 700; width += 7) {
        m_area->resize(width, 300);
        compareHeights();
    }
}

QTEST_MAIN(FactListTest)
#include "fact_list_test.moc"
