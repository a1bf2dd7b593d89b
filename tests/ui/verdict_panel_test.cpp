#include "tests/ui/support/window_fixture.h"
#include "ui/common/fitting_area.h"
#include "ui/connection_view/connection_view.h"
#include "ui/connection_view/verdict_panel.h"

#include <QLabel>
#include <QPushButton>
#include <QRandomGenerator>
#include <QScrollBar>
#include <QTest>

#include <memory>

namespace workbench {
namespace {

constexpr int kTurns = 5; // of the event loop, until nothing moves any more

QString sentences(int count)
{
    return QStringLiteral("It does not trust the issuer. ").repeated(count).trimmed();
}

ObservedConnection failed(quint64 id, QRandomGenerator& dice, const tests::TestPki& pki)
{
    auto record = std::make_shared<ConnectionRecord>();
    record->id = id;
    record->role = dice.bounded(2) == 0 ? Role::Client : Role::Server;
    record->result = ConnectionResult::Failed;
    record->peerCertificates
        = {toDer(pki.server().certificate.get()), toDer(pki.intermediate().certificate.get())};
    QList<Finding> findings;
    const int count = dice.bounded(1, 4);
    for (int i = 0; i < count; ++i) {
        findings.append(
            {.id = QStringLiteral("finding-%1").arg(i),
             .title = QStringLiteral("%1: %2").arg(i).arg(sentences(dice.bounded(1, 6))),
             .cause = sentences(dice.bounded(0, 12)),
             .fixes = {sentences(dice.bounded(1, 8)), sentences(1)},
             .evidence = {sentences(1), sentences(2)}});
    }
    return {record, findings};
}

ObservedConnection underWay(quint64 id)
{
    auto record = std::make_shared<ConnectionRecord>();
    record->id = id;
    return {record, {}};
}

} // namespace

using tests::find;

/// The verdict stands above the tabs of a connection: as high as what it says, and whole.
class VerdictPanelTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void heightFollowsTheText_data();
    void heightFollowsTheText();
    void nothingIsCutInALowWindow_data();
    void nothingIsCutInALowWindow();

private:
    void settle() const;
    void checkLabels() const;

    tests::WindowFixture m_fixture;
    std::unique_ptr<ConnectionView> m_view;
    VerdictPanel* m_panel = nullptr;
    FittingArea* m_area = nullptr;
};

void VerdictPanelTest::init()
{
    m_view = std::make_unique<ConnectionView>(m_fixture.context());
    m_panel = find<VerdictPanel>(m_view.get(), "verdictPanel");
    m_area = find<FittingArea>(m_view.get(), "verdictArea");
    m_view->resize(900, 800);
    m_view->show();
    QVERIFY(QTest::qWaitForWindowExposed(m_view.get()));
}

void VerdictPanelTest::settle() const
{
    for (int turn = 0; turn < kTurns; ++turn) {
        QCoreApplication::processEvents();
    }
}

void VerdictPanelTest::checkLabels() const
{
    int seen = 0;
    const auto labels = m_panel->findChildren<QLabel*>();
    for (const QLabel* label : labels) {
        if (label->isVisible() && label->wordWrap()) {
            ++seen;
            QVERIFY2(label->height() >= label->heightForWidth(label->width()),
                     qPrintable(label->text()));
        }
    }
    QVERIFY(seen > 0);
}

void VerdictPanelTest::heightFollowsTheText_data()
{
    QTest::addColumn<bool>("seenBetween");
    QTest::addColumn<bool>("cleared");
    QTest::newRow("one after another") << true << false;
    QTest::newRow("several before the next picture") << false << false;
    QTest::newRow("another page in between") << true << true;
    QTest::newRow("another page in between, never seen") << false << true;
}

void VerdictPanelTest::heightFollowsTheText()
{
    QFETCH(const bool, seenBetween);
    QFETCH(const bool, cleared);
    QRandomGenerator dice(1);
    for (quint64 id = 1; id < 100; id += 2) {
        m_view->showConnection(failed(id, dice, m_fixture.pki()));
        if (seenBetween) {
            settle();
            checkLabels();
            QCOMPARE(m_area->height(), m_panel->heightForWidth(m_area->width()));
        }
        if (cleared) {
            m_view->clear();
        }
        m_view->showConnection(underWay(id + 1));
        settle();
        QCOMPARE(m_area->height(), m_panel->heightForWidth(m_area->width()));
        QVERIFY(m_area->focusPolicy() == Qt::NoFocus);
        if (QTest::currentTestFailed()) {
            return;
        }
    }
}

void VerdictPanelTest::nothingIsCutInALowWindow_data()
{
    QTest::addColumn<int>("height");
    QTest::addColumn<QString>("tab");
    for (const int height : {260, 300, 340, 393, 450, 600}) {
        for (const char* tab : {"overviewTab", "certificatesTab", "errorsTab"}) {
            QTest::newRow(qPrintable(QStringLiteral("%1, %2").arg(height).arg(QLatin1String(tab))))
                << height << QString::fromLatin1(tab);
        }
    }
}

/// What has no room is scrolled to, also by keyboard; the tabs keep their place.
void VerdictPanelTest::nothingIsCutInALowWindow()
{
    QFETCH(const int, height);
    QFETCH(const QString, tab);
    m_view->resize(900, height);
    m_view->showTab(tab);
    QRandomGenerator dice(1);
    for (quint64 id = 1; id < 20; ++id) {
        m_view->showConnection(failed(id, dice, m_fixture.pki()));
        find<QPushButton>(m_panel, "rawErrorButton")->setChecked(true);
        settle();
        checkLabels();
        const bool scrolls = m_area->verticalScrollBar()->maximum() > 0;
        QCOMPARE(scrolls, m_panel->height() > m_area->height());
        QCOMPARE(m_area->focusPolicy() == Qt::StrongFocus, scrolls);
        // Only where the tabs have no more than their least is the verdict without room.
        const int tabs = find(m_view.get(), "connectionTabs")->height();
        QVERIFY2(!scrolls || tabs <= 200, qPrintable(QString::number(tabs)));
        QCOMPARE(m_view->height(), height);
        if (QTest::currentTestFailed()) {
            return;
        }
    }
}

} // namespace workbench

QTEST_MAIN(workbench::VerdictPanelTest)
#include "verdict_panel_test.moc"
