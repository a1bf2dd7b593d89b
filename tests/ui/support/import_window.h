#pragma once

#include "tests/ui/support/window_fixture.h"
#include "ui/main_window/main_window.h"

#include <QObject>
#include <QStringList>

#include <memory>

namespace workbench {

class ImportReviewDialog;
class ImportReviewModel;

} // namespace workbench

namespace workbench::tests {

/// A window that files are dropped on. The base of tests.
class ImportWindow : public QObject
{
    Q_OBJECT

protected:
    void openWindow();
    void closeWindow();

    /// Writes a file; its path.
    QString file(const QString& name, const QByteArray& content) const;
    void drop(const QStringList& paths) const;
    /// The list that comes up after it; null: none does.
    ImportReviewDialog* dropForReview(const QStringList& paths) const;
    static ImportReviewModel* model(const QWidget* dialog);
    QStringList names() const; ///< of the entries

    QString message() const { return textOf(m_window.get(), "messageBarText"); }

    std::unique_ptr<WindowFixture> m_fixture;
    std::unique_ptr<MainWindow> m_window;
};

} // namespace workbench::tests
