#include "core/base/atomic_file.h"
#include "core/certificates/certificate_export.h"
#include "tests/ui/support/certificate_window.h"
#include "ui/certificates/certificate_table_model.h"
#include "ui/certificates/certificates_page.h"
#include "ui/certificates/compare_dialog.h"
#include "ui/common/data_table.h"
#include "ui/common/fact_list.h"
#include "ui/common/field_tree_view.h"
#include "ui/main_window/main_window.h"
#include "ui/main_window/navigation_tree_model.h"
#include "ui/main_window/navigation_view.h"

#include <QAction>
#include <QApplication>
#include <QCheckBox>
#include <QClipboard>
#include <QComboBox>
#include <QDateTimeEdit>
#include <QLineEdit>
#include <QListWidget>
#include <QPushButton>
#include <QSignalSpy>
#include <QSpinBox>
#include <QTest>
#include <QThreadPool>
#include <QTreeWidget>

namespace workbench {

using tests::click;
using tests::find;
using tests::TestPki;
using tests::textOf;
using tests::type;
using tests::WindowFixture;

/// One certificate looked at from every side, as a person does.
class CertificateViewTest : public tests::CertificateWindow
{
    Q_OBJECT

private Q_SLOTS:

    void init() { openCertificates(); }

    void cleanup() { closeWindow(); }

