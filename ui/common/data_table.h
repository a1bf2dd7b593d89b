#pragma once

#include <QTableView>

class QSettings;

namespace workbench {

class HeaderColumns;

/// A table as every list of the window has it: whole rows, sortable, columns chosen from the
/// header's menu and remembered, rows copied as text, following the newest row unless the person
/// has scrolled away.
class DataTable : public QTableView
{
    Q_OBJECT

public:
    explicit DataTable(const QString& name, QWidget* parent = nullptr);

    void setModel(QAbstractItemModel* model) override;

    /// Keeps widths, order and choice of columns under the table's object name. Call after
    /// setModel().
    void remember(QSettings& settings);

    /// The last row stays in sight while the person has not scrolled up.
    void setFollowsNewest(bool follows) { m_follows = follows; }

    /// A sentence in the middle while there are no rows.
    void setEmptyText(const QString& text);

    const QString& emptyText() const { return m_emptyText; }

    /// The selected rows, visible columns, tab-separated, one line each.
    QString selectedText() const;
    void copySelection() const;

    int currentRow() const; ///< of the view's own model; -1: none
    void selectRow(int row); ///< and scrolls to it

protected:
    void paintEvent(QPaintEvent* event) override;
    void contextMenuEvent(QContextMenuEvent* event) override;
    void rowsInserted(const QModelIndex& parent, int start, int end) override;
    QModelIndex moveCursor(CursorAction action, Qt::KeyboardModifiers modifiers) override;

private:
    bool atBottom() const;

    HeaderColumns* m_columns;
    QString m_emptyText;
    bool m_follows = false;
    bool m_wasAtBottom = true;
    bool m_scrollPending = false;
};

} // namespace workbench
