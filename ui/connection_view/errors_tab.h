#pragma once

#include "ui/connection_view/connection_tab.h"

class QLabel;

namespace workbench {

class DataTable;
class ErrorTableModel;

/// The raw errors of OpenSSL, Qt and the system with their numbers, and the alerts, in the order
/// met; below them what the library's handshake function would say, and where it waited.
class ErrorsTab : public ConnectionTab
{
    Q_OBJECT

public:
    explicit ErrorsTab(QWidget* parent = nullptr);

    void showConnection(const ObservedConnection& connection) override;

private:
    ErrorTableModel* m_model;
    DataTable* m_table;
    QLabel* m_library;
};

} // namespace workbench
