#include "ui/common/notifier.h"

#include <QSignalSpy>
#include <QTest>

namespace workbench {

/// Whose message is taken back.
class NotifierTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void takesBackItsOwnOnly();
};

void NotifierTest::takesBackItsOwnOnly()
{
    Notifier notifier;
    const QSignalSpy cleared(&notifier, &Notifier::cleared);
    const quint64 busy = notifier.tell({Tone::Busy, QStringLiteral("Reading…"), {}, {}, {}});
    const quint64 fault = notifier.tell(Error {.message = QStringLiteral("It failed.")});
    notifier.takeBack(busy);
    QCOMPARE(cleared.count(), 0);
    notifier.takeBack(fault);
    QCOMPARE(cleared.count(), 1);
}

} // namespace workbench

QTEST_GUILESS_MAIN(workbench::NotifierTest)
#include "notifier_test.moc"
