#pragma once

#include "core/workbench/workbench.h"
#include "ui/common/window_context.h"

#include <QTimer>
#include <QWidget>

class QLabel;
class QLineEdit;
class QSortFilterProxyModel;
class QSplitter;

namespace workbench {

class ConnectionTableModel;
class ConnectionView;
class DataTable;

/// The connections of one server or client above, the chosen one below. Shows the newest by itself
/// until the person chooses another.
class ConnectionsPanel : public QWidget
{
    Q_OBJECT

public:
    ConnectionsPanel(const QString& name, const WindowContext& context, QWidget* parent = nullptr);

    void setSource(Role role, const QString& name);

    /// Chooses this connection, if it is here.
    void select(quint64 id);

    ConnectionView* view() const { return m_view; }

    DataTable* table() const { return m_table; }

    QLineEdit* filter() const { return m_filter; }

private:
    QWidget* buildList();
    void takeBatch(const QList<ObservedConnection>& batch);
    void dropConnections(const QList<quint64>& ids);
    void followNewest();
    void selectSourceRow(int row);
    void showSelected();
    void updateCount();
    QString nothingYet() const; ///< what stands in place of the first row

    WindowContext m_context;
    Role m_role = Role::Client;
    QString m_name;
    ConnectionTableModel* m_model;
    QSortFilterProxyModel* m_proxy;
    DataTable* m_table;
    QLineEdit* m_filter;
    QLabel* m_count;
    ConnectionView* m_view;
    QTimer m_followTimer; ///< at most a few changes a second, also under a flood of connections
    bool m_pinned = false; ///< the person chose a row
    bool m_choosing = false; ///< the row changes, and not by the person
};

} // namespace workbench
