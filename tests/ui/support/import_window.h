#pragma once

#include "tests/ui/support/window_test.h"

#include <QStringList>

namespace workbench {

class ImportReviewDialog;
class ImportReviewModel;

} // namespace workbench

namespace workbench::tests {

/// A window that files are dropped on. The base of tests.
class ImportWindow : public WindowTest
{
    Q_OBJECT

protected:
    /// Writes a file; its path.
    QString file(const QString& name, const QByteArray& content) const;
    void drop(const QStringList& paths) const;
    /// The list that comes up after it; null: none does.
    ImportReviewDialog* dropForReview(const QStringList& paths) const;
    static ImportReviewModel* model(const QWidget* dialog);
    QStringList names() const; ///< of the entries
};

} // namespace workbench::tests
