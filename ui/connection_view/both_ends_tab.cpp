#include "ui/connection_view/both_ends_tab.h"

#include "ui/common/data_table.h"
#include "ui/common/wrapped_label.h"
#include "ui/connection_view/both_ends_model.h"

#include <QAction>
#include <QVBoxLayout>

namespace workbench {

BothEndsTab::BothEndsTab(QSettings& settings, QWidget* parent)
    : ConnectionTab(parent)
    , m_model(new BothEndsModel(this))
    , m_table(new DataTable(QStringLiteral("bothEndsTable")))
    , m_caption(new WrappedLabel)
    , m_open(new QAction(tr("Show the message whole"), this))
{
    m_table->setAccessibleName(tr("Messages at both ends"));
    m_table->setModel(m_model);
    m_table->setFrameShape(QFrame::NoFrame);
    m_table->remember(settings);
    m_caption->setObjectName(QStringLiteral("bothEndsCaption"));
    m_caption->setAccessibleName(tr("The two ends"));
    m_caption->setTextFormat(Qt::PlainText);
    m_caption->setContentsMargins(10, 6, 10, 6);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    layout->addWidget(m_caption);
    layout->addWidget(m_table, 1);
    m_open->setObjectName(QStringLiteral("openPairedMessage"));
    m_open->setShortcuts({Qt::Key_Return, Qt::Key_Enter});
    m_open->setShortcutContext(Qt::WidgetShortcut);
    m_table->addAction(m_open);
    connect(m_open, &QAction::triggered, this, &BothEndsTab::openCurrent);
    connect(m_table, &DataTable::doubleClicked, this, &BothEndsTab::openCurrent);
}

QList<QAction*> BothEndsTab::moreActions() const
{
    return {m_open};
}

void BothEndsTab::showConnection(const ObservedConnection& connection)
{
    m_role = connection.record->role;
    const ConnectionRecordPtr other = m_other ? m_other->record : nullptr;
    const bool isClient = m_role == Role::Client;
    const ConnectionRecordPtr& client = isClient ? connection.record : other;
    const ConnectionRecordPtr& server = isClient ? other : connection.record;
    m_model->setEnds(client, server);
    showTexts(connection.record->plain, client, server);
    if (m_table->currentRow() < 0 && m_model->rowCount() > 0) {
        m_table->selectRow(0);
    }
}

/// Above the list whose ends they are, or why there is no list.
void BothEndsTab::showTexts(bool plain,
                            const ConnectionRecordPtr& client,
                            const ConnectionRecordPtr& server)
{
    m_table->setEmptyText(plain ? QString()
                                : tr("The other end of this connection is none of this program's, "
                                     "or the handshake is not over yet."));
    m_caption->setVisible(plain || (client && server));
    if (plain) {
        m_caption->setText(
            tr("In clear, without TLS, there are no messages to lay beside each other."));
    } else if (client && server) {
        m_caption->setText(tr("Client “%1” and server “%2” on one clock, which begins with the "
                              "earlier of both. Enter shows a message whole.")
                               .arg(client->name, server->name));
    }
}

void BothEndsTab::openCurrent()
{
    const int row = m_table->currentRow();
    if (row < 0) {
        return;
    }
    const PairedMessage& pair = m_model->at(row);
    if (const auto position = m_role == Role::Client ? pair.atClient : pair.atServer) {
        Q_EMIT messageRequested(*position);
    }
}

} // namespace workbench
