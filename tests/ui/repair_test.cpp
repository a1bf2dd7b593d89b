#include "core/base/atomic_file.h"
#include "core/certificates/certificate_export.h"
#include "core/certificates/chain/entry_file.h"
#include "core/workbench/opened_stores.h"
#include "tests/ui/support/certificate_window.h"
#include "ui/certificates/chain_commands.h"
#include "ui/servers/server_dialog.h"

#include <QAction>
#include <QComboBox>
#include <QFile>
#include <QFileDialog>
#include <QPointer>
#include <QPushButton>
#include <QTest>

namespace workbench {

using tests::click;
using tests::find;
using tests::TestPki;
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
    void protectsTheFileThatWasFound();
    void serverDialogRepairs();
    void serverDialogSaysWhatIsWrong();
    void serverDialogChecksTheHost();
    void serverDialogLooksAtMoreCertificates();
    void dialogRenews();
    void dialogImportsTheIssuer();
    void startTellsWhatPeersRefuse_data();
    void startTellsWhatPeersRefuse();
    void startRepairs();
    void goodStartIsQuiet();
    void issuerInAnOpenedStore();

private:
    void addServer(const QStringList& certificates);
    void start(const char* action);
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

/// A click reads nothing: what the pre-flight found is protected, whatever the certificate's file
/// has become.
void RepairTest::protectsTheFileThatWasFound()
{
    const KeyMaterial server = m_fixture->pki().server();
    const QString certificate = m_fixture->path("beside.crt");
    const QString key = m_fixture->path("beside.key");
    QVERIFY(writeFileAtomically(certificate, certificatePem(server, true)));
    QVERIFY(writeFileAtomically(key, *keyPem(server)));
    QVERIFY(QFile::setPermissions(key, QFile::ReadOwner | QFile::WriteOwner | QFile::ReadOther));
    auto* dialog = new ServerDialog(m_fixture->context(), {}, m_window.get());
    dialog->show();
    find<QComboBox>(dialog, "serverCertificate")->setCurrentText(certificate);
    QTRY_VERIFY(find(dialog, "serverPreflightrestrict-file") != nullptr);
    QTRY_VERIFY(find(dialog, "serverPreflightrestrict-file")->isVisible());
    QVERIFY(QFile::remove(certificate));
    QVERIFY(click(dialog, "serverPreflightrestrict-file"));
    QVERIFY(!QFile::permissions(key).testFlag(QFile::ReadOther));
    dialog->reject();
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

void RepairTest::serverDialogLooksAtMoreCertificates()
{
    QVERIFY(m_fixture->workbench().addCertificate("old", m_fixture->pki().expiredServer()));
    auto* dialog = new ServerDialog(m_fixture->context(), {}, m_window.get());
    dialog->show();
    find<QComboBox>(dialog, "serverCertificate")->setCurrentText("server");
    QVERIFY(click(dialog, "serverCertificatesGroupButton"));
    QVERIFY(type(dialog, "serverMoreCertificates", "incomplete, old"));
    QTRY_VERIFY(textOf(dialog, "serverMorePreflight0Verdict").contains("“incomplete”"));
    QTRY_VERIFY(textOf(dialog, "serverMorePreflight1Item0").contains("“expired” has expired."));
    QTRY_VERIFY(find(dialog, "serverMorePreflight0repair-chain")->isVisible());
    QVERIFY(click(dialog, "serverMorePreflight0repair-chain"));
    QCOMPARE(certificatesIn("incomplete"), 2);
    QTRY_VERIFY(textOf(dialog, "serverMorePreflight0Verdict").contains("it is ready"));
    QVERIFY(type(dialog, "serverMoreCertificates", "old"));
    QTRY_VERIFY(textOf(dialog, "serverMorePreflight0Verdict").contains("“old”"));
    QVERIFY(!find(dialog, "serverMorePreflight1")->isVisible());
    dialog->reject();
}

void RepairTest::dialogRenews()
{
    QVERIFY(m_fixture->workbench().addCertificate("old", m_fixture->pki().expiredServer()));
    auto* dialog = new ServerDialog(m_fixture->context(), {}, m_window.get());
    dialog->show();
    find<QComboBox>(dialog, "serverCertificate")->setCurrentText("old");
    QTRY_VERIFY(find(dialog, "serverPreflightrenew") != nullptr);
    QTRY_VERIFY(find(dialog, "serverPreflightrenew")->isVisible());
    QVERIFY(click(dialog, "serverPreflightrenew"));
    const QPointer<QWidget> renewal = find(dialog, "renewDialog");
    QVERIFY(!renewal.isNull());
    QVERIFY(click(renewal, "renewDialogAccept"));
    QTRY_VERIFY(renewal.isNull());
    QTRY_COMPARE(textOf(dialog, "serverPreflightVerdict"), // as short as the old one
                 QStringLiteral("Pre-flight: it works, but not with every peer."));
    m_fixture->undo().undo();
    QTRY_COMPARE(textOf(dialog, "serverPreflightVerdict"),
                 QStringLiteral("Pre-flight: it will not work like this."));
    dialog->reject();
}

void RepairTest::dialogImportsTheIssuer()
{
    QVERIFY(m_fixture->workbench().addCertificate("alien", TestPki().serverWithoutIntermediate()));
    auto* dialog = new ServerDialog(m_fixture->context(), {}, m_window.get());
    dialog->show();
    find<QComboBox>(dialog, "serverCertificate")->setCurrentText("alien");
    QTRY_VERIFY(find(dialog, "serverPreflightimport-issuer") != nullptr);
    QTRY_VERIFY(find(dialog, "serverPreflightimport-issuer")->isVisible());
    QVERIFY(click(dialog, "serverPreflightimport-issuer"));
    QTRY_VERIFY(dialog->findChild<QFileDialog*>() != nullptr);
    dialog->findChild<QFileDialog*>()->reject();
    dialog->reject();
}

void RepairTest::addServer(const QStringList& certificates)
{
    QVERIFY(m_fixture->workbench().addServer({{.name = "s"}, certificates}));
    m_window->showServer("s");
}

void RepairTest::start(const char* action)
{
    find<QAction>(m_window.get(), action)->trigger();
    QTRY_COMPARE(m_fixture->workbench().serverStatus("s").state, ServerState::Listening);
}

void RepairTest::startTellsWhatPeersRefuse_data()
{
    QTest::addColumn<QStringList>("certificates");
    QTest::addColumn<QString>("expected");
    QTest::newRow("first") << QStringList {"old"}
                           << "“s” uses “old”: “expired” has expired. Renew it.";
    QTest::newRow("by server name")
        << QStringList {"server", "old"} << "“s” uses “old”: “expired” has expired. Renew it.";
    QTest::newRow("several") << QStringList {"old", "incomplete"}
                             << "“s” uses “old”: “expired” has expired. Renew it. 1 more is in its "
                                "settings.";
}

void RepairTest::startTellsWhatPeersRefuse()
{
    QFETCH(const QStringList, certificates);
    QFETCH(const QString, expected);
    QVERIFY(m_fixture->workbench().addCertificate("old", m_fixture->pki().expiredServer()));
    addServer(certificates);
    start("start");
    QTRY_COMPARE(message(), expected);
    QVERIFY(click(m_window.get(), "messageBarClose"));
    start("repeat");
    QTRY_COMPARE(message(), expected);
    QVERIFY(click(m_window.get(), "messageBarAction"));
    QVERIFY(find(m_window.get(), "renewDialog") != nullptr);
}

void RepairTest::startRepairs()
{
    addServer({"incomplete"});
    start("start");
    QTRY_VERIFY(message().startsWith("“s” uses “incomplete”: 1 intermediate"));
    QVERIFY(click(m_window.get(), "messageBarAction"));
    QCOMPARE(certificatesIn("incomplete"), 2);
}

void RepairTest::goodStartIsQuiet()
{
    ClientProfile client = tests::WindowFixture::client("c", 1);
    client.certificate = "server"; // which is not made for clients
    QVERIFY(m_fixture->workbench().addClient(client));
    addServer({"server"});
    start("start");
    // The client's message comes after whatever the server's start would have told.
    m_window->showClient("c");
    find<QAction>(m_window.get(), "start")->trigger();
    QTRY_VERIFY2(message().startsWith("“c” uses “server”: It may not stand for a TLS client."),
                 qPrintable(message()));
}

/// The intermediate is in a file that was opened, not among the own certificates.
void RepairTest::issuerInAnOpenedStore()
{
    Workbench& workbench = m_fixture->workbench();
    for (const char* name : {"issuer", "server", "no key"}) { // whose files hold it too
        QVERIFY(workbench.removeCertificate(name));
    }
    select("incomplete");
    showTab(Tab::Chain);
    QTRY_VERIFY(textOf(m_window.get(), "chainChanges").contains("is nowhere to be found"));
    const QString path = m_fixture->path("others.pem");
    QVERIFY(writeFileAtomically(path, certificatePem(m_fixture->pki().intermediate(), false)));
    QVERIFY(workbench.stores().open(path));
    QTRY_VERIFY(find<QPushButton>(m_window.get(), "repairChain")->isEnabled());
    const QString preview = textOf(m_window.get(), "chainChanges");
    QVERIFY2(preview.contains("it is in store “others.pem”"), qPrintable(preview));
    auto* dialog = new ServerDialog(m_fixture->context(), {}, m_window.get());
    dialog->show();
    find<QComboBox>(dialog, "serverCertificate")->setCurrentText("incomplete");
    QTRY_VERIFY(find(dialog, "serverPreflightrepair-chain") != nullptr);
    dialog->reject();
    QVERIFY(click(m_window.get(), "repairChain"));
    QCOMPARE(certificatesIn("incomplete"), 2);
}

} // namespace workbench

QTEST_MAIN(workbench::RepairTest)
#include "repair_test.moc"
