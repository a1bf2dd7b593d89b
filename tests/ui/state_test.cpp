#include "ui/common/application_style.h"
#include "ui/common/state.h"
#include "ui/common/themed_icon.h"

#include <QApplication>
#include <QSet>
#include <QStyle>
#include <QTest>

namespace workbench {

/// The table of states: every one has an icon, a word and a colour that can be read.
class StateTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void everyStateHasIconAndWord();
    void iconsOfTheStyleAreOwnOnes_data();
    void iconsOfTheStyleAreOwnOnes();
    void coloursCanBeRead_data();
    void coloursCanBeRead();
    void connectionStates_data();
    void connectionStates();
    void row23OpenInClearIsAState();
    void appearanceWordsComeBack();
};

namespace {

/// Something can be seen of it.
bool isDrawn(const QIcon& icon)
{
    const QImage image = icon.pixmap(QSize(16, 16)).toImage();
    for (int y = 0; y < image.height(); ++y) {
        for (int x = 0; x < image.width(); ++x) {
            if (qAlpha(image.pixel(x, y)) > 128) {
                return true;
            }
        }
    }
    return false;
}

} // namespace

void StateTest::everyStateHasIconAndWord()
{
    QSet<QString> words;
    for (const State state : allStates()) {
        QVERIFY(!stateWord(state).isEmpty());
        words.insert(stateWord(state));
        QVERIFY2(isDrawn(stateIcon(state)), qPrintable(stateWord(state)));
    }
    QCOMPARE(words.size(), allStates().size());
}

/// No theme of the desktop's is searched, which takes its time at every field.
void StateTest::iconsOfTheStyleAreOwnOnes_data()
{
    QTest::addColumn<QStyle::StandardPixmap>("icon");
    QTest::addColumn<QString>("name");
    QTest::newRow("clears a field")
        << QStyle::SP_LineEditClearButton << QStringLiteral("actions/close");
    QTest::newRow("what else a menu bar has")
        << QStyle::SP_ToolBarHorizontalExtensionButton << QStringLiteral("actions/open-folded");
}

void StateTest::iconsOfTheStyleAreOwnOnes()
{
    QFETCH(const QStyle::StandardPixmap, icon);
    QFETCH(const QString, name);
    applyStyle(Appearance::Light);
    const QIcon given = QApplication::style()->standardIcon(icon);
    QVERIFY(isDrawn(given));
    QCOMPARE(given.pixmap(QSize(16, 16)).toImage(),
             themedIcon(name).pixmap(QSize(16, 16)).toImage());
}

void StateTest::coloursCanBeRead_data()
{
    QTest::addColumn<QString>("appearance");
    QTest::addColumn<double>("least");
    QTest::newRow("light") << QStringLiteral("light") << 4.5;
    QTest::newRow("dark") << QStringLiteral("dark") << 4.5;
    QTest::newRow("high contrast") << QStringLiteral("high-contrast") << 7.0;
}

void StateTest::coloursCanBeRead()
{
    QFETCH(QString, appearance);
    QFETCH(double, least);
    applyStyle(appearanceFromIdentifier(appearance));
    const QPalette palette = QApplication::palette();
    for (const Tone tone : {Tone::Neutral, Tone::Good, Tone::Warning, Tone::Bad, Tone::Busy}) {
        const QColor color = toneColor(tone, palette);
        for (const QColor& ground : {palette.color(QPalette::Base),
                                     palette.color(QPalette::Window),
                                     toneBackground(tone, palette)}) {
            QVERIFY2(contrastRatio(color, ground) >= least,
                     qPrintable(QStringLiteral("%1 on %2: %3")
                                    .arg(color.name(), ground.name())
                                    .arg(contrastRatio(color, ground))));
        }
    }
    QVERIFY(
        contrastRatio(palette.color(QPalette::HighlightedText), palette.color(QPalette::Highlight))
        >= 4.5);
    QVERIFY(contrastRatio(palette.color(QPalette::PlaceholderText), palette.color(QPalette::Base))
            >= 4.5);
}

void StateTest::connectionStates_data()
{
    QTest::addColumn<int>("result");
    QTest::addColumn<bool>("open");
    QTest::addColumn<int>("severity");
    QTest::addColumn<int>("state");
    const auto row
        = [](const char* name, ConnectionResult result, bool open, int severity, State state) {
              QTest::newRow(name) << static_cast<int>(result) << open << severity
                                  << static_cast<int>(state);
          };
    const int none = -1;
    const int note = static_cast<int>(Severity::Note);
    const int warning = static_cast<int>(Severity::Warning);
    row("under way", ConnectionResult::InProgress, false, none, State::Waiting);
    row("open", ConnectionResult::Established, true, none, State::Open);
    row("open with a note", ConnectionResult::Established, true, note, State::Open);
    row("over", ConnectionResult::Established, false, none, State::Done);
    row("with a warning", ConnectionResult::Established, true, warning, State::Warning);
    row("failed", ConnectionResult::Failed, false, none, State::Failed);
    row("cancelled", ConnectionResult::Cancelled, false, none, State::Cancelled);
    row("timed out", ConnectionResult::TimedOut, false, none, State::TimedOut);
}

void StateTest::connectionStates()
{
    QFETCH(int, result);
    QFETCH(bool, open);
    QFETCH(int, severity);
    QFETCH(int, state);
    ConnectionRecord record;
    record.result = static_cast<ConnectionResult>(result);
    record.open = open;
    ObservedConnection connection {std::make_shared<const ConnectionRecord>(record), {}};
    if (severity >= 0) {
        Finding finding;
        finding.severity = static_cast<Severity>(severity);
        connection.findings.append(finding);
    }
    QCOMPARE(static_cast<int>(stateOf(connection)), state);
}

void StateTest::row23OpenInClearIsAState()
{
    ConnectionRecord record;
    record.awaitsStartTls = true;
    const ObservedConnection connection {std::make_shared<const ConnectionRecord>(record), {}};
    QCOMPARE(stateOf(connection), State::InClear);
    ClientStatus status;
    status.connecting = true;
    QCOMPARE(stateOf(status, connection), State::InClear);
    record.awaitsStartTls = false;
    const ObservedConnection begun {std::make_shared<const ConnectionRecord>(record), {}};
    QCOMPARE(stateOf(status, begun), State::Waiting);
}

void StateTest::appearanceWordsComeBack()
{
    for (const Appearance appearance :
         {Appearance::System, Appearance::Light, Appearance::Dark, Appearance::HighContrast}) {
        QCOMPARE(appearanceFromIdentifier(QLatin1String(toIdentifier(appearance))), appearance);
    }
    QCOMPARE(appearanceFromIdentifier(QStringLiteral("purple")), Appearance::System);
}

} // namespace workbench

QTEST_MAIN(workbench::StateTest)
#include "state_test.moc"
