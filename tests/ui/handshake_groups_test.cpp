#include "tests/support/raw_peer.h"
#include "tests/ui/support/window_fixture.h"
#include "ui/clients/client_dialog.h"

#include <QLineEdit>
#include <QTableView>
#include <QTest>

namespace workbench {

using tests::click;
using tests::find;
using tests::textOf;
using tests::type;
using tests::WindowFixture;

/// The groups of the client's dialog that say how a handshake is held.
class HandshakeGroupsTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void listsAreCheckedAndChosen();
    void handshakeNumbers();
    void oldVersionsAreAskedFor();
};

void HandshakeGroupsTest::listsAreCheckedAndChosen()
{
    WindowFixture fixture;
    ClientDialog dialog(fixture.context(), {});
    dialog.setAttribute(Qt::WA_DeleteOnClose, false);
    dialog.show();
    QVERIFY(click(&dialog, "clientTuningGroupButton"));
    QVERIFY(type(&dialog, "clientGroups", QStringLiteral("X25519:P-257")));
    QVERIFY(textOf(&dialog, "clientGroupsMessage").contains(QStringLiteral("P-257")));
    QVERIFY(!find(&dialog, "clientDialogAccept")->isEnabled());
    QVERIFY(type(&dialog, "clientGroups", {}));
    QVERIFY(type(&dialog, "clientCiphers", QStringLiteral("AES256-SHA:FOO")));
    QVERIFY(textOf(&dialog, "clientCiphersMessage").contains(QStringLiteral("FOO")));
    QVERIFY(find(&dialog, "clientDialogAccept")->isEnabled());

    QVERIFY(click(&dialog, "clientCiphersOffer"));
    auto* list = dialog.findChild<QDialog*>(QStringLiteral("clientCiphersDialog"));
    QVERIFY(list != nullptr);
    auto* table = find<QTableView>(list, "clientCiphersDialogTable");
    const auto at = [table](int row) { return table->model()->index(row, 0); };
    QCOMPARE(at(0).data().toString(), QStringLiteral("AES256-SHA")); // what is chosen stands first
    QCOMPARE(at(0).data(Qt::CheckStateRole).toInt(), int(Qt::Checked));
    QVERIFY(type(list, "clientCiphersDialogSearch", QStringLiteral("ECDHE-RSA-AES128-GCM")));
    QCOMPARE(table->model()->rowCount(), 1);
    table->setCurrentIndex(at(0));
    QTest::keyClick(table, Qt::Key_Space);
    QVERIFY(!find(list, "clientCiphersDialogUp")->isEnabled()); // while a search hides some
    QVERIFY(type(list, "clientCiphersDialogSearch", {}));
    int place = 0;
    while (at(place).data().toString() != QStringLiteral("ECDHE-RSA-AES128-GCM-SHA256")) {
        ++place;
    }
    table->setCurrentIndex(at(place));
    for (; place > 0; --place) {
        QVERIFY(click(list, "clientCiphersDialogUp"));
    }
    QVERIFY(!find(list, "clientCiphersDialogUp")->isEnabled());
    QVERIFY(click(list, "clientCiphersDialogAccept"));
    QCOMPARE(textOf(&dialog, "clientCiphers"),
             QStringLiteral("ECDHE-RSA-AES128-GCM-SHA256:AES256-SHA"));
    QCOMPARE(dialog.profile().tuning.cipherList, textOf(&dialog, "clientCiphers"));

    // What was typed stays as it is where nothing is chosen otherwise.
    const QString typed = QStringLiteral("HIGH:!aNULL:@SECLEVEL=0");
    QVERIFY(type(&dialog, "clientCiphers", typed));
    QVERIFY(click(&dialog, "clientCiphersOffer"));
    QVERIFY(click(dialog.findChildren<QDialog*>(QStringLiteral("clientCiphersDialog")).last(),
                  "clientCiphersDialogAccept"));
    QCOMPARE(textOf(&dialog, "clientCiphers"), typed);
}

void HandshakeGroupsTest::handshakeNumbers()
{
    WindowFixture fixture;
    ClientDialog dialog(fixture.context(), {});
    dialog.setAttribute(Qt::WA_DeleteOnClose, false);
    dialog.show();
    QVERIFY(click(&dialog, "clientHandshakeGroupButton"));
    QVERIFY(type(&dialog, "clientRecordPadding", QStringLiteral("20000")));
    QVERIFY(textOf(&dialog, "clientRecordPaddingMessage").contains(QStringLiteral("16384")));
    QVERIFY(!find(&dialog, "clientDialogAccept")->isEnabled());
    QVERIFY(type(&dialog, "clientRecordPadding", QStringLiteral("512")));
    QVERIFY(type(&dialog, "clientMinimumDh", QStringLiteral("3072")));
    QTest::keyClick(find(&dialog, "clientTickets"), Qt::Key_Space);
    QVERIFY(find(&dialog, "clientDialogAccept")->isEnabled());
    QCOMPARE(dialog.profile().handshake,
             (HandshakeSettings {.recordPadding = 512, .minimumDhBits = 3072, .tickets = false}));
}

void HandshakeGroupsTest::oldVersionsAreAskedFor()
{
    const tests::RawPeer peer(tests::RawPeer::Behaviour::AnswerFirstBytes,
                              QByteArray::fromHex("15030000020246"));
    WindowFixture fixture;
    ClientDialog dialog(fixture.context(), {});
    dialog.setAttribute(Qt::WA_DeleteOnClose, false);
    dialog.show();
    QVERIFY(type(&dialog, "clientHost", QStringLiteral("127.0.0.1")));
    QVERIFY(type(&dialog, "clientPort", QString::number(peer.serverPort())));
    QVERIFY(find(&dialog, "clientVersionsOffer")->isHidden());
    QVERIFY(click(&dialog, "clientVersionsSSL3"));
    QVERIFY(
        textOf(&dialog, "clientVersionsMessage").contains(QStringLiteral("cannot speak SSL 3")));
    QVERIFY(click(&dialog, "clientVersionsOffer"));
    QTRY_VERIFY(
        textOf(&dialog, "clientVersionsMessage").contains(QStringLiteral("refuses SSL 3.0")));
    QVERIFY(!find(&dialog, "clientDialogAccept")->isEnabled()); // the library still cannot
    QVERIFY(click(&dialog, "clientVersionsSSL2")); // another question: that was no answer to it
    QVERIFY(!textOf(&dialog, "clientVersionsMessage").contains(QStringLiteral("refuses")));
    QVERIFY(click(&dialog, "clientVersionsSSL2"));
    QVERIFY(click(&dialog, "clientVersionsOffer"));
    QTRY_VERIFY(
        textOf(&dialog, "clientVersionsMessage").contains(QStringLiteral("refuses SSL 3.0")));
    QVERIFY(type(&dialog, "clientHost", QStringLiteral("127.0.0.2"))); // another server
    QVERIFY(!textOf(&dialog, "clientVersionsMessage").contains(QStringLiteral("refuses")));
    QVERIFY(click(&dialog, "clientVersionsSSL3"));
    QVERIFY(find(&dialog, "clientDialogAccept")->isEnabled());
    QVERIFY(find(&dialog, "clientVersionsOffer")->isHidden());
}

} // namespace workbench

QTEST_MAIN(workbench::HandshakeGroupsTest)

#include "handshake_groups_test.moc"
