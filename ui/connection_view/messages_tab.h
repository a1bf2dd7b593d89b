#pragma once

#include "ui/connection_view/connection_tab.h"

class QLabel;
class QSettings;

namespace workbench {

class DataTable;
class FieldView;
class MessageTableModel;
class TreeDecoder;

/// The handshake log: every message with time, direction, size and version; fields and bytes of the
/// chosen one below. A message is decoded when it is chosen.
class MessagesTab : public ConnectionTab
{
    Q_OBJECT

public:
    explicit MessagesTab(QSettings& settings, QWidget* parent = nullptr);

    void showConnection(const ObservedConnection& connection) override;
    bool openFind() override;
    QList<QAction*> moreActions() const override;

    DataTable* table() const { return m_table; }

private:
    /// What the fields depend on; the same again is not decoded anew.
    struct Shown
    {
        quint64 id = 0;
        int row = -1;
        qsizetype messageBytes = 0;
        quint16 version = 0;
        quint16 suite = 0;

        bool operator==(const Shown&) const = default;
    };

    void showMessage();
    void showFields(const TraceMessage& message);

    MessageTableModel* m_model;
    DataTable* m_table;
    QLabel* m_caption;
    FieldView* m_fields;
    TreeDecoder* m_decoder;
    ConnectionRecordPtr m_record;
    Shown m_shown;
};

} // namespace workbench
