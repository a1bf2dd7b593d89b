#include "core/certificates/certificate_export.h"
#include "tests/ui/support/import_window.h"
#include "ui/certificates/certificates_page.h"
#include "ui/certificates/import_review_dialog.h"
#include "ui/certificates/import_review_model.h"
#include "ui/common/data_table.h"

#include <QAction>
#include <QTest>

namespace workbench {

using tests::click;
using tests::find;

/// Chains and bundles taken apart into entries.
class SplitChainTest : public tests::ImportWindow
{
    Q_OBJECT

private Q_SLOTS:

    void init()
    {
        m_fixture = std::make_unique<tests::WindowFixture>();
        m_fixture->addCertificates();
        QVERIFY(m_fixture->workbench().addCertificate("whole", m_fixture->pki().serverWithRoot()));
        openWindow();
    }

    void cleanup() { closeWindow(); }

    void chainBecomesEntries();
    void unrelatedOnesAreFound();
    void ofAnOpenedStore();
    void whatIsAloneIsSaid();

private:
    QAction* split() const { return find<QAction>(m_window.get(), "splitChain"); }

    /// The review that comes; null: none does.
    ImportReviewDialog* review() const;
    static QStringList column(const QWidget* dialog, int column);
};

ImportReviewDialog* SplitChainTest::review() const
{
    split()->trigger();
    const bool shown = QTest::qWaitFor(
        [this] { return find<ImportReviewDialog>(m_window.get(), "importReview") != nullptr; });
    return shown ? find<ImportReviewDialog>(m_window.get(), "importReview") : nullptr;
}

QStringList SplitChainTest::column(const QWidget* dialog, int column)
{
    QStringList texts;
    for (int row = 0; row < model(dialog)->rowCount(); ++row) {
        texts.append(model(dialog)->index(row, column).data().toString());
    }
    return texts;
}

void SplitChainTest::chainBecomesEntries()
{
    const CertificateStore& store = m_fixture->workbench().certificates();
    m_window->showCertificate("whole");
    // It is where a person looks for it: in the menu of the entry.
    QVERIFY(find<DataTable>(m_window.get(), "certificateTable")->actions().contains(split()));
    const QByteArray before = *m_fixture->workbench().certificateFile(entry("whole"));
    QWidget* dialog = review();
    QVERIFY(dialog != nullptr);
    QCOMPARE(column(dialog, ImportReviewModel::StatusColumn),
             QStringList(
                 {"in the store already, as “whole”", "new", "in the store already, as “root”"}));
    const QString issuer = column(dialog, ImportReviewModel::NameColumn).at(1);
    QVERIFY(click(dialog, "importReviewAccept"));
    QTRY_VERIFY(names().contains(issuer));
    QCOMPARE(store.find(issuer)->der, toDer(m_fixture->pki().intermediate().certificate.get()));
    QCOMPARE(names().size(), 5);
    QCOMPARE(*m_fixture->workbench().certificateFile(entry("whole")), before);
    QTRY_COMPARE(find<CertificatesPage>(m_window.get(), "certificatesPage")->currentName(), issuer);
    find<QAction>(m_window.get(), "undo")->trigger();
    QTRY_COMPARE(names().size(), 4);
}

/// Those that are no part of the entry's chain stand in its file only.
void SplitChainTest::unrelatedOnesAreFound()
{
    const KeyMaterial other = m_fixture->pki().server({"dns:other.test"});
    const QByteArray content
        = *m_fixture->workbench().certificateFile(entry("no key")) + certificatePem(other, true);
    Workbench& workbench = m_fixture->workbench();
    QVERIFY(workbench.rewriteCertificate(
        "no key", *workbench.certificateFile(entry("no key")), content));
    m_window->showCertificate("no key");
    QWidget* dialog = review();
    QVERIFY(dialog != nullptr);
    QCOMPARE(column(dialog, ImportReviewModel::StatusColumn),
             QStringList({"in the store already, as “no key”", "new", "new"}));
    QVERIFY(click(dialog, "importReviewAccept"));
    const auto der = [](const KeyMaterial& material) { return toDer(material.certificate.get()); };
    QTRY_COMPARE(names().size(), 6);
    int found = 0;
    for (const StoreEntry& one : workbench.certificates().entries()) {
        found += one.der == der(other) && one.chain == QList {der(m_fixture->pki().intermediate())};
        found += one.der == der(m_fixture->pki().intermediate());
    }
    QCOMPARE(found, 2);
}

void SplitChainTest::ofAnOpenedStore()
{
    const QString path
        = file("bundle.pem", certificatePem(m_fixture->pki().server({"dns:b.test"}), true));
    m_window->openStores({path});
    auto* table = find<DataTable>(m_window.get(), "certificateTable");
    QTRY_COMPARE(table->model()->rowCount(), 2);
    table->selectAll();
    QWidget* dialog = review();
    QVERIFY(dialog != nullptr);
    QVERIFY(click(dialog, "importReviewAccept"));
    QTRY_COMPARE(names().size(), 6);
}

void SplitChainTest::whatIsAloneIsSaid()
{
    m_window->showCertificate("root");
    split()->trigger();
    QTRY_VERIFY2(message().contains("nothing to split"), qPrintable(message()));
    QVERIFY(find(m_window.get(), "importReview") == nullptr);
}

} // namespace workbench

QTEST_MAIN(workbench::SplitChainTest)
#include "split_chain_test.moc"
