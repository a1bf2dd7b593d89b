#pragma once

#include "core/base/error.h"
#include "ui/common/window_context.h"

#include <QByteArray>
#include <QList>
#include <QWidget>

class QLabel;
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
    void refreshSoon(); ///< once, however much changes in this turn of the event loop
    void refresh();
    void tellFaults(const QList<Error>& faults);
    QString currentName() const;
    QByteArray currentPem() const; ///< empty: none is chosen, or it cannot be read, which is said
    void copy() const;
    void save() const;
    void sign() const;
    void remove() const;

    WindowContext m_context;
    QStandardItemModel* m_model;
    DataTable* m_table;
    QLabel* m_faults; ///< files that cannot be read
    bool m_willRefresh = false;
};

} // namespace workbench
