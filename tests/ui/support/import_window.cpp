#include "tests/ui/support/import_window.h"

#include "core/base/atomic_file.h"
#include "tests/support/slowness.h"
#include "ui/certificates/certificate_import.h"
#include "ui/certificates/import_review_dialog.h"
#include "ui/certificates/import_review_model.h"

#include <QApplication>
#include <QDragEnterEvent>
#include <QDropEvent>
#include <QMimeData>
#include <QTest>
#include <QUrl>

namespace workbench::tests {

ImportReviewModel* ImportWindow::model(const QWidget* dialog)
{
    return dialog->findChild<ImportReviewModel*>();
}

QString ImportWindow::file(const QString& name, const QByteArray& content) const
{
    const QString path = m_fixture->path(name);
    return writeFileAtomically(path, content) ? path : QString();
}

void ImportWindow::drop(const QStringList& paths) const
{
    QMimeData mime;
    QList<QUrl> urls;
    for (const QString& path : paths) {
        urls.append(QUrl::fromLocalFile(path));
    }
    mime.setUrls(urls);
    QVERIFY(CertificateImport::accepts(&mime));
    // Right of the tree: what is dropped among the stores is opened as one.
    const QPoint place(m_window->width() - 20, m_window->height() / 2);
    QDragEnterEvent enter(place, Qt::CopyAction, &mime, Qt::LeftButton, Qt::NoModifier);
    QApplication::sendEvent(m_window.get(), &enter);
    QVERIFY(enter.isAccepted());
    QDropEvent dropped(place, Qt::CopyAction, &mime, Qt::LeftButton, Qt::NoModifier);
    QApplication::sendEvent(m_window.get(), &dropped);
}

ImportReviewDialog* ImportWindow::dropForReview(const QStringList& paths) const
{
    drop(paths);
    const bool shown = QTest::qWaitFor(
        [this] { return find<ImportReviewDialog>(m_window.get(), "importReview") != nullptr; },
        kUsualWait);
    return shown ? find<ImportReviewDialog>(m_window.get(), "importReview") : nullptr;
}

QStringList ImportWindow::names() const
{
    QStringList all;
    for (const StoreEntry& entry : m_fixture->workbench().certificates().entries()) {
        all.append(entry.name);
    }
    return all;
}

} // namespace workbench::tests
