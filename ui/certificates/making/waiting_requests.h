#pragma once

#include "ui/common/window_context.h"

#include <QByteArray>
#include <QWidget>

class QAction;
class QStandardItemModel;

namespace workbench {

class DataTable;

/// The requests made here that wait for their certificates; hidden while there are none.
class WaitingRequests : public QWidget
{
    Q_OBJECT

public:
    explicit WaitingRequests(const WindowContext& context, QWidget* parent = nullptr);

private:
    void refresh();
    QString currentName() const;
    QByteArray currentPem() const; ///< empty: none is chosen, or it cannot be read
    void copy() const;
    void save() const;
    void sign() const;
    void remove() const;

    WindowContext m_context;
    QStandardItemModel* m_model;
    DataTable* m_table;
    QList<QAction*> m_actions;
};

} // namespace workbench