    void foundByAHashOfTheWindowsDialog();
    void validityHasIconWordAndAThreshold();
    void chainSaysWhoWasTakenAndWhy();
    void chainOfAnEntryOfABundle();
    void trustThatCannotBeReadIsSaid();
    void typingIsAnsweredOnce();
    void refreshShowsOnce();
    void hostNameThatDoesNotMatch();
    void momentOfTheCheck();
    void lintIsFiltered();
    void usersLeadToThem();
    void removalNamesTheUsers();
    void twoAreCompared();
    void comparedEntryThatIsGoneIsSaid();
    void detailsInWords();
    void copies();

private:
    QTreeWidget* tree(const char* name) const { return find<QTreeWidget>(m_window.get(), name); }
};

namespace {

QStringList columnOf(const QTreeWidgetItem* parent, int column)
{
    QStringList texts;
    for (int i = 0; i < parent->childCount(); ++i) {
        texts.append(parent->child(i)->text(column));
    }
    return texts;
}

} // namespace

void CertificateViewTest::foundByAHashOfTheWindowsDialog()
{
    const StoreEntry entry = *m_fixture->workbench().certificates().find("root");
    const QString pasted
        = QChar(0x200e) + QString::fromLatin1(entry.facts.sha1.toHex(' ').toUpper());
    QApplication::clipboard()->setText(pasted);
    QTest::keyClick(m_window.get(), Qt::Key_F, Qt::ControlModifier);
    QTest::keyClick(m_window->focusWidget(), Qt::Key_V, Qt::ControlModifier);
    QCOMPARE(find<DataTable>(m_window.get(), "certificateTable")->model()->rowCount(), 1);
    QCOMPARE(find<CertificatesPage>(m_window.get(), "certificatesPage")->currentName(),
             QStringLiteral("root"));
    showTab(Tab::Fields);
    auto* fields = find<FieldTreeView>(m_window.get(), "entryFieldsTree");
    QVERIFY(fields->isVisible());
    QVERIFY(fields->tree() != nullptr);
    QCOMPARE(fields->tree()->source(0).size(), static_cast<std::size_t>(entry.der.size()));
}

void CertificateViewTest::validityHasIconWordAndAThreshold()
{
    QVERIFY(textOf(m_window.get(), "entryValidity").startsWith("valid for"));
    auto* days = find<QSpinBox>(m_window.get(), "expirySoonDays");
    QCOMPARE(days->value(), 30);
    days->setFocus();
    days->selectAll();
    QTest::keyClicks(days, "1000");
    QTest::keyClick(days, Qt::Key_Return);
    QVERIFY(textOf(m_window.get(), "entryValidity").startsWith("expires soon"));
    // The same everywhere that it is said.
    const auto word = [this](const char* name, int column) {
        const auto* view = find<QAbstractItemView>(m_window.get(), name);
        const QModelIndexList found = view->model()->match(view->model()->index(0, 0),
                                                           Qt::DisplayRole,
                                                           "server",
                                                           1,
                                                           Qt::MatchExactly | Qt::MatchRecursive);
        return found.isEmpty() ? QString()
                               : found.first().siblingAtColumn(column).data().toString();
    };
    QCOMPARE(word("certificateTable", CertificateTableModel::StatusColumn),
             QStringLiteral("expires soon"));
    const auto* navigation = find<NavigationView>(m_window.get(), "navigation");
    const QModelIndexList inTree
        = navigation->model()->match(navigation->model()->index(0, 0),
                                     NavigationTreeModel::StateWordRole,
                                     "expires soon",
                                     -1,
                                     Qt::MatchExactly | Qt::MatchRecursive);
    QVERIFY(!inTree.isEmpty());
    const auto* facts = find<FactList>(find(m_window.get(), "entryViews"), "certificateFacts");
    QVERIFY(facts->value("Validity").startsWith("expires soon"));
    QVERIFY(find(m_window.get(), "filterSoon")->toolTip().contains("1000"));
    QVERIFY(click(m_window.get(), "filterSoon"));
    QVERIFY(find<DataTable>(m_window.get(), "certificateTable")->model()->rowCount() > 0);
    QVERIFY(click(m_window.get(), "filterSoon"));
    showTab(Tab::Chain);
    QTRY_COMPARE(tree("entryChainTree")->topLevelItemCount(), 3);
    QCOMPARE(tree("entryChainTree")->topLevelItem(0)->text(1), QStringLiteral("expires soon"));
    showTab(Tab::Summary);
    // For every certificate, and at the next start too.
    select("root");
    QVERIFY(textOf(m_window.get(), "entryValidity").startsWith("expires soon"));
    m_window = std::make_unique<MainWindow>(m_fixture->workbench());
    m_window->showCertificate("server");
    QCOMPARE(find<QSpinBox>(m_window.get(), "expirySoonDays")->value(), 1000);
}

void CertificateViewTest::chainSaysWhoWasTakenAndWhy()
{
    showTab(Tab::Chain);
    QTRY_COMPARE(tree("entryChainTree")->topLevelItemCount(), 3);
    QVERIFY(textOf(m_window.get(), "entryChainVerdict").contains("leads to a trust anchor"));
    const QTreeWidgetItem* const leaf = tree("entryChainTree")->topLevelItem(0);
    QCOMPARE(leaf->text(0), QStringLiteral("0  server"));
    QCOMPARE(columnOf(leaf, 1), QStringList {"taken"});
    QCOMPARE(columnOf(leaf, 2), QStringList {"From the entry itself. Name and signature fit."});
    QCOMPARE(textOf(m_window.get(), "entryChainReason"),
             QStringLiteral("From the entry itself. Name and signature fit."));
    QVERIFY(textOf(m_window.get(), "chainChanges").contains("needs no repair"));
    QVERIFY(!find<QPushButton>(m_window.get(), "repairChain")->isEnabled());
}

void CertificateViewTest::chainOfAnEntryOfABundle()
{
    const QString path = m_fixture->path("bundle.pem");
    QVERIFY(writeFileAtomically(path,
                                certificatePem(m_fixture->pki().client(), false)
                                    + certificatePem(m_fixture->pki().server(), true)));
    m_window->openStores({path});
    auto* table = find<DataTable>(m_window.get(), "certificateTable");
    QTRY_COMPARE(table->model()->rowCount(), 3); // with the intermediate
    select("client");
    showTab(Tab::Chain);
    QTRY_VERIFY(tree("entryChainTree")->topLevelItemCount() > 0);
    const QString changes = textOf(m_window.get(), "chainChanges");
    QVERIFY2(!changes.contains("server"), qPrintable(changes));
}

void CertificateViewTest::trustThatCannotBeReadIsSaid()
{
    showTab(Tab::Chain);
    QTRY_VERIFY(textOf(m_window.get(), "chainChanges").contains("needs no repair"));
    QTest::keyClick(find<QComboBox>(m_window.get(), "chainTrustChoice"), Qt::Key_End);
    auto* files = find<QLineEdit>(m_window.get(), "chainTrustFiles");
    QVERIFY(files->isVisible());
    files->setFocus();
    QTest::keyClicks(files, m_fixture->path("none.pem"));
    QTest::keyClick(files, Qt::Key_Return);
    QTRY_VERIFY(textOf(m_window.get(), "entryChainVerdict").contains("none.pem"));
    QCOMPARE(textOf(m_window.get(), "chainChanges"),
             QStringLiteral("The chain was not looked at."));
    showTab(Tab::Checks);
    QTRY_VERIFY(textOf(m_window.get(), "checkVerdict").contains("none.pem"));
    QCOMPARE(textOf(m_window.get(), "checkDetails"),
             QStringLiteral("The certificate was not looked at."));
}

void CertificateViewTest::typingIsAnsweredOnce()
{
    showTab(Tab::Checks);
    QTRY_VERIFY(textOf(m_window.get(), "checkVerdict").contains("Trusted"));
    QThreadPool::globalInstance()->waitForDone();
    QVERIFY(type(m_window.get(), "checkHost", "localhost"));
    QCOMPARE(QThreadPool::globalInstance()->activeThreadCount(), 0); // not for each key
    QTRY_VERIFY(textOf(m_window.get(), "checkVerdict").contains("It is for “localhost”."));
}

void CertificateViewTest::refreshShowsOnce()
{
    const QSignalSpy shown(find<CertificatesPage>(m_window.get(), "certificatesPage"),
                           &CertificatesPage::currentChanged);
    Q_EMIT m_fixture->workbench().certificatesChanged();
    QCOMPARE(shown.size(), 1);
    auto* field = find<QLineEdit>(m_window.get(), "certificateSearch");
    field->setText("serv"); // the same one stays chosen
    QCOMPARE(find<CertificatesPage>(m_window.get(), "certificatesPage")->currentName(),
             QStringLiteral("server"));
    QCOMPARE(shown.size(), 1);
    field->setText("alone.test");
    QCOMPARE(shown.size(), 2);
    QCOMPARE(shown.last().first().toString(), QStringLiteral("no key"));
}

void CertificateViewTest::hostNameThatDoesNotMatch()
{
    showTab(Tab::Checks);
    QTRY_VERIFY(textOf(m_window.get(), "checkVerdict").contains("Trusted"));
    QVERIFY(type(m_window.get(), "checkHost", "localhost"));
    QTRY_VERIFY(textOf(m_window.get(), "checkVerdict").contains("It is for “localhost”."));
    QVERIFY(type(m_window.get(), "checkHost", "elsewhere.test"));
    QTRY_VERIFY(textOf(m_window.get(), "checkVerdict").contains("It is not for “elsewhere.test”."));
    const QString verdict = textOf(m_window.get(), "checkVerdict");
    QVERIFY2(verdict.contains("Depth 0, “server”"), qPrintable(verdict));
    QVERIFY2(verdict.contains("62 X509_V_ERR_HOSTNAME_MISMATCH"), qPrintable(verdict));
    const QTreeWidgetItem* const first = tree("checkFindings")->topLevelItem(0);
    QCOMPARE(first->text(0), QStringLiteral("error"));
    QCOMPARE(first->text(2), QStringLiteral("check"));
    QVERIFY(textOf(m_window.get(), "checkDetails").contains("Do: "));
}

void CertificateViewTest::momentOfTheCheck()
{
    showTab(Tab::Checks);
    QTRY_VERIFY(textOf(m_window.get(), "checkVerdict").contains("Trusted"));
    auto* now = find<QCheckBox>(m_window.get(), "checkNow");
    QTest::keyClick(now, Qt::Key_Space);
    QVERIFY(!now->isChecked());
    auto* time = find<QDateTimeEdit>(m_window.get(), "checkTime");
    QVERIFY(time->isEnabled());
    time->setDateTime(QDateTime::currentDateTime().addYears(20));
    QTRY_VERIFY(textOf(m_window.get(), "checkVerdict").contains("X509_V_ERR_CERT_HAS_EXPIRED"));
}

void CertificateViewTest::lintIsFiltered()
{
    CertificateRequest request = TestPki::request(CertificateKind::Server, "long");
    request.notAfter = request.notBefore.addDays(900);
    request.keyUsage = QStringList {"cRLSign"};
    QVERIFY(m_fixture->workbench().addCertificate(
        "long", TestPki::make(request, &m_fixture->pki().intermediate())));
    select("long");
    showTab(Tab::Checks);
    auto* filter = find<QComboBox>(m_window.get(), "checkFilter");
    QTest::keyClick(filter, Qt::Key_End);
    QTRY_VERIFY(tree("checkFindings")->topLevelItemCount() > 0);
    const int all = tree("checkFindings")->topLevelItemCount();
    QTest::keyClick(tree("checkFindings"), Qt::Key_End);
    QCOMPARE(tree("checkFindings")->currentItem()->text(2), QStringLiteral("lint"));
    QVERIFY(textOf(m_window.get(), "checkDetails").contains("The rule stands in"));
    QTest::keyClick(filter, Qt::Key_Home);
    QVERIFY(tree("checkFindings")->topLevelItemCount() < all);
}

void CertificateViewTest::usersLeadToThem()
{
    QVERIFY(m_fixture->workbench().addServer({{.name = "shop"}, {QStringLiteral("server")}}));
    const StoreEntry entry = *m_fixture->workbench().certificates().find("server");
    ClientProfile client = WindowFixture::client("alice", 443);
    client.certificate = QString::fromLatin1(entry.facts.sha256.toHex()); // counts as well
    QVERIFY(m_fixture->workbench().addClient(client));
    showTab(Tab::UsedBy);
    auto* users = find<QListWidget>(m_window.get(), "certificateUsers");
    QCOMPARE(users->count(), 2);
    QCOMPARE(users->item(0)->text(), QStringLiteral("Server “shop”"));
    QCOMPARE(users->item(1)->text(), QStringLiteral("Client “alice”"));
    users->setFocus();
    QTest::keyClick(users, Qt::Key_Return);
    QTRY_VERIFY(find(m_window.get(), "serverPage")->isVisible());
}

void CertificateViewTest::removalNamesTheUsers()
{
    QVERIFY(m_fixture->workbench().addServer({{.name = "shop"}, {QStringLiteral("server")}}));
    find<QAction>(m_window.get(), "certificateRemove")->trigger();
    QVERIFY(textOf(m_window.get(), "messageBarText").contains("“server” is used by shop"));
    QVERIFY(m_fixture->workbench().certificates().find("server"));
    QVERIFY(click(m_window.get(), "messageBarAction"));
    QVERIFY(!m_fixture->workbench().certificates().find("server"));
}

void CertificateViewTest::twoAreCompared()
{
    auto* table = find<DataTable>(m_window.get(), "certificateTable");
    const auto rowOf = [table](const char* name) {
        for (int row = 0; row < table->model()->rowCount(); ++row) {
            const QModelIndex index = table->model()->index(row, 0);
            if (index.data().toString() == QLatin1String(name)) {
                return table->visualRect(index).center();
            }
        }
        return QPoint();
    };
    QTest::mouseClick(table->viewport(), Qt::LeftButton, {}, rowOf("no key"));
    QTest::mouseClick(table->viewport(), Qt::LeftButton, Qt::ControlModifier, rowOf("server"));
    find<QAction>(m_window.get(), "certificateCompare")->trigger();
    const auto* dialog = find<QDialog>(m_window.get(), "compareDialog");
    QVERIFY(dialog != nullptr && dialog->isVisible());
    const QSet<QString> chosen {find<QComboBox>(dialog, "compareLeft")->currentText(),
                                find<QComboBox>(dialog, "compareRight")->currentText()};
    QCOMPARE(chosen, QSet<QString>({"no key", "server"}));
    const auto* fields = find<QTreeWidget>(dialog, "compareTree");
    const QTreeWidgetItem* const leaf = fields->topLevelItem(0);
    QCOMPARE(leaf->text(1), QStringLiteral("different"));
    QVERIFY(columnOf(leaf, 0).contains("Name (SAN): dns"));
    QVERIFY(!columnOf(leaf, 1).contains("equal"));
    QCOMPARE(fields->topLevelItem(1)->text(1), QStringLiteral("equal"));
    const int different = leaf->childCount();
    QTest::keyClick(find<QCheckBox>(dialog, "compareOnlyDifferent"), Qt::Key_Space);
    QVERIFY(fields->topLevelItem(0)->childCount() > different);
    QVERIFY(columnOf(fields->topLevelItem(0), 1).contains("equal"));
    QVERIFY(click(dialog, "compareCopy"));
    QVERIFY(QApplication::clipboard()->text().contains("alone.test"));
    find<QComboBox>(dialog, "compareLeft")->setCurrentText("server");
    find<QComboBox>(dialog, "compareRight")->setCurrentText("server");
    QVERIFY(textOf(dialog, "compareSummary").contains("Both are the same"));
    QVERIFY(click(dialog, "compareClose"));
}

void CertificateViewTest::comparedEntryThatIsGoneIsSaid()
{
    auto* dialog
        = new CompareDialog(m_fixture->context(), entry("server"), entry("no key"), m_window.get());
    dialog->show();
    QVERIFY(tree("compareTree")->topLevelItemCount() > 0);
    QVERIFY(m_fixture->workbench().removeCertificate("no key"));
    QVERIFY2(textOf(dialog, "compareSummary").contains("“no key”"),
             qPrintable(textOf(dialog, "compareSummary")));
    QCOMPARE(tree("compareTree")->topLevelItemCount(), 0);
    QVERIFY(!find<QPushButton>(dialog, "compareCopy")->isEnabled());
    auto* right = find<QComboBox>(dialog, "compareRight");
    QCOMPARE(right->currentText(), QStringLiteral("no key"));
    right->setCurrentText("root");
    QVERIFY(tree("compareTree")->topLevelItemCount() > 0);
    QVERIFY(find<QPushButton>(dialog, "compareCopy")->isEnabled());
    dialog->reject();
}

void CertificateViewTest::detailsInWords()
{
    CertificateRequest request = tests::TestPki::request(CertificateKind::Server, "words");
    request.san = {"dns:bücher.test"};
    request.crlUrls = {"http://crl.test/a.crl"};
    request.ocspUrls = {"http://ocsp.test/"};
    request.mustStaple = true;
    QVERIFY(m_fixture->workbench().addCertificate(
        "words", tests::TestPki::make(request, &m_fixture->pki().intermediate())));
    select("words");
    showTab(Tab::Summary);
    const auto* facts = find<FactList>(find(m_window.get(), "entryViews"), "certificateFacts");
    QCOMPARE(facts->value("Key usage"), QStringLiteral("digitalSignature"));
    QCOMPARE(facts->value("CRL at"), QStringLiteral("http://crl.test/a.crl"));
    QCOMPARE(facts->value("OCSP at"), QStringLiteral("http://ocsp.test/"));
    QVERIFY(facts->value("Must-staple").startsWith("yes"));
    QCOMPARE(facts->value("Names (SAN)"), QStringLiteral("dns:xn--bcher-kva.test (bücher.test)"));
    select("root");
    QVERIFY(!facts->value("Path length").isEmpty());
}

void CertificateViewTest::copies()
{
    const StoreEntry entry = *m_fixture->workbench().certificates().find("server");
    find<QAction>(m_window.get(), "certificateCopyPem")->trigger();
    QCOMPARE(QApplication::clipboard()->text().toLatin1(),
             certificatePem(certificatesOf(entry), false));
    find<QAction>(m_window.get(), "certificateCopyText")->trigger();
    QVERIFY(QApplication::clipboard()->text().contains("Subject: CN = server"));
    find<QAction>(m_window.get(), "certificateCopyPin")->trigger();
    QCOMPARE(QApplication::clipboard()->text(), spkiPin(entry.facts.spkiSha256));
    find<QAction>(m_window.get(), "certificateCopyCommands")->trigger();
    const QString commands = QApplication::clipboard()->text();
    QVERIFY2(commands.contains("openssl genpkey") && commands.contains("-out server.key"),
             qPrintable(commands));
    QVERIFY(commands.contains("DNS:localhost") || commands.contains("localhost"));
}

} // namespace workbench

QTEST_MAIN(workbench::CertificateViewTest)
#include "certificate_view_test.moc"
