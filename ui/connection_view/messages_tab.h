#pragma once

#include "ui/connection_view/connection_tab.h"

class QLabel;
class QSplitter;

namespace workbench {

class DataTable;
class HexView;
class MessageTableModel;

/// The handshake log: every message with time, direction, size and version; the bytes of the
/// chosen one below.
class MessagesTab : public ConnectionTab
{
    Q_OBJECT

public:
    explicit MessagesTab(QWidget* parent = nullptr);

    void showConnection(const ObservedConnection& connection) override;

    DataTable* table() const { return m_table; }

private:
    void showBytes();

    MessageTableModel* m_model;
    DataTable* m_table;
    QLabel* m_caption;
    HexView* m_hex;
    quint64 m_id = 0;
};

} // namespace workbench
