#include "core/base/atomic_file.h"
#include "core/certificates/certificate_export.h"
#include "tests/ui/support/window_fixture.h"
#include "ui/certificates/certificate_import.h"
#include "ui/certificates/certificates_page.h"
#include "ui/certificates/export_dialog.h"
#include "ui/common/data_table.h"
#include "ui/main_window/main_window.h"

#include <QAction>
#include <QApplication>
#include <QClipboard>
#include <QComboBox>
#include <QDrag>
#include <QFile>
#include <QFileInfo>
#include <QLineEdit>
#include <QMimeData>
#include <QPointer>
#include <QPushButton>
#include <QSignalSpy>
#include <QTest>
#include <QTreeView>
#include <QUrl>

namespace workbench {

using tests::click;
using tests::find;
using tests::textOf;
using tests::type;
using tests::WindowFixture;

/// Searching, importing, exporting, renaming and copying in "My certificates".
class CertificatesPageTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void cleanup();
    void searchByNameSanAndHash();
    void pasteImports();
    void brokenPemIsSaid();
    void encryptedKeyIsAskedForAgain();
    void sameCertificateTwiceIsSaid();
    void keyAloneIsSaid();
    void exportedFilesAreReadBack_data();
    void exportedFilesAreReadBack();
    void exportAsPkcs12_data();
    void exportAsPkcs12();
    void exportSaysWhatIsWrong();
    void renameInTheList();
    void hashIsCopied();
    void rowsCanBeDraggedOut();
    void dragBeginsWithTheMouse();

private:
    void paste(const QByteArray& text) const;

    QString message() const { return textOf(m_window.get(), "messageBarText"); }

    /// -1: the page is not built yet.
    int rows() const
    {
        const auto* table = find<DataTable>(m_window.get(), "certificateTable");
        return table == nullptr ? -1 : table->model()->rowCount();
    }

    QStringList names() const;

    std::unique_ptr<WindowFixture> m_fixture;
    std::unique_ptr<MainWindow> m_window;
};

void CertificatesPageTest::init()
{
    m_fixture = std::make_unique<WindowFixture>();
    m_window = std::make_unique<MainWindow>(m_fixture->workbench());
    m_window->show();
    m_window->activateWindow();
    QVERIFY(QTest::qWaitForWindowActive(m_window.get()));
    QVERIFY(tests::waitForPages(*m_window));
}

void CertificatesPageTest::cleanup()
{
    m_window.reset();
    m_fixture.reset();
}

QStringList CertificatesPageTest::names() const
{
    QStringList all;
    for (const StoreEntry& entry : m_fixture->workbench().certificates().entries()) {
        all.append(entry.name);
    }
    return all;
}

void CertificatesPageTest::paste(const QByteArray& text) const
{
    QApplication::clipboard()->setText(QString::fromUtf8(text));
    // A dialog that has just gone may have left the window inactive: keys would go nowhere.
    QTRY_VERIFY((m_window->activateWindow(), m_window->isActiveWindow()));
    QTest::keyClick(m_window.get(), Qt::Key_V, Qt::ControlModifier);
}

void CertificatesPageTest::searchByNameSanAndHash()
{
    m_fixture->addCertificates();
    QCOMPARE(rows(), 3);
    QTest::keyClick(m_window.get(), Qt::Key_F, Qt::ControlModifier);
    QCOMPARE(m_window->focusWidget()->objectName(), QStringLiteral("certificateSearch"));
    QVERIFY(type(m_window.get(), "certificateSearch", QStringLiteral("alone.test")));
    QCOMPARE(rows(), 1);
    const StoreEntry entry = *m_fixture->workbench().certificates().find(QStringLiteral("root"));
    find<QLineEdit>(m_window.get(), "certificateSearch")
        ->setText(QString::fromLatin1(entry.facts.sha256.toHex(':').toUpper()));
    QCOMPARE(rows(), 1);
    auto* page = find<CertificatesPage>(m_window.get(), "certificatesPage");
    QCOMPARE(page->currentName(), QStringLiteral("root"));
    find<QLineEdit>(m_window.get(), "certificateSearch")->setText(QStringLiteral("no such thing"));
    QCOMPARE(rows(), 0);
    QCOMPARE(page->currentName(), QString());
    QVERIFY(!find<QAction>(m_window.get(), "export")->isEnabled());
}

