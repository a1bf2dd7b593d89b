#include "ui/connection_view/messages_tab.h"

#include "core/connection/message_decoding.h"
#include "ui/common/data_table.h"
#include "ui/common/field_view.h"
#include "ui/common/text.h"
#include "ui/common/tree_decoder.h"
#include "ui/connection_view/message_table_model.h"

#include <QItemSelectionModel>
#include <QLabel>
#include <QSettings>
#include <QSplitter>
#include <QVBoxLayout>

namespace workbench {

MessagesTab::MessagesTab(QSettings& settings, QWidget* parent)
    : ConnectionTab(parent)
    , m_model(new MessageTableModel(this))
    , m_table(new DataTable(QStringLiteral("messageTable")))
    , m_caption(new QLabel)
    , m_fields(new FieldView(QStringLiteral("messageFields")))
    , m_decoder(new TreeDecoder(this))
{
    m_table->setAccessibleName(tr("Messages"));
    m_table->setModel(m_model);
    m_table->setFrameShape(QFrame::NoFrame);
    m_table->setEmptyText(tr("No TLS message has passed."));
    m_fields->setAccessibleNames(tr("Fields of the message"), tr("Bytes of the message"));
    m_caption->setObjectName(QStringLiteral("messageCaption"));
    m_caption->setContentsMargins(10, 5, 10, 5);
    m_caption->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Fixed);

    auto* message = new QWidget;
    auto* messageLayout = new QVBoxLayout(message);
    messageLayout->setContentsMargins(0, 0, 0, 0);
    messageLayout->setSpacing(0);
    messageLayout->addWidget(m_caption);
    messageLayout->addWidget(m_fields, 1);

    auto* splitter = new QSplitter(Qt::Vertical);
    splitter->setObjectName(QStringLiteral("messageSplitter"));
    splitter->setChildrenCollapsible(false);
    splitter->addWidget(m_table);
    splitter->addWidget(message);
    splitter->setStretchFactor(0, 1);
    splitter->setStretchFactor(1, 2);
    splitter->setSizes({150, 300});
    const QString key = QStringLiteral("splitters/%1").arg(splitter->objectName());
    splitter->restoreState(settings.value(key).toByteArray());
    connect(splitter, &QSplitter::splitterMoved, this, [splitter, key, &settings] {
        settings.setValue(key, splitter->saveState());
    });
    m_table->remember(settings);
    m_fields->remember(settings);
    addActions(m_fields->findActions());
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(splitter);
    connect(m_table->selectionModel(),
            &QItemSelectionModel::currentRowChanged,
            this,
            &MessagesTab::showMessage);
    connect(m_decoder, &TreeDecoder::decoded, m_fields, &FieldView::setTree);
    showMessage();
}

void MessagesTab::showConnection(const ObservedConnection& connection)
{
    const bool other = !m_record || connection.record->id != m_record->id;
    m_record = connection.record;
    m_model->setRecord(connection.record);
    if ((other || m_table->currentRow() < 0) && m_model->rowCount() > 0) {
        m_table->selectRow(0);
    }
    showMessage();
}

bool MessagesTab::openFind()
{
    m_fields->openFind();
    return true;
}

QList<QAction*> MessagesTab::moreActions() const
{
    return m_fields->copyActions() + m_fields->findActions();
}

void MessagesTab::showMessage()
{
    const int row = m_table->currentRow();
    if (row < 0 || row >= m_model->rowCount()) {
        m_shown = {};
        m_decoder->forget();
        m_caption->setText(tr("Choose a message to see its fields and bytes."));
        m_fields->setBytes({}, {});
        return;
    }
    const TraceMessage& message = m_model->at(row);
    const QString title = MessageTableModel::title(message);
    const QString size = bytesText(message.bytes.size());
    m_caption->setText(message.bytes.isEmpty() ? tr("%1: its bytes stand under “Data”.").arg(title)
                           : message.encrypted ? tr("%1, %2, shown decrypted").arg(title, size)
                                               : tr("%1, %2").arg(title, size));
    const Negotiated& agreed = m_record->negotiated;
    const Shown now {m_record->id, row, message.bytes.size(), agreed.version, agreed.cipherSuite};
    if (!(now == m_shown)) {
        m_shown = now;
        showFields(message);
    }
}

void MessagesTab::showFields(const TraceMessage& message)
{
    m_decoder->forget();
    if (message.bytes.isEmpty()) {
        m_fields->setBytes({}, tr("There are no fields in application data."));
        return;
    }
    if (auto tree = m_decoder->decode(message.bytes.size(), [record = m_record, message] {
            return decodeMessage(*record, message);
        })) {
        m_fields->setTree(std::move(tree));
    } else {
        m_fields->setBytes(message.bytes, tr("The fields are being read …"));
    }
}

} // namespace workbench
