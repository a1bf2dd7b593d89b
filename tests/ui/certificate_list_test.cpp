#include "core/base/atomic_file.h"
#include "core/certificates/ca_revocations.h"
#include "core/certificates/certificate_export.h"
#include "tests/ui/support/certificate_window.h"
#include "ui/certificates/certificate_table_model.h"
#include "ui/certificates/compare_dialog.h"
#include "ui/common/data_table.h"
#include "ui/main_window/main_window.h"
#include "ui/main_window/navigation_tree_model.h"

#include <QAction>
#include <QApplication>
#include <QClipboard>
#include <QComboBox>
#include <QDir>
#include <QFileDialog>
#include <QTest>
#include <QTreeWidget>

namespace workbench {

using tests::click;
using tests::find;
using tests::textOf;

/// The list of certificates: several at once, those of other stores, and what time does to them.
class CertificateListTest : public tests::CertificateWindow
{
    Q_OBJECT

private Q_SLOTS:

    void init() { openCertificates(); }

    void cleanup() { closeWindow(); }

    void comparesAcrossStores();
    void namesakesStayChosen();
    void severalAtOnce();
    void endOfValidityShowsByItself();
    void revocationShowsByItself();
};

/// An entry of a file that was opened, with one of the own, both chosen in the dialog.
void CertificateListTest::comparesAcrossStores()
{
    const QString path = m_fixture->path("others.pem");
    // Two of one name, as a file may have.
    const QByteArray pem = certificatePem(m_fixture->pki().server(), false)
        + certificatePem(m_fixture->pki().server(), false);
    QVERIFY(writeFileAtomically(path, pem));
    m_window->openStores({path});
    auto* table = find<DataTable>(m_window.get(), "certificateTable");
    QTRY_COMPARE(table->model()->rowCount(), 2);
    auto* compare = find<QAction>(m_window.get(), "certificateCompare");
    QTRY_VERIFY(compare->isEnabled());
    table->selectAll();
    compare->trigger();
    auto* dialog = find<CompareDialog>(m_window.get(), "compareDialog");
    QVERIFY(dialog != nullptr);
    auto* left = find<QComboBox>(dialog, "compareLeft");
    QCOMPARE(left->currentText(), QStringLiteral("server — others.pem"));
    QCOMPARE(find<QComboBox>(dialog, "compareRight")->currentText(),
             QStringLiteral("server — others.pem #2"));
    QVERIFY(!textOf(dialog, "compareSummary").contains("Both are the same"));
    left->setCurrentText("root");
    QVERIFY(find<QTreeWidget>(dialog, "compareTree")->topLevelItemCount() > 0);
    dialog->reject();
}

/// What is chosen is known by its hash: a file may have several of one name.
void CertificateListTest::namesakesStayChosen()
{
    const QString path = m_fixture->path("others.pem");
    const QByteArray first = certificatePem(m_fixture->pki().server(), false);
    const QByteArray second = certificatePem(m_fixture->pki().server(), false);
    QVERIFY(writeFileAtomically(path, first + second));
    m_window->openStores({path});
    auto* table = find<DataTable>(m_window.get(), "certificateTable");
    QTRY_COMPARE(table->model()->rowCount(), 2);
    table->selectRow(1);
    const auto hash = [table] {
        return table->model()
            ->index(table->currentRow(), CertificateTableModel::HashColumn)
            .data()
            .toString();
    };
    const QString chosen = hash();
    const QByteArray third = certificatePem(m_fixture->pki().client(), false);
    QVERIFY(writeFileAtomically(path, third + first + second));
    QTRY_COMPARE(table->model()->rowCount(), 3);
    QCOMPARE(hash(), chosen);
}

void CertificateListTest::severalAtOnce()
{
    auto* table = find<DataTable>(m_window.get(), "certificateTable");
    table->selectAll();
    const int count = table->model()->rowCount();
    find<QAction>(m_window.get(), "certificateCopyPem")->trigger();
    QCOMPARE(QApplication::clipboard()->text().count("BEGIN CERTIFICATE"), count);
    QVERIFY(message().contains(QStringLiteral("%1 certificates were copied").arg(count)));
    find<QAction>(m_window.get(), "certificateCopyHash")->trigger();
    QCOMPARE(QApplication::clipboard()->text().trimmed().split('\n').size(), count);
    find<QAction>(m_window.get(), "certificateCompare")->trigger();
    QVERIFY(find(m_window.get(), "compareDialog") == nullptr);
    QVERIFY(message().contains(QStringLiteral("%1 are chosen").arg(count)));
    find<QAction>(m_window.get(), "certificateExport")->trigger();
    auto* folder = find<QFileDialog>(m_window.get(), "exportFolderDialog");
    QVERIFY(folder != nullptr);
    const QString path = m_fixture->path("exported");
    QVERIFY(QDir().mkdir(path));
    Q_EMIT folder->fileSelected(path);
    folder->reject();
    QCOMPARE(QDir(path).entryList({"*.pem"}).size(), count);
    find<QAction>(m_window.get(), "certificateRemove")->trigger();
    QCOMPARE(m_fixture->workbench().certificates().entries().size(), 0);
    find<QAction>(m_window.get(), "undo")->trigger();
    QCOMPARE(m_fixture->workbench().certificates().entries().size(), count);
}

/// Nothing happens but time.
void CertificateListTest::endOfValidityShowsByItself()
{
    CertificateRequest request = tests::TestPki::request(CertificateKind::Server, "brief");
    request.notAfter = QDateTime::currentDateTimeUtc().addSecs(3);
    QVERIFY(m_fixture->workbench().addCertificate(
        "brief", tests::TestPki::make(request, &m_fixture->pki().intermediate())));
    select("brief");
    auto* table = find<DataTable>(m_window.get(), "certificateTable");
    const auto status = [table] {
        return table->model()
            ->index(table->currentRow(), CertificateTableModel::StatusColumn)
            .data()
            .toString();
    };
    const auto* tree = m_window->findChild<NavigationTreeModel*>();
    QVERIFY(status() != QStringLiteral("expired"));
    QTRY_COMPARE_WITH_TIMEOUT(status(), QStringLiteral("expired"), 20'000);
    const QModelIndex index = tree->find(NavigationKind::Certificate, "brief");
    QTRY_VERIFY(index.data(Qt::AccessibleTextRole).toString().contains("expired"));
}

/// As another program does it, which "My certificates" does not change for.
void CertificateListTest::revocationShowsByItself()
{
    const CertificateStore& store = m_fixture->workbench().certificates();
    auto* table = find<DataTable>(m_window.get(), "certificateTable");
    const auto cell = [table](int column) {
        return table->model()->index(table->currentRow(), column).data().toString();
    };
    select("server");
    QCOMPARE(cell(CertificateTableModel::StatusColumn), QStringLiteral("valid"));
    const StoreEntry ca = *store.find("issuer");
    CaRevocations list(ca, *store.load(ca));
    const Revocation revocation {.serial = store.find("server")->facts.serial,
                                 .time = QDateTime::currentDateTimeUtc(),
                                 .reason = {}};
    QVERIFY(list.revoke(revocation, {}));
    QTRY_COMPARE(cell(CertificateTableModel::StatusColumn), QStringLiteral("revoked"));
    QCOMPARE(cell(CertificateTableModel::ProblemsColumn), QStringLiteral("revoked by “issuer”"));
    const auto* tree = m_window->findChild<NavigationTreeModel*>();
    const QModelIndex index = tree->find(NavigationKind::Certificate, "server");
    QTRY_VERIFY(index.data(Qt::AccessibleTextRole).toString().contains("revoked"));
    QVERIFY(click(m_window.get(), "filterProblems"));
    QCOMPARE(table->model()->rowCount(), 1);
    // Taken back, it is no problem any more, while the filter stays.
    QVERIFY(list.revoke({.serial = revocation.serial,
                         .time = revocation.time,
                         .reason = QStringLiteral("removeFromCRL")},
                        {}));
    QTRY_COMPARE(table->model()->rowCount(), 0);
}

} // namespace workbench

QTEST_MAIN(workbench::CertificateListTest)
#include "certificate_list_test.moc"