void CertificatesPageTest::pasteImports()
{
    paste(*toPem(m_fixture->pki().server()));
    QTRY_COMPARE(rows(), 1);
    const StoreEntry entry = m_fixture->workbench().certificates().entries().first();
    QVERIFY(entry.hasPrivateKey);
    QVERIFY(message().contains(entry.name));
}

void CertificatesPageTest::brokenPemIsSaid()
{
    QByteArray pem = certificatePem(m_fixture->pki().server(), false);
    pem.replace(100, 8, "!!!!!!!!");
    paste(pem);
    QTRY_VERIFY(!message().isEmpty());
    QVERIFY(names().isEmpty());
    paste("nothing of the kind");
    QVERIFY2(message().contains(QStringLiteral("clipboard")), qPrintable(message()));
}

void CertificatesPageTest::encryptedKeyIsAskedForAgain()
{
    paste(*toPem(m_fixture->pki().server(), "secret"));
    QTRY_VERIFY(find(m_window.get(), "passwordDialog") != nullptr);
    const QPointer<QWidget> first = find(m_window.get(), "passwordDialog");
    QVERIFY(type(first, "password", QStringLiteral("wrong")));
    QVERIFY(click(first, "passwordDialogAccept"));
    QTRY_VERIFY(first.isNull());
    QTRY_VERIFY(find(m_window.get(), "passwordDialog") != nullptr);
    const QPointer<QWidget> second = find(m_window.get(), "passwordDialog");
    QVERIFY(!textOf(second, "passwordMessage").isEmpty());
    QVERIFY(type(second, "password", QStringLiteral("secret")));
    QVERIFY(click(second, "passwordDialogAccept"));
    QTRY_VERIFY(second.isNull());
    QTRY_COMPARE(names().size(), 1);
    // A password that is not given ends it without a complaint.
    paste(*toPem(m_fixture->pki().client(), "secret"));
    QTRY_VERIFY(find(m_window.get(), "passwordDialog") != nullptr);
    QVERIFY(click(find(m_window.get(), "passwordDialog"), "passwordDialogCancel"));
    QTRY_VERIFY(find<QObject>(m_window.get(), "certificateImport") == nullptr);
    QCOMPARE(names().size(), 1);
}

void CertificatesPageTest::sameCertificateTwiceIsSaid()
{
    m_fixture->addCertificates();
    paste(certificatePem(m_fixture->pki().root(), false));
    QTRY_VERIFY2(message().contains(QStringLiteral("root")), qPrintable(message()));
    QCOMPARE(names().size(), 3);
}

void CertificatesPageTest::keyAloneIsSaid()
{
    paste(*keyPem(m_fixture->pki().server()));
    QTRY_VERIFY2(message().contains(QStringLiteral("certificate")), qPrintable(message()));
    QVERIFY(names().isEmpty());
}

void CertificatesPageTest::exportedFilesAreReadBack_data()
{
    QTest::addColumn<int>("what"); // index in the dialog
    QTest::addColumn<QString>("password");
    QTest::addColumn<int>("chain");
    QTest::addColumn<bool>("key");
    QTest::newRow("certificate") << 0 << QString() << 0 << false;
    QTest::newRow("with chain") << 1 << QString() << 1 << false;
    QTest::newRow("everything") << 2 << QString() << 1 << true;
    QTest::newRow("everything, encrypted") << 2 << QStringLiteral("secret") << 1 << true;
}

