#pragma once

#include "ui/connection_view/connection_tab.h"

class QAbstractTableModel;

namespace workbench {

class DataTable;
class ErrorTableModel;

/// The raw errors of OpenSSL, Qt and the system with their numbers, and the alerts, in the order
/// met.
class ErrorsTab : public ConnectionTab
{
    Q_OBJECT

public:
    explicit ErrorsTab(QWidget* parent = nullptr);

    void showConnection(const ObservedConnection& connection) override;

private:
    ErrorTableModel* m_model;
    DataTable* m_table;
};

} // namespace workbench
