#include "ui/certificates/certificates_page.h"

#include "core/certificates/certificate_export.h"
#include "core/certificates/tokens/token_uri.h"
#include "core/workbench/validity_alarm.h"
#include "ui/certificates/certificate_table_model.h"
#include "ui/certificates/certificate_view.h"
#include "ui/certificates/expiry_notice.h"
#include "ui/certificates/making/waiting_requests.h"
#include "ui/certificates/opened_choices.h"
#include "ui/common/data_table.h"
#include "ui/common/elided_label.h"
#include "ui/common/empty_state.h"
#include "ui/common/notifier.h"
#include "ui/common/page_header.h"
#include "ui/common/removal_commands.h"
#include "ui/common/text.h"
#include "ui/common/themed_icon.h"

#include <QAction>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QItemSelectionModel>
#include <QLabel>
#include <QPushButton>
#include <QSettings>
#include <QSortFilterProxyModel>
#include <QSplitter>
#include <QStackedLayout>
#include <QToolButton>

namespace workbench {

CertificatesPage::CertificatesPage(const WindowContext& context,
                                   QAction* newCertificate,
                                   QAction* import,
                                   QWidget* parent)
    : QWidget(parent)
    , m_context(context)
    , m_model(new CertificateTableModel(this))
    , m_proxy(new QSortFilterProxyModel(this))
    , m_table(new DataTable(QStringLiteral("certificateTable")))
    , m_filter(new StoreFilterBar)
    , m_view(new CertificateView(context))
    , m_stack(new QStackedLayout(this))
    , m_alarm(new ValidityAlarm(this))
{
    setObjectName(QStringLiteral("certificatesPage"));
    buildActions();
    m_proxy->setSourceModel(m_model);
    m_proxy->setSortRole(ColumnModel::SortRole);
    m_proxy->setSortCaseSensitivity(Qt::CaseInsensitive);
    m_table->setModel(m_proxy);
    m_table->setSortingEnabled(true);
    m_table->sortByColumn(CertificateTableModel::NameColumn, Qt::AscendingOrder);
    m_table->setAccessibleName(tr("My certificates"));
    m_table->setSelectionMode(QAbstractItemView::ExtendedSelection);
    m_table->setDragDropMode(QAbstractItemView::DragOnly);
    m_table->remember(context.settings);
    m_table->addActions({m_copy,
                         m_serve,
                         m_export,
                         m_compare,
                         m_copyHash,
                         m_copyPem,
                         m_copyText,
                         m_copyPin,
                         m_copyCommands,
                         m_rename,
                         m_remove});

    auto* empty = new EmptyState(
        QStringLiteral("actions/certificate"),
        tr("There is no certificate yet"),
        tr("A server needs a certificate with a private key. Make a test CA and a certificate, or "
           "import what you have: PEM, DER or PKCS#12, also by dropping or pasting it here."));
    empty->addAction(newCertificate);
    empty->addAction(import);

    auto* splitter = new QSplitter(Qt::Horizontal);
    splitter->setObjectName(QStringLiteral("certificateSplitter"));
    splitter->setChildrenCollapsible(false);
    splitter->addWidget(m_table);
    splitter->addWidget(m_view);
    splitter->setStretchFactor(0, 2);
    splitter->setStretchFactor(1, 3);
    splitter->setSizes({420, 560});
    const QString key = QStringLiteral("splitters/certificateSplitter");
    splitter->restoreState(context.settings.value(key).toByteArray());
    connect(splitter, &QSplitter::splitterMoved, this, [this, splitter, key] {
        m_context.settings.setValue(key, splitter->saveState());
    });
    auto* filled = new QWidget;
    auto* layout = new QVBoxLayout(filled);
    layout->setContentsMargins(14, 10, 14, 12);
    layout->setSpacing(10);
    layout->addWidget(buildToolRow(newCertificate, import));
    layout->addWidget(splitter, 1);
    m_waiting = new QWidget;
    auto* waitingLayout = new QVBoxLayout(m_waiting);
    waitingLayout->setContentsMargins(0, 0, 0, 0);
    waitingLayout->addWidget(new WaitingRequests(context, m_waiting));
    layout->addWidget(m_waiting);
    m_stack->addWidget(empty);
    m_stack->addWidget(filled);

    connectParts();
    connectStores();
    connect(&context.workbench, &Workbench::requestsChanged, this, &CertificatesPage::ownChanged);
    refresh();
}

void CertificatesPage::connectParts()
{
    connect(m_filter, &StoreFilterBar::filterChanged, this, &CertificatesPage::refilter);
    connect(m_table->selectionModel(), &QItemSelectionModel::currentRowChanged, this, [this] {
        if (!m_filling) {
            showCurrent();
        }
    });
    connect(m_table->selectionModel(),
            &QItemSelectionModel::selectionChanged,
            this,
            &CertificatesPage::updateActions);
    connect(m_view, &CertificateView::serverChosen, this, &CertificatesPage::serverChosen);
    connect(m_view, &CertificateView::clientChosen, this, &CertificatesPage::clientChosen);
    m_model->setSoonDays(expirySoonDays(m_context.settings));
    m_filter->setSoonDays(expirySoonDays(m_context.settings));
    connect(m_view, &CertificateView::soonDaysChanged, this, [this](int days) {
        m_model->setSoonDays(days);
        m_filter->setSoonDays(days);
        m_alarm->follow(allEntries(), days);
        Q_EMIT soonDaysChanged(days);
    });
    connect(m_model, &CertificateTableModel::renameRequested, this, &CertificatesPage::rename);
    connect(m_alarm, &ValidityAlarm::changed, this, &CertificatesPage::refresh);
}

void CertificatesPage::buildActions()
{
    const auto action = [this](const char* name, const QString& text, const char* icon) {
        auto* made = new QAction(
            themedIcon(QStringLiteral("actions/%1").arg(QLatin1String(icon))), text, this);
        made->setObjectName(QLatin1String(name));
        return made;
    };
    m_export = action("certificateExport", tr("E&xport…"), "export");
    m_remove = action("certificateRemove", tr("&Remove"), "remove");
    m_remove->setShortcut(QKeySequence::Delete);
    m_remove->setShortcutContext(Qt::WidgetShortcut); // of the list
    m_rename = action("certificateRename", tr("Re&name"), "rename");
    m_copyHash = action("certificateCopyHash", tr("Copy SHA-256 &hash"), "copy");
    m_copyPem = action("certificateCopyPem", tr("Copy as P&EM"), "copy");
    m_copyText = action("certificateCopyText", tr("Copy as &text"), "copy");
    m_copyPin = action("certificateCopyPin", tr("Copy SP&KI pin"), "copy");
    m_copyCommands = action("certificateCopyCommands", tr("Copy as &openssl commands"), "copy");
    m_compare = action("certificateCompare", tr("Co&mpare…"), "other-end");
    m_compare->setToolTip(tr("Compare two certificates field by field; choose both in the list, or "
                             "the second one in the dialog."));
    m_serve = action("certificateServe", tr("Start a ser&ver with it…"), "server-new");
    m_copy = action("certificateCopyOver", tr("Copy &into My certificates"), "import");
    m_unlock = action("storePassword", tr("Enter its &password…"), "key");
    connect(m_copy, &QAction::triggered, this, &CertificatesPage::copyIntoOwn);
    connect(m_unlock, &QAction::triggered, this, &CertificatesPage::askPassword);
    connect(m_export, &QAction::triggered, this, &CertificatesPage::exportCurrent);
    connect(m_remove, &QAction::triggered, this, &CertificatesPage::removeCurrent);
    connect(m_rename, &QAction::triggered, this, &CertificatesPage::renameCurrent);
    connect(m_copyHash, &QAction::triggered, this, &CertificatesPage::copyHash);
    connect(m_compare, &QAction::triggered, this, &CertificatesPage::compareCurrent);
    connect(m_copyPem, &QAction::triggered, this, [this] {
        copyAs(
            [](const StoreEntry& entry) {
                return QString::fromLatin1(certificatePem(certificatesOf(entry), false));
            },
            tr("PEM"));
    });
    connect(m_copyText, &QAction::triggered, this, [this] {
        copyAs(
            [](const StoreEntry& entry) {
                return certificateText(certificatesOf(entry).certificate.get());
            },
            tr("text"));
    });
    connect(m_copyPin, &QAction::triggered, this, [this] {
        copyAs([](const StoreEntry& entry) { return spkiPin(entry.facts.spkiSha256); },
               tr("SPKI pin"));
    });
    connect(m_copyCommands, &QAction::triggered, this, &CertificatesPage::copyCommands);
    connect(m_serve, &QAction::triggered, this, [this] {
        const std::optional<StoreEntry> entry = currentEntry();
        Q_EMIT serverWanted(entry && !showsOwn() ? placeIn(m_context.workbench.stores(), *entry)
                                                 : currentName());
    });
}

QWidget* CertificatesPage::buildToolRow(QAction* newCertificate, QAction* import)
{
    auto* rows = new QWidget;
    auto* column = new QVBoxLayout(rows);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(8);
    m_noteRow = new QWidget;
    auto* noteLayout = new QHBoxLayout(m_noteRow);
    noteLayout->setContentsMargins(0, 0, 0, 0);
    m_note = new ElidedLabel;
    m_note->setObjectName(QStringLiteral("storeNote"));
    noteLayout->addWidget(m_note, 1);
    noteLayout->addWidget(actionButton(m_unlock, QStringLiteral("certificatesPage")));
    noteLayout->addWidget(actionButton(m_copy, QStringLiteral("certificatesPage")));
    auto* row = new QWidget;
    auto* layout = new QHBoxLayout(row);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(6);
    for (QAction* action : {newCertificate, import, m_export, m_compare, m_remove}) {
        QPushButton* button = actionButton(action, QStringLiteral("certificatesPage"));
        layout->addWidget(button);
        if (action != m_export && action != m_compare) {
            m_ownButtons.append(button);
        }
    }
    layout->addStretch();
    // Search and buttons side by side would leave the tree of stores too little room.
    column->addWidget(m_noteRow);
    column->addWidget(row);
    column->addWidget(m_filter);
    return rows;
}

void CertificatesPage::select(const QString& name)
{
    selectRow(m_model->rowOf(name));
}

void CertificatesPage::selectRow(int row)
{
    if (row >= 0) {
        m_table->selectRow(m_proxy->mapFromSource(m_model->index(row, 0)).row());
    }
}

std::optional<StoreEntry> CertificatesPage::currentEntry() const
{
    const QModelIndex current = m_proxy->mapToSource(m_table->currentIndex());
    return current.isValid() ? std::optional(m_model->at(current.row())) : std::nullopt;
}

QString CertificatesPage::currentName() const
{
    const std::optional<StoreEntry> entry = currentEntry();
    return entry ? entry->name : QString();
}

void CertificatesPage::showCurrent()
{
    const std::optional<StoreEntry> entry = currentEntry();
    m_shown = entry;
    updateActions();
    if (!entry) {
        m_view->clear();
        Q_EMIT currentChanged({});
        return;
    }
    const QString key = !entry->hasPrivateKey ? tr("not on this computer")
        : entry->keyOnToken                   ? tr("on the token, which it never leaves")
        : entry->keyEncrypted                 ? tr("here, protected by a passphrase")
                                              : tr("here");
    QList<QPair<QString, QString>> facts {
        {tr("Name"), entry->name},
        {tr("Kind"), CertificateTableModel::kindWord(entry->kind())},
        {tr("Private key"), key}};
    if (showsOwn() || canBeUsedInPlace(*entry)) {
        const QStringList users = namesOf(m_context.workbench.certificateUsers(*entry));
        facts.append(
            {tr("Used by"), users.isEmpty() ? tr("nobody") : users.join(QStringLiteral(", "))});
    }
    facts.append({isTokenUri(entry->path) ? tr("On the token") : tr("File"), entry->path});
    m_view->setEntry(*entry, facts);
    Q_EMIT currentChanged(entry->name);
}

void CertificatesPage::updateActions()
{
    const std::optional<StoreEntry> entry = currentEntry();
    const QString reason
        = tr("This store is read-only: copy the certificate into “My certificates” first.");
    for (QAction* action : {m_remove, m_rename}) {
        action->setEnabled(entry && showsOwn());
    }
    const bool canServe = entry && (showsOwn() || canBeUsedInPlace(*entry));
    m_serve->setEnabled(canServe);
    m_serve->setToolTip(canServe || showsOwn() ? withoutMnemonic(m_serve->text()) : reason);
    for (QAction* action : {m_remove, m_rename}) {
        action->setToolTip(showsOwn() ? withoutMnemonic(action->text()) : reason);
    }
    m_export->setEnabled(canExport());
    m_export->setToolTip(entry && !canExport() ? reason : withoutMnemonic(m_export->text()));
    for (QAction* action : {m_copyHash, m_copyPem, m_copyText, m_copyPin, m_copyCommands}) {
        action->setEnabled(entry.has_value());
    }
    m_serve->setEnabled(m_serve->isEnabled() && entry->hasPrivateKey);
    m_compare->setEnabled(
        entry && (!showsOwn() || m_context.workbench.certificates().entries().size() > 1));
    m_copy->setEnabled(entry && !showsOwn());
    m_copy->setVisible(!showsOwn());
}

void CertificatesPage::removeCurrent()
{
    QStringList names;
    QStringList users;
    const QList<StoreEntry> entries = selectedEntries();
    for (const StoreEntry& entry : entries) {
        names.append(entry.name);
        users += namesOf(m_context.workbench.certificateUsers(entry));
    }
    users.removeDuplicates();
    if (names.isEmpty() || !showsOwn()) {
        return;
    }
    const WindowContext context = m_context;
    const auto remove
        = [context, names] { pushRemoval(context, removeCertificates(context, names)); };
    if (users.isEmpty()) {
        remove();
        return;
    }
    const QString used = users.join(QStringLiteral(", "));
    m_context.notifier.tell(
        {Tone::Warning,
         names.size() == 1
             ? tr("“%1” is used by %2.").arg(names.first(), used)
             : tr("Some of the %1 certificates are used by %2.").arg(names.size()).arg(used),
         tr("Without it they cannot start."),
         tr("&Remove it all the same"),
         remove});
}

void CertificatesPage::renameCurrent()
{
    const QModelIndex current = m_table->currentIndex();
    if (current.isValid()) {
        const QModelIndex cell = current.siblingAtColumn(CertificateTableModel::NameColumn);
        m_table->setCurrentIndex(cell);
        m_table->edit(cell);
    }
}

void CertificatesPage::rename(const QString& name, const QString& newName)
{
    // The store changes the model; not while the view is closing its editor.
    QMetaObject::invokeMethod(
        this,
        [this, name, newName] {
            const Result<void> renamed = m_context.workbench.renameCertificate(name, newName);
            if (renamed) {
                select(newName);
            } else {
                m_context.notifier.tell(renamed.error());
            }
        },
        Qt::QueuedConnection);
}

void CertificatesPage::addEntryActions(const QList<QAction*>& actions)
{
    m_table->insertActions(m_rename, actions);
}

} // namespace workbench
