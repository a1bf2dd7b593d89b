#include "core/connection/message_decoding.h"
#include "tests/support/slowness.h"
#include "tests/ui/support/window_fixture.h"
#include "ui/common/field_tree_view.h"
#include "ui/connection_view/messages_tab.h"

#include <QElapsedTimer>
#include <QTest>

namespace workbench {

using tests::find;

namespace {

/// A record with one certificate message of about so many bytes, made of one certificate often.
ConnectionRecordPtr recordWithCertificates(const QByteArray& der, qsizetype bytes)
{
    const auto number = [](qsizetype value) {
        return QByteArray::fromHex(QByteArray::number(value, 16).rightJustified(6, '0'));
    };
    const QByteArray entry = number(der.size()) + der + QByteArray(2, '\0');
    const QByteArray list = entry.repeated(bytes / entry.size());
    const QByteArray body = QByteArray(1, '\0') + number(list.size()) + list;
    ConnectionRecord record;
    record.id = 1;
    record.negotiated.version = 0x0304;
    record.negotiated.cipherSuite = 0x1301;
    TraceMessage message {.direction = Direction::Received, .contentType = 22};
    message.recordVersion = 0x0303;
    message.bytes = QByteArray(1, '\x0b') + number(body.size()) + body;
    message.length = static_cast<int>(message.bytes.size());
    record.messages = {message};
    return std::make_shared<const ConnectionRecord>(record);
}

} // namespace

/// Messages of a size that nobody sends by chance, in the window.
class LargeMessagesTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void largeMessagesDoNotBlock_data();
    void largeMessagesDoNotBlock();
};

void LargeMessagesTest::largeMessagesDoNotBlock_data()
{
    QTest::addColumn<int>("bytes");
    QTest::newRow("100 KB") << 100 * 1024;
    QTest::newRow("1 MB") << 1024 * 1024;
    QTest::newRow("16 MB") << 16 * 1024 * 1024 - 100;
}

/// Whatever the size: no turn of the event loop takes long, and the fields come.
void LargeMessagesTest::largeMessagesDoNotBlock()
{
    QFETCH(int, bytes);
    tests::WindowFixture fixture;
    const ConnectionRecordPtr record
        = recordWithCertificates(toDer(fixture.pki().server().certificate.get()), bytes);
    QElapsedTimer decoding;
    decoding.start();
    const auto expected = decodeMessage(*record, record->messages.first()).fieldCount();
    const qint64 decoded = decoding.elapsed();

    MessagesTab tab(fixture.context().settings);
    tab.resize(1000, 700);
    tab.show();
    QElapsedTimer turn;
    turn.start();
    tab.showConnection({record, {}});
    qint64 longest = turn.restart();
    const auto* fields = find<FieldTreeView>(&tab, "messageFieldsTree");
    QElapsedTimer total;
    total.start();
    while (!(fields->tree() && fields->tree()->root()) && total.elapsed() < 30'000) {
        turn.restart();
        QCoreApplication::processEvents(QEventLoop::AllEvents, 1);
        longest = qMax(longest, turn.elapsed());
    }
    const qint64 seen = total.elapsed();
    turn.restart();
    QCoreApplication::processEvents();
    tab.grab();
    longest = qMax(longest, turn.elapsed());
    QVERIFY(fields->tree());
    QCOMPARE(fields->tree()->fieldCount(), expected);
    turn.restart();
    auto* view = find<FieldTreeView>(&tab, "messageFieldsTree");
    view->choose(view->tree()->root());
    QTest::keyClick(view, Qt::Key_Asterisk);
    tab.grab();
    const qint64 opening = turn.elapsed();
    qInfo("%d bytes, %u fields: decoded in %lld ms, seen after %lld ms, longest turn %lld ms, all "
          "opened in %lld ms",
          bytes,
          expected,
          decoded,
          seen,
          longest,
          opening);
    QVERIFY2(longest < 400 * tests::kSlowness, qPrintable(QString::number(longest)));
    QVERIFY2(opening < 1500 * tests::kSlowness, qPrintable(QString::number(opening)));
}

} // namespace workbench

QTEST_MAIN(workbench::LargeMessagesTest)
#include "large_messages_test.moc"
