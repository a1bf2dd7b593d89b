#include "core/base/atomic_file.h"
#include "core/certificates/certificate_export.h"
#include "core/workbench/opened_stores.h"
#include "tests/ui/support/window_test.h"
#include "ui/certificates/certificate_import.h"
#include "ui/certificates/certificates_page.h"
#include "ui/common/data_table.h"
#include "ui/main_window/navigation_tree_model.h"
#include "ui/main_window/navigation_view.h"

#include <QAction>
#include <QDir>
#include <QDropEvent>
#include <QLineEdit>
#include <QMimeData>
#include <QTest>
#include <QToolButton>
#include <QUrl>

namespace workbench {

using tests::click;
using tests::find;
using tests::textOf;
using tests::type;
using tests::WindowFixture;

/// Stores beside "My certificates": opened, looked through, copied from, closed.
class StoresTest : public tests::WindowTest
{
    Q_OBJECT

private Q_SLOTS:
    void init();

    void cleanup() { closeWindow(); }

    void systemAnchorsAreShown();
    void droppedFolderBecomesAStore();
    void everythingDroppedIsTaken();
    void fileDroppedAmongTheStoresIsOpened();
    void readOnlyStoreSaysSo();
    void certificateIsCopiedOver();
    void closedStoreGoes();
    void lockedFileAsksForItsPassword();
    void filtersNarrowTheList();
    void otherProgramsAreFollowed();
    void aLargeStoreIsFoundWithoutTheTree();

private:
    QString makeFolder() const;
    bool drop(const QStringList& paths, const QPoint& position = {500, 300}) const;
    bool chooseStore(const QString& label) const;
    QStringList labels() const; ///< of the stores in the tree

