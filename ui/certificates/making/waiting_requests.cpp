#include "ui/certificates/making/waiting_requests.h"

#include "core/base/atomic_file.h"
#include "core/workbench/workbench.h"
#include "ui/certificates/making/sign_request_dialog.h"
#include "ui/common/column_model.h"
#include "ui/common/data_table.h"
#include "ui/common/notifier.h"
#include "ui/common/page_header.h"
#include "ui/common/removal_commands.h"
#include "ui/common/state.h"
#include "ui/common/themed_icon.h"
#include "ui/common/wrapped_label.h"

#include <QAction>
#include <QClipboard>
#include <QDir>
#include <QFileDialog>
#include <QGuiApplication>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QLabel>
#include <QPushButton>
#include <QStandardItemModel>
#include <QToolButton>
#include <QVBoxLayout>

namespace workbench {

WaitingRequests::WaitingRequests(const WindowContext& context, QWidget* parent)
    : QWidget(parent)
    , m_context(context)
    , m_model(new QStandardItemModel(this))
    , m_table(new DataTable(QStringLiteral("waitingRequestsTable")))
    , m_faults(new WrappedLabel)
{
    constexpr int kHeight = 130;
    setObjectName(QStringLiteral("waitingRequests"));
    const QList<Column> columns {{.title = tr("Request"), .explanation = {}, .width = 180},
                                 {.title = tr("Subject"), .explanation = {}, .width = 220},
                                 {.title = tr("Names"), .explanation = {}, .width = 260},
                                 {.title = tr("Key"), .explanation = {}, .width = 100}};
    m_model->setColumnCount(static_cast<int>(columns.size()));
    for (int i = 0; i < columns.size(); ++i) {
        m_model->setHeaderData(i, Qt::Horizontal, columns.at(i).title);
        for (const int role : {int(ColumnModel::WidthRole), int(ColumnModel::ShownRole)}) {
            m_model->setHeaderData(i, Qt::Horizontal, columnHeader(columns.at(i), role), role);
        }
    }
    m_table->setModel(m_model);
    m_table->setAccessibleName(tr("Requests that wait for their certificates"));
    m_table->setSelectionMode(QAbstractItemView::SingleSelection);
    m_table->setFixedHeight(kHeight);
    m_table->horizontalHeader()->setStretchLastSection(true);
    m_table->remember(context.settings);
    auto* row = new QHBoxLayout;
    row->setSpacing(6);
    auto* title = new QLabel(tr("Waiting for their certificates"));
    QFont bold = title->font();
    bold.setBold(true);
    title->setFont(bold);
    row->addWidget(title, 1);
    const auto add = [this, row](const char* name,
                                 const QString& text,
                                 const char* icon,
                                 const QString& tip,
                                 void (WaitingRequests::*act)() const) {
        auto* action = new QAction(
            themedIcon(QStringLiteral("actions/%1").arg(QLatin1String(icon))), text, this);
        action->setObjectName(QLatin1String(name));
        action->setToolTip(tip);
        connect(action, &QAction::triggered, this, act);
        m_table->addAction(action);
        row->addWidget(actionButton(action, QStringLiteral("waitingRequests")));
    };
    add("requestCopy",
        tr("&Copy"),
        "copy",
        tr("Copy the request as PEM, to paste it where a CA wants it"),
        &WaitingRequests::copy);
    add("requestSave",
        tr("&Save…"),
        "export",
        tr("Write the request to a file"),
        &WaitingRequests::save);
    add("requestSign",
        tr("Si&gn…"),
        "certificate",
        tr("Sign it with a CA of this store"),
        &WaitingRequests::sign);
    add("requestRemove",
        tr("Re&move"),
        "remove",
        tr("Remove the request together with its private key"),
        &WaitingRequests::remove);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(6);
    layout->addLayout(row);
    layout->addWidget(m_table);
    m_faults->setObjectName(QStringLiteral("waitingRequestsFaults"));
    layout->addWidget(m_faults);
    connect(&context.workbench, &Workbench::requestsChanged, this, &WaitingRequests::refreshSoon);
    connect(
        &context.workbench, &Workbench::certificatesChanged, this, &WaitingRequests::refreshSoon);
    refresh();
}

void WaitingRequests::refreshSoon()
{
    // Of a store that arrives in pieces the last one suffices: the folder is read each time.
    if (!m_willRefresh && !m_context.workbench.isReadingCertificates()) {
        m_willRefresh = true;
        QMetaObject::invokeMethod(this, &WaitingRequests::refresh, Qt::QueuedConnection);
    }
}

void WaitingRequests::refresh()
{
    m_willRefresh = false;
    const QString before = currentName();
    m_model->removeRows(0, m_model->rowCount());
    QList<Error> faults;
    const QList<PendingRequest> waiting = m_context.workbench.pendingRequests(&faults);
    for (const PendingRequest& one : waiting) {
        QList<QStandardItem*> cells;
        for (const QString& text : {one.name,
                                    one.facts.subject,
                                    one.facts.san.join(QStringLiteral(", ")),
                                    one.facts.key}) {
            auto* cell = new QStandardItem(text);
            cell->setEditable(false);
            cells.append(cell);
        }
        cells.first()->setIcon(stateIcon(State::Waiting));
        m_model->appendRow(cells);
        if (one.name == before) {
            m_table->selectRow(m_model->rowCount() - 1);
        }
    }
    if (m_table->currentRow() < 0 && m_model->rowCount() > 0) {
        m_table->selectRow(0);
    }
    tellFaults(faults);
    setVisible(m_model->rowCount() > 0 || !faults.isEmpty());
}

void WaitingRequests::tellFaults(const QList<Error>& faults)
{
    m_faults->setVisible(!faults.isEmpty());
    if (!faults.isEmpty()) {
        m_faults->setText(
            tr("%n request(s) could not be read: %1", nullptr, static_cast<int>(faults.size()))
                .arg(faults.first().toLine()));
        m_faults->setAccessibleName(m_faults->text());
    }
}

QString WaitingRequests::currentName() const
{
    const int row = m_table->currentRow();
    return row < 0 ? QString() : m_model->item(row)->text();
}

QByteArray WaitingRequests::currentPem() const
{
    if (m_table->currentRow() < 0) {
        return {};
    }
    const Result<QByteArray> pem = m_context.workbench.requestPem(currentName());
    if (!pem) {
        m_context.notifier.tell(pem.error());
    }
    return pem.value_or(QByteArray());
}

void WaitingRequests::copy() const
{
    const QByteArray pem = currentPem();
    if (!pem.isEmpty()) {
        QGuiApplication::clipboard()->setText(QString::fromLatin1(pem));
        m_context.notifier.tell(
            {Tone::Good, tr("The request “%1” was copied.").arg(currentName()), {}, {}, {}});
    }
}

void WaitingRequests::save() const
{
    const QByteArray pem = currentPem();
    if (pem.isEmpty()) {
        return;
    }
    auto* dialog = new QFileDialog(window(),
                                   tr("Save the request"),
                                   QDir::home().filePath(currentName() + QStringLiteral(".csr")));
    dialog->setObjectName(QStringLiteral("requestFileDialog"));
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setAcceptMode(QFileDialog::AcceptSave);
    connect(
        dialog, &QFileDialog::fileSelected, this, [context = m_context, pem](const QString& path) {
            const Result<void> written = writeFileAtomically(path, pem);
            if (written) {
                context.notifier.tell(
                    {Tone::Good, tr("The request was written to %1.").arg(path), {}, {}, {}});
            } else {
                context.notifier.tell(written.error());
            }
        });
    dialog->open();
}

void WaitingRequests::sign() const
{
    const QByteArray pem = currentPem();
    if (pem.isEmpty()) {
        return;
    }
    const Result<SigningRequestPtr> request = readSigningRequest(pem, currentName());
    if (request) {
        (new SignRequestDialog(m_context, *request, currentName(), window()))->open();
    } else {
        m_context.notifier.tell(request.error());
    }
}

void WaitingRequests::remove() const
{
    const QString name = currentName();
    if (!name.isEmpty()) {
        pushRemoval(m_context, new RemoveRequestCommand(m_context, name));
    }
}

} // namespace workbench
