#include "ui/connection_view/errors_tab.h"

#include "ui/common/data_table.h"
#include "ui/connection_view/error_table_model.h"

#include <QVBoxLayout>

namespace workbench {

ErrorsTab::ErrorsTab(QWidget* parent)
    : ConnectionTab(parent)
    , m_model(new ErrorTableModel(this))
    , m_table(new DataTable(QStringLiteral("errorTable")))
{
    m_table->setAccessibleName(tr("Raw errors"));
    m_table->setModel(m_model);
    m_table->setFrameShape(QFrame::NoFrame);
    m_table->setEmptyText(tr("Neither OpenSSL nor Qt nor the system reported an error."));
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(m_table);
}

void ErrorsTab::showConnection(const ObservedConnection& connection)
{
    m_model->setRecord(*connection.record);
}

} // namespace workbench