    int rows() const
    {
        return find<DataTable>(m_window.get(), "certificateTable")->model()->rowCount();
    }
};

void StoresTest::init()
{
    m_fixture = std::make_unique<WindowFixture>();
    m_fixture->addCertificates();
    openWindow();
}

QString StoresTest::makeFolder() const
{
    const QString folder = m_fixture->path(QStringLiteral("others"));
    const bool made = QDir().mkpath(folder)
        && writeFileAtomically(folder + QStringLiteral("/shop.pem"),
                               *toPem(m_fixture->pki().server({"dns:shop.test"})))
        && writeFileAtomically(folder + QStringLiteral("/old.crt"),
                               certificatePem(m_fixture->pki().expiredServer(), false));
    return made ? folder : QString();
}

bool StoresTest::drop(const QStringList& paths, const QPoint& position) const
{
    QMimeData mime;
    QList<QUrl> urls;
    for (const QString& path : paths) {
        urls.append(QUrl::fromLocalFile(path));
    }
    mime.setUrls(urls);
    QDragEnterEvent enter(position, Qt::CopyAction, &mime, Qt::LeftButton, Qt::NoModifier);
    QApplication::sendEvent(m_window.get(), &enter);
    QDropEvent event(QPointF(position), Qt::CopyAction, &mime, Qt::LeftButton, Qt::NoModifier);
    QApplication::sendEvent(m_window.get(), &event);
    return event.isAccepted();
}

bool StoresTest::chooseStore(const QString& label) const
{
    auto* tree = find<NavigationView>(m_window.get(), "navigation");
    const QModelIndexList found = tree->model()->match(tree->model()->index(0, 0),
                                                       Qt::DisplayRole,
                                                       label,
                                                       1,
                                                       Qt::MatchExactly | Qt::MatchRecursive);
    if (found.isEmpty()) {
        return false;
    }
    tree->scrollTo(found.first());
    QTest::mouseClick(
        tree->viewport(), Qt::LeftButton, {}, tree->visualRect(found.first()).center());
    return tree->currentIndex() == found.first();
}

QStringList StoresTest::labels() const
{
    const QAbstractItemModel* model = find<NavigationView>(m_window.get(), "navigation")->model();
    const QModelIndex section = model->index(0, 0);
    QStringList labels;
    for (int row = 0; row < model->rowCount(section); ++row) {
        labels.append(model->index(row, 0, section).data().toString());
    }
    return labels;
}

void StoresTest::systemAnchorsAreShown()
{
    QCOMPARE(labels(), (QStringList {"My certificates", "System trust anchors"}));
    QVERIFY(chooseStore(QStringLiteral("System trust anchors")));
    const OpenedStore* store = m_fixture->workbench().stores().find(QStringLiteral("system"));
    QTRY_VERIFY(!store->reading);
    QTRY_COMPARE(rows(), store->entries.size());
    QVERIFY2(rows() > 0, "ca-certificates, which ./dev installs, is missing");
    QVERIFY(chooseStore(QStringLiteral("My certificates")));
    QCOMPARE(rows(), 3);
}

void StoresTest::droppedFolderBecomesAStore()
{
    QVERIFY(drop({makeFolder()}));
    QCOMPARE(labels(), (QStringList {"My certificates", "System trust anchors", "others"}));
    QTRY_COMPARE(rows(), 3); // with the intermediate
    QVERIFY(type(m_window.get(), "certificateSearch", QStringLiteral("SHOP . test")));
    QCOMPARE(rows(), 1);
    QCOMPARE(find<CertificatesPage>(m_window.get(), "certificatesPage")->currentName(),
             QStringLiteral("shop"));
    QCOMPARE(m_fixture->workbench().certificates().entries().size(), 3);
}

void StoresTest::everythingDroppedIsTaken()
{
    const QString file = m_fixture->path(QStringLiteral("dropped.pem"));
    QVERIFY(writeFileAtomically(file, certificatePem(m_fixture->pki().client(), false)));
    QVERIFY(drop({file, makeFolder()}));
    QCOMPARE(labels(), (QStringList {"My certificates", "System trust anchors", "others"}));
    QTRY_VERIFY(m_fixture->workbench().certificates().find(QStringLiteral("dropped")));
}

void StoresTest::fileDroppedAmongTheStoresIsOpened()
{
    const QString file = m_fixture->path(QStringLiteral("dropped.pem"));
    QVERIFY(writeFileAtomically(file, certificatePem(m_fixture->pki().client(), false)));
    const auto* tree = find<NavigationView>(m_window.get(), "navigation");
    QVERIFY(drop({file}, tree->mapTo(m_window.get(), tree->rect().center())));
    QCOMPARE(labels(), (QStringList {"My certificates", "System trust anchors", "dropped.pem"}));
    const auto isImported = [this] {
        return find<CertificateImport>(m_window.get(), "certificateImport") != nullptr
            || m_fixture->workbench().certificates().find(QStringLiteral("dropped"));
    };
    QVERIFY(!isImported()); // nor is it about to be
    QTRY_COMPARE(rows(), 1);
    QVERIFY(!isImported());
}

void StoresTest::readOnlyStoreSaysSo()
{
    QVERIFY(drop({makeFolder()}));
    QTRY_COMPARE(rows(), 3);
    QVERIFY2(textOf(m_window.get(), "storeNote").contains(QStringLiteral("read-only")),
             qPrintable(textOf(m_window.get(), "storeNote")));
    for (const char* name : {"certificateRemove", "certificateRename", "certificateServe"}) {
        auto* action = find<QAction>(m_window.get(), name);
        QVERIFY2(!action->isEnabled(), name);
        QVERIFY2(action->toolTip().contains(QStringLiteral("read-only")), name);
    }
    QVERIFY(!find<QAction>(m_window.get(), "remove")->isEnabled());
    QVERIFY(chooseStore(QStringLiteral("My certificates")));
    QVERIFY(find<QAction>(m_window.get(), "certificateRemove")->isEnabled());
    QVERIFY(!find<QAction>(m_window.get(), "certificateCopyOver")->isVisible());
}

void StoresTest::certificateIsCopiedOver()
{
    QVERIFY(drop({makeFolder()}));
    QTRY_COMPARE(rows(), 3);
    QVERIFY(type(m_window.get(), "certificateSearch", QStringLiteral("shop.test")));
    QVERIFY(click(m_window.get(), "certificatesPagecertificateCopyOverButton"));
    const CertificateStore& own = m_fixture->workbench().certificates();
    QTRY_VERIFY(own.find(QStringLiteral("shop")));
    const Result<StoreEntry> copied = own.find(QStringLiteral("shop"));
    QVERIFY(copied->hasPrivateKey);
    QCOMPARE(copied->chain.size(), 1);
    QVERIFY(click(m_window.get(), "messageBarAction"));
    QCOMPARE(find<CertificatesPage>(m_window.get(), "certificatesPage")->currentName(),
             QStringLiteral("shop"));
    QCOMPARE(rows(), 4);
}

void StoresTest::closedStoreGoes()
{
    QVERIFY(drop({makeFolder()}));
    QTRY_COMPARE(rows(), 3);
    auto* close = find<QAction>(m_window.get(), "closeStore");
    QVERIFY(close->isEnabled());
    close->trigger();
    QCOMPARE(labels(), (QStringList {"My certificates", "System trust anchors"}));
    QVERIFY(chooseStore(QStringLiteral("System trust anchors")));
    QVERIFY(!close->isEnabled());
}

void StoresTest::lockedFileAsksForItsPassword()
{
    ExportRequest request;
    request.form = ExportForm::Pkcs12;
    request.part = ExportPart::All;
    request.password = "secret";
    const QString path = m_fixture->path(QStringLiteral("locked.p12"));
    QVERIFY(writeFileAtomically(path, *exportMaterial(m_fixture->pki().client(), request)));
    QVERIFY(m_fixture->workbench().stores().open(path));
    QVERIFY(chooseStore(QStringLiteral("locked.p12")));
    QTRY_VERIFY(find<QAction>(m_window.get(), "storePassword")->isVisible());
    QVERIFY(textOf(m_window.get(), "storeNote").contains(QStringLiteral("password")));
    QVERIFY(click(m_window.get(), "certificatesPagestorePasswordButton"));
    auto* dialog = find<QWidget>(m_window.get(), "passwordDialog");
    QVERIFY(dialog != nullptr);
    QVERIFY(type(dialog, "password", QStringLiteral("secret")));
    QTest::keyClick(find(dialog, "password"), Qt::Key_Return);
    QTRY_COMPARE(rows(), 2);
    QVERIFY(!find<QAction>(m_window.get(), "storePassword")->isVisible());
}

void StoresTest::filtersNarrowTheList()
{
    QVERIFY(m_fixture->workbench().addCertificate(QStringLiteral("old"),
                                                  m_fixture->pki().expiredServer()));
    QCOMPARE(rows(), 4);
    QVERIFY(chooseStore(QStringLiteral("My certificates")));
    QVERIFY(click(m_window.get(), "filterCa"));
    QCOMPARE(rows(), 1);
    QVERIFY(click(m_window.get(), "filterProblems"));
    QCOMPARE(rows(), 0);
    QVERIFY(click(m_window.get(), "filterCa"));
    QCOMPARE(rows(), 1);
    QVERIFY(click(m_window.get(), "filterProblems"));
    QVERIFY(click(m_window.get(), "filterKey"));
    QCOMPARE(rows(), 3);
    QVERIFY(click(m_window.get(), "filterSoon"));
    QCOMPARE(rows(), 1);
}

void StoresTest::otherProgramsAreFollowed()
{
    QVERIFY(chooseStore(QStringLiteral("My certificates")));
    const QString folder = m_fixture->workbench().certificates().folder();
    QVERIFY(writeFileAtomically(folder + QStringLiteral("/theirs.pem"),
                                *toPem(m_fixture->pki().client())));
    QTRY_COMPARE(rows(), 4);
    QVERIFY(chooseStore(QStringLiteral("theirs")));
}

void StoresTest::aLargeStoreIsFoundWithoutTheTree()
{
    const QByteArray pem = *toPem(m_fixture->pki().client());
    const QString folder = m_fixture->workbench().certificates().folder();
    for (int i = 0; i < 400; ++i) {
        QVERIFY(writeFileAtomically(folder + QStringLiteral("/one of many %1.pem").arg(i), pem));
    }
    QTRY_COMPARE(m_fixture->workbench().certificates().entries().size(), 403);
    QTRY_COMPARE(rows(), 403);
    m_window->showCertificate(QStringLiteral("one of many 77"));
    QCOMPARE(find<CertificatesPage>(m_window.get(), "certificatesPage")->currentName(),
             QStringLiteral("one of many 77"));
}

} // namespace workbench

QTEST_MAIN(workbench::StoresTest)
#include "stores_test.moc"
