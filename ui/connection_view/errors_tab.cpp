#include "ui/connection_view/errors_tab.h"

#include "core/report/library_report.h"
#include "ui/common/data_table.h"
#include "ui/common/wrapped_label.h"
#include "ui/connection_view/error_table_model.h"

#include <QVBoxLayout>

#include <algorithm>

namespace workbench {

namespace {

/// The newest waits matter; a long list would take the room of the errors.
constexpr qsizetype kMostWaits = 8;

QString libraryText(const ConnectionRecord& record)
{
    const QString sentence = librarySentence(record);
    if (sentence.isEmpty()) {
        return {};
    }
    QStringList lines {
        sentence, ErrorsTab::tr("state: %1").arg(QString::fromLatin1(record.handshakeCall.state))};
    QList<QStringList> waits = libraryWaitRows(record);
    for (const QStringList& wait : waits.mid(std::max<qsizetype>(0, waits.size() - kMostWaits))) {
        lines.append(ErrorsTab::tr("+%1 %2 for %3 in “%4”")
                         .arg(wait.at(0), wait.at(1), wait.at(2), wait.at(3)));
    }
    return lines.join(QLatin1Char('\n'));
}

} // namespace

ErrorsTab::ErrorsTab(QWidget* parent)
    : ConnectionTab(parent)
    , m_model(new ErrorTableModel(this))
    , m_table(new DataTable(QStringLiteral("errorTable")))
    , m_library(new WrappedLabel)
{
    m_table->setAccessibleName(tr("Raw errors"));
    m_table->setModel(m_model);
    m_table->setFrameShape(QFrame::NoFrame);
    m_table->setEmptyText(tr("Neither OpenSSL nor Qt nor the system reported an error."));
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(m_table, 1);
    layout->addWidget(m_library);
    m_library->setObjectName(QStringLiteral("libraryOutcome"));
    m_library->setAccessibleName(tr("In the library's own words"));
    m_library->setTextFormat(Qt::PlainText);
    m_library->setTextInteractionFlags(Qt::TextSelectableByMouse | Qt::TextSelectableByKeyboard);
    m_library->setContentsMargins(10, 6, 10, 8);
}

void ErrorsTab::showConnection(const ObservedConnection& connection)
{
    m_model->setRecord(*connection.record);
    m_library->setText(libraryText(*connection.record));
    m_library->setVisible(!m_library->text().isEmpty());
}

} // namespace workbench
