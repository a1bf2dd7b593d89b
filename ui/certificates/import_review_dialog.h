#pragma once

#include "ui/certificates/import_rows.h"
#include "ui/common/window_context.h"

#include <QDialog>

class QCheckBox;
class QLabel;
class QPushButton;
class QSortFilterProxyModel;

namespace workbench {

class DataTable;
class ImportReviewModel;

/// What was found in files, before it is imported: each with what becomes of it, a name that can be
/// changed, and whether it is taken. Not modal: the entry that something is already can be looked
/// at meanwhile.
class ImportReviewDialog : public QDialog
{
    Q_OBJECT

public:
    ImportReviewDialog(const WindowContext& context,
                       const QList<ImportRow>& rows,
                       QWidget* parent = nullptr);

    /// Whether a person has to decide about these: several, or asked for every time.
    static bool isNeeded(const WindowContext& context, const QList<ImportRow>& rows);

    const QList<ImportRow>& rows() const; ///< as decided

Q_SIGNALS:
    void entryWanted(const QString& name);

private:
    void buildTable();
    void buildButtons();
    void showState(); ///< how many are taken, what is still wrong
    void showCurrent();
    void toggleSelected();
    QList<int> selectedRows() const;

    WindowContext m_context;
    ImportReviewModel* m_model;
    QSortFilterProxyModel* m_proxy;
    DataTable* m_table;
    QLabel* m_summary;
    QLabel* m_detail; ///< the status of the current row, which is often too long for its cell
    QLabel* m_problem;
    QCheckBox* m_all;
    QCheckBox* m_always;
    QPushButton* m_existing;
    QPushButton* m_import = nullptr;
};

} // namespace workbench
