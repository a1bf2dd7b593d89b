#include "ui/connection_view/messages_tab.h"

#include "ui/common/data_table.h"
#include "ui/common/hex_view.h"
#include "ui/common/text.h"
#include "ui/connection_view/message_table_model.h"

#include <QItemSelectionModel>
#include <QLabel>
#include <QSplitter>
#include <QVBoxLayout>

namespace workbench {

MessagesTab::MessagesTab(QWidget* parent)
    : ConnectionTab(parent)
    , m_model(new MessageTableModel(this))
    , m_table(new DataTable(QStringLiteral("messageTable")))
    , m_caption(new QLabel)
    , m_hex(new HexView)
{
    m_table->setAccessibleName(tr("Messages"));
    m_table->setModel(m_model);
    m_table->setFrameShape(QFrame::NoFrame);
    m_table->setEmptyText(tr("No TLS message has passed."));
    m_hex->setObjectName(QStringLiteral("messageBytes"));
    m_hex->setAccessibleName(tr("Bytes of the message"));
    m_hex->setFrameShape(QFrame::NoFrame);
    m_caption->setObjectName(QStringLiteral("messageCaption"));
    m_caption->setContentsMargins(10, 5, 10, 5);
    m_caption->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Fixed);

    auto* bytes = new QWidget;
    auto* bytesLayout = new QVBoxLayout(bytes);
    bytesLayout->setContentsMargins(0, 0, 0, 0);
    bytesLayout->setSpacing(0);
    bytesLayout->addWidget(m_caption);
    bytesLayout->addWidget(m_hex, 1);

    auto* splitter = new QSplitter(Qt::Vertical);
    splitter->setObjectName(QStringLiteral("messageSplitter"));
    splitter->setChildrenCollapsible(false);
    splitter->addWidget(m_table);
    splitter->addWidget(bytes);
    splitter->setStretchFactor(0, 3);
    splitter->setStretchFactor(1, 2);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(splitter);
    connect(m_table->selectionModel(),
            &QItemSelectionModel::currentRowChanged,
            this,
            &MessagesTab::showBytes);
    connect(m_model, &QAbstractItemModel::dataChanged, this, &MessagesTab::showBytes);
    showBytes();
}

void MessagesTab::showConnection(const ObservedConnection& connection)
{
    const bool other = connection.record->id != m_id;
    m_id = connection.record->id;
    m_model->setRecord(connection.record);
    if ((other || m_table->currentRow() < 0) && m_model->rowCount() > 0) {
        m_table->selectRow(0);
    }
    showBytes();
}

void MessagesTab::showBytes()
{
    const int row = m_table->currentRow();
    if (row < 0 || row >= m_model->rowCount()) {
        m_caption->setText(tr("Choose a message to see its bytes."));
        m_hex->setBytes({});
        return;
    }
    const TraceMessage& message = m_model->at(row);
    if (message.bytes.isEmpty()) {
        m_caption->setText(
            tr("%1: its bytes stand under “Data”.").arg(MessageTableModel::title(message)));
    } else {
        m_caption->setText(message.encrypted ? tr("%1, %2, shown decrypted")
                                                   .arg(MessageTableModel::title(message),
                                                        bytesText(message.bytes.size()))
                                             : tr("%1, %2").arg(MessageTableModel::title(message),
                                                                bytesText(message.bytes.size())));
    }
    m_hex->setBytes(message.bytes);
}

} // namespace workbench
