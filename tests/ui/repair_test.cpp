#include "core/base/atomic_file.h"
#include "core/certificates/chain/entry_file.h"
#include "tests/ui/support/certificate_window.h"
#include "ui/certificates/chain_commands.h"
#include "ui/servers/server_dialog.h"

#include <QAction>
#include <QComboBox>
#include <QFile>
#include <QPointer>
#include <QPushButton>
#include <QTest>

namespace workbench {

using tests::click;
using tests::find;
using tests::textOf;
using tests::type;

/// What is wrong with a certificate's file is put right, in its view and in the dialogs that use
/// it, and taken back.
class RepairTest : public tests::CertificateWindow
{
    Q_OBJECT

private Q_SLOTS:

    void init() { openCertificates(); }

    void cleanup() { closeWindow(); }

    void chainIsRepairedAndBack();
    void repairAndRenewalAreUndoneInTurn();
    void repairIsNotUndoneOverAnotherFile();
    void rightsThatCannotComeBackAreSaid();
    void protectingAFileOffersToUndoThat();
    void serverDialogRepairs();
    void serverDialogSaysWhatIsWrong();
    void serverDialogChecksTheHost();

private:
    qsizetype certificatesIn(const char* name) const;
};

qsizetype RepairTest::certificatesIn(const char* name) const
{
    return m_fixture->workbench()
        .certificates()
        .find(QString::fromLatin1(name))
        .and_then(certificatesInFile)
        .map([](const auto& certificates) { return certificates.size(); })
        .value_or(-1);
}

void RepairTest::chainIsRepairedAndBack()
{
    select("incomplete");
    showTab(Tab::Chain);
    auto* button = find<QPushButton>(m_window.get(), "repairChain");
    QTRY_VERIFY(button->isEnabled());
    const QString preview = textOf(m_window.get(), "chainChanges");
    QVERIFY2(preview.contains("“Test Intermediate” is missing; it is in entry"),
             qPrintable(preview));
    QVERIFY2(preview.contains("server  ←  Test Intermediate"), qPrintable(preview));
    QCOMPARE(certificatesIn("incomplete"), 1);
    QVERIFY(click(m_window.get(), "repairChain"));
    QCOMPARE(certificatesIn("incomplete"), 2);
    QTRY_VERIFY(textOf(m_window.get(), "chainChanges").contains("needs no repair"));
    QVERIFY(textOf(m_window.get(), "messageBarText").contains("Repair the chain"));
    QVERIFY(click(m_window.get(), "messageBarAction"));
    QCOMPARE(certificatesIn("incomplete"), 1);
    QTRY_VERIFY(button->isEnabled());
}

void RepairTest::repairAndRenewalAreUndoneInTurn()
{
    const auto key = [this] {
        const CertificateStore& store = m_fixture->workbench().certificates();
        return store.find("incomplete").and_then([&store](const StoreEntry& entry) {
            return store.load(entry);
        });
    };
    const QByteArray before = m_fixture->workbench().certificates().find("incomplete")->der;
    select("incomplete");
    showTab(Tab::Chain);
    QTRY_VERIFY(find<QPushButton>(m_window.get(), "repairChain")->isEnabled());
    QVERIFY(click(m_window.get(), "repairChain"));
    find<QAction>(m_window.get(), "renewCertificate")->trigger();
    const QPointer<QWidget> dialog = find(m_window.get(), "renewDialog");
    QVERIFY(!dialog.isNull());
    auto* newKey = find<QComboBox>(dialog, "renewKey");
    newKey->setCurrentIndex(newKey->findText("A new key: EC P-384", Qt::MatchStartsWith));
    QVERIFY(click(dialog, "renewDialogAccept"));
    QTRY_VERIFY(dialog.isNull());
    const QByteArray renewed = m_fixture->workbench().certificates().find("incomplete")->der;
    QVERIFY(renewed != before);
    auto* undo = find<QAction>(m_window.get(), "undo");
    undo->trigger();
    QCOMPARE(m_fixture->workbench().certificates().find("incomplete")->der, before);
    QCOMPARE(certificatesIn("incomplete"), 2);
    undo->trigger();
    QCOMPARE(certificatesIn("incomplete"), 1);
    auto* redo = find<QAction>(m_window.get(), "redo");
    redo->trigger();
    redo->trigger();
    QCOMPARE(m_fixture->workbench().certificates().find("incomplete")->der, renewed);
    QVERIFY(keyFits(*key()));
}

void RepairTest::repairIsNotUndoneOverAnotherFile()
{
    Workbench& workbench = m_fixture->workbench();
    const StoreEntry before = *workbench.certificates().find("incomplete");
    select("incomplete");
    showTab(Tab::Chain);
    QTRY_VERIFY(find<QPushButton>(m_window.get(), "repairChain")->isEnabled());
    QVERIFY(click(m_window.get(), "repairChain"));
    const QByteArray other = *toPem(m_fixture->pki().client());
    QVERIFY(workbench.rewriteCertificate(before.name, *workbench.certificateFile(before), other));
    find<QAction>(m_window.get(), "undo")->trigger();
    QVERIFY2(
        textOf(m_window.get(), "messageBarText").contains("“incomplete” was changed meanwhile"),
        qPrintable(textOf(m_window.get(), "messageBarText")));
    const StoreEntry now = *workbench.certificates().find("incomplete");
    QCOMPARE(*workbench.certificateFile(now), other);
    // Nor is a chain given to a certificate that it was not worked out for.
    carryOutRepair(m_fixture->context(), now, {certificatesOf(before).certificate});
    QCOMPARE(*workbench.certificateFile(now), other);
    QVERIFY(!m_fixture->undo().canUndo());
}

void RepairTest::rightsThatCannotComeBackAreSaid()
{
    const QString path = m_fixture->path("readable.pem");
    QVERIFY(writeFileAtomically(path, "a file"));
    QStringList told;
    connect(&m_fixture->notifier(), &Notifier::noticeRaised, this, [&told](const Notice& notice) {
        told.append(notice.text);
    });
    m_fixture->undo().push(new RestrictFileCommand(m_fixture->context(), "readable", path));
    QVERIFY(told.isEmpty());
    QVERIFY(QFile::remove(path));
    m_fixture->undo().undo();
    QCOMPARE(told.size(), 1);
    QVERIFY2(told.first().contains(path), qPrintable(told.first()));
    QVERIFY(!m_fixture->undo().canRedo());
}

void RepairTest::protectingAFileOffersToUndoThat()
{
    const QString path = m_fixture->workbench().certificates().find("incomplete")->path;
    const QFile::Permissions open = QFile::ReadOwner | QFile::WriteOwner | QFile::ReadOther;
    QVERIFY(QFile::setPermissions(path, open));
    QList<Notice> told;
    connect(&m_fixture->notifier(), &Notifier::noticeRaised, this, [&told](const Notice& notice) {
        told.append(notice);
    });
    auto* dialog = new ServerDialog(m_fixture->context(), {}, m_window.get());
    dialog->show();
    find<QComboBox>(dialog, "serverCertificate")->setCurrentText("incomplete");
    QTRY_VERIFY(find(dialog, "serverPreflightrestrict-file") != nullptr);
    QTRY_VERIFY(find(dialog, "serverPreflightrestrict-file")->isVisible());
    QVERIFY(click(dialog, "serverPreflightrestrict-file"));
    QVERIFY(!QFile::permissions(path).testFlag(QFile::ReadOther));
    QCOMPARE(told.size(), 1);
    QVERIFY2(told.first().text.contains("Protect the file"), qPrintable(told.first().text));
    told.first().action();
    QVERIFY(QFile::permissions(path).testFlag(QFile::ReadOther));
}

void RepairTest::serverDialogRepairs()
{
    auto* dialog = new ServerDialog(m_fixture->context(), {}, m_window.get());
    dialog->show();
    find<QComboBox>(dialog, "serverCertificate")->setCurrentText("incomplete");
    QTRY_VERIFY(find(dialog, "serverPreflightrepair-chain") != nullptr);
    QCOMPARE(textOf(dialog, "serverPreflightVerdict"),
             QStringLiteral("Pre-flight: it will not work like this."));
    QTRY_VERIFY(find(dialog, "serverPreflightrepair-chain")->isVisible());
    QVERIFY(click(dialog, "serverPreflightrepair-chain"));
    QCOMPARE(certificatesIn("incomplete"), 2);
    QTRY_COMPARE(textOf(dialog, "serverPreflightVerdict"),
                 QStringLiteral("Pre-flight: it is ready."));
    m_fixture->undo().undo();
    QCOMPARE(certificatesIn("incomplete"), 1);
    QTRY_COMPARE(textOf(dialog, "serverPreflightVerdict"),
                 QStringLiteral("Pre-flight: it will not work like this."));
    dialog->reject();
}

void RepairTest::serverDialogSaysWhatIsWrong()
{
    QVERIFY(m_fixture->workbench().addCertificate("old", m_fixture->pki().expiredServer()));
    auto* dialog = new ServerDialog(m_fixture->context(), {}, m_window.get());
    dialog->show();
    find<QComboBox>(dialog, "serverCertificate")->setCurrentText("old");
    QTRY_VERIFY(textOf(dialog, "serverPreflightItem0").contains("“expired” has expired."));
    QVERIFY(find(dialog, "serverPreflightItem1") == nullptr);
    QVERIFY(click(dialog, "serverPreflightAll"));
    QVERIFY(find(dialog, "serverPreflightItem1") != nullptr);
    find<QComboBox>(dialog, "serverCertificate")->setCurrentText("no key");
    QTRY_VERIFY(!find(dialog, "serverPreflight")->isVisible()); // the field says it
    dialog->reject();
}

void RepairTest::serverDialogChecksTheHost()
{
    auto* dialog = new ServerDialog(m_fixture->context(), {}, m_window.get());
    dialog->show();
    find<QComboBox>(dialog, "serverCertificate")->setCurrentText("server");
    QTRY_COMPARE(textOf(dialog, "serverPreflightVerdict"),
                 QStringLiteral("Pre-flight: it is ready."));
    QVERIFY(type(dialog, "serverPreflightHost", "other.test"));
    QTRY_VERIFY(find(dialog, "serverPreflightItem0") != nullptr);
    QVERIFY2(textOf(dialog, "serverPreflightItem0").contains("is not for “other.test”"),
             qPrintable(textOf(dialog, "serverPreflightItem0")));
    QVERIFY(type(dialog, "serverPreflightHost", "localhost"));
    QTRY_COMPARE(textOf(dialog, "serverPreflightVerdict"),
                 QStringLiteral("Pre-flight: it is ready."));
    dialog->reject();
}

} // namespace workbench

QTEST_MAIN(workbench::RepairTest)
#include "repair_test.moc"