void CertificatesPageTest::exportedFilesAreReadBack()
{
    QFETCH(int, what);
    QFETCH(QString, password);
    QFETCH(int, chain);
    QFETCH(bool, key);
    m_fixture->addCertificates();
    m_window->showCertificate(QStringLiteral("server"));
    QTest::keyClick(m_window.get(), Qt::Key_E, Qt::ControlModifier);
    auto* dialog = find(m_window.get(), "exportDialog");
    QVERIFY(dialog != nullptr);
    find<QComboBox>(dialog, "exportWhat")->setCurrentIndex(what);
    find<QLineEdit>(dialog, "exportPassword")->setText(password);
    const QString path = m_fixture->path(QStringLiteral("exported.pem"));
    find<QLineEdit>(dialog, "exportPath")->setText(path);
    QVERIFY(click(dialog, "exportDialogAccept"));
    QFile file(path);
    QVERIFY(file.open(QIODevice::ReadOnly));
    QVERIFY(!(file.permissions() & (QFile::ReadGroup | QFile::ReadOther)));
    const Result<KeyMaterial> material = readKeyMaterial(file.readAll(), password.toUtf8(), path);
    QVERIFY(material);
    QCOMPARE(material->chain.size(), chain);
    QCOMPARE(material->hasKey(), key);
}

void CertificatesPageTest::exportAsPkcs12_data()
{
    QTest::addColumn<int>("form"); // index in the dialog
    QTest::newRow("modern") << 3;
    QTest::newRow("for old programs") << 4;
}

void CertificatesPageTest::exportAsPkcs12()
{
    QFETCH(const int, form);
    m_fixture->addCertificates();
    m_window->showCertificate(QStringLiteral("server"));
    QTest::keyClick(m_window.get(), Qt::Key_E, Qt::ControlModifier);
    auto* dialog = find(m_window.get(), "exportDialog");
    QVERIFY(dialog != nullptr);
    auto* path = find<QLineEdit>(dialog, "exportPath");
    path->setText(m_fixture->path(QStringLiteral("all.pem")));
    find<QComboBox>(dialog, "exportForm")->setCurrentIndex(form);
    QCOMPARE(path->text(), m_fixture->path(QStringLiteral("all.p12")));
    QCOMPARE(find<QComboBox>(dialog, "exportWhat")->currentIndex(), 2); // everything
    QVERIFY(type(dialog, "exportPassword", QStringLiteral("secret")));
    QVERIFY(click(dialog, "exportDialogAccept"));
    QFile file(path->text());
    QVERIFY(file.open(QIODevice::ReadOnly));
    const Result<KeyMaterial> material = readKeyMaterial(file.readAll(), "secret", {});
    QVERIFY(material);
    QVERIFY(material->hasKey());
    QCOMPARE(material->chain.size(), 1);
}

void CertificatesPageTest::exportSaysWhatIsWrong()
{
    m_fixture->addCertificates();
    const StoreEntry entry = *m_fixture->workbench().certificates().find(QStringLiteral("no key"));
    ExportDialog dialog(m_fixture->context(), entry);
    dialog.setAttribute(Qt::WA_DeleteOnClose, false);
    dialog.show();
    const auto* accept = find<QPushButton>(&dialog, "exportDialogAccept");
    find<QLineEdit>(&dialog, "exportPath")
        ->setText(m_fixture->path(QStringLiteral("missing/folder/x.pem")));
    QVERIFY(!accept->isEnabled());
    QVERIFY(textOf(&dialog, "exportPathMessage").contains(QStringLiteral("does not exist")));
    find<QLineEdit>(&dialog, "exportPath")->setText(m_fixture->path(QStringLiteral("x.pem")));
    QVERIFY(accept->isEnabled());
    find<QComboBox>(&dialog, "exportWhat")->setCurrentIndex(2);
    QVERIFY(!accept->isEnabled());
    QVERIFY(textOf(&dialog, "exportWhatMessage").contains(QStringLiteral("no private key")));
    find<QComboBox>(&dialog, "exportForm")->setCurrentIndex(2); // PKCS#7: takes the chain itself
    QCOMPARE(find<QComboBox>(&dialog, "exportWhat")->currentIndex(), 1);
    QVERIFY(accept->isEnabled());
    find<QComboBox>(&dialog, "exportWhat")->setCurrentIndex(3);
    QVERIFY(!accept->isEnabled());
    QVERIFY(textOf(&dialog, "exportFormMessage").contains(QStringLiteral("cannot hold")));
}

void CertificatesPageTest::renameInTheList()
{
    m_fixture->addCertificates();
    m_window->showCertificate(QStringLiteral("server"));
    auto* table = find<DataTable>(m_window.get(), "certificateTable");
    table->setFocus();
    QTest::keyClick(m_window.get(), Qt::Key_F2);
    auto* editor = table->viewport()->findChild<QLineEdit*>();
    QVERIFY(editor != nullptr);
    editor->selectAll();
    QTest::keyClicks(editor, QStringLiteral("shop"));
    QTest::keyClick(editor, Qt::Key_Return);
    QTRY_VERIFY(names().contains(QStringLiteral("shop")));
    QVERIFY(!names().contains(QStringLiteral("server")));
    QTRY_COMPARE(find<CertificatesPage>(m_window.get(), "certificatesPage")->currentName(),
                 QStringLiteral("shop"));
}

void CertificatesPageTest::hashIsCopied()
{
    m_fixture->addCertificates();
    m_window->showCertificate(QStringLiteral("root"));
    find<QAction>(m_window.get(), "copyHash")->trigger();
    const StoreEntry entry = *m_fixture->workbench().certificates().find(QStringLiteral("root"));
    QCOMPARE(QApplication::clipboard()->text(), QString::fromLatin1(entry.facts.sha256.toHex()));
}

void CertificatesPageTest::rowsCanBeDraggedOut()
{
    m_fixture->addCertificates();
    m_window->showCertificate(QStringLiteral("server"));
    const auto canDrag = [](const QAbstractItemView& view, const QModelIndex& index) {
        const std::unique_ptr<QMimeData> data(view.model()->mimeData({index}));
        return view.dragEnabled() && index.flags().testFlag(Qt::ItemIsDragEnabled) && data
            && data->text().contains("BEGIN CERTIFICATE") && data->hasUrls();
    };
    const auto* table = find<DataTable>(m_window.get(), "certificateTable");
    QVERIFY(canDrag(*table, table->model()->index(0, 0)));
    const auto* tree = find<QTreeView>(m_window.get(), "navigation");
    QVERIFY(canDrag(*tree, tree->currentIndex()));
}

/// Pressed, moved and let go again. Without a screen the drag is over at once; what was in it is
/// there until the next turn of the event loop.
void CertificatesPageTest::dragBeginsWithTheMouse()
{
    m_fixture->addCertificates();
    m_window->showCertificate(QStringLiteral("server"));
    auto* table = find<DataTable>(m_window.get(), "certificateTable");
    const QPoint from = table->visualRect(table->model()->index(table->currentRow(), 0)).center();
    const QPoint to = from + QPoint(3 * QApplication::startDragDistance(), 0);
    QTest::mousePress(table->viewport(), Qt::LeftButton, {}, from);
    QMouseEvent beyond(QEvent::MouseMove,
                       to,
                       table->viewport()->mapToGlobal(to),
                       Qt::NoButton,
                       Qt::LeftButton,
                       Qt::NoModifier);
    QApplication::sendEvent(table->viewport(), &beyond); // where the rows are marked for it
    QApplication::sendEvent(table->viewport(), &beyond); // where it begins
    const auto* drag = table->findChild<QDrag*>();
    QVERIFY(drag != nullptr);
    const StoreEntry entry = *m_fixture->workbench().certificates().find(QStringLiteral("server"));
    QCOMPARE(drag->mimeData()->text(),
             QString::fromLatin1(certificatePem(certificatesOf(entry), false)));
    QVERIFY(drag->mimeData()->hasUrls());
    QCOMPARE(drag->supportedActions(), Qt::CopyAction);
    QTest::mouseRelease(table->viewport(), Qt::LeftButton, {}, to);
}

} // namespace workbench

QTEST_MAIN(workbench::CertificatesPageTest)
#include "certificates_page_test.moc"
