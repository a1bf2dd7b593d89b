#include "ui/certificates/import_review_dialog.h"

#include "core/workbench/workbench.h"
#include "ui/certificates/import_review_model.h"
#include "ui/common/data_table.h"
#include "ui/common/text.h"
#include "ui/common/themed_icon.h"
#include "ui/common/wrapped_label.h"

#include <QAction>
#include <QCheckBox>
#include <QDialogButtonBox>
#include <QHBoxLayout>
#include <QLabel>
#include <QPushButton>
#include <QSettings>
#include <QSortFilterProxyModel>
#include <QVBoxLayout>

#include <algorithm>

namespace workbench {

namespace {

constexpr const char* kAlwaysKey = "certificates/reviewEveryImport";

QStringList entryNames(const CertificateStore& store)
{
    QStringList names;
    for (const StoreEntry& entry : store.entries()) {
        names.append(entry.name);
    }
    return names;
}

} // namespace

bool ImportReviewDialog::isNeeded(const WindowContext& context, const QList<ImportRow>& rows)
{
    const bool isAsked = context.settings.value(QLatin1String(kAlwaysKey), false).toBool();
    const bool isDecidedLater = std::all_of(rows.begin(), rows.end(), [](const ImportRow& row) {
        return row.kind == ImportRow::Kind::Request && row.taken; // each in its own dialog
    });
    return !rows.isEmpty() && (isAsked || (rows.size() > 1 && !isDecidedLater));
}

ImportReviewDialog::ImportReviewDialog(const WindowContext& context,
                                       const QList<ImportRow>& rows,
                                       QWidget* parent)
    : QDialog(parent)
    , m_context(context)
    , m_model(new ImportReviewModel(rows, entryNames(context.workbench.certificates()), this))
    , m_proxy(new QSortFilterProxyModel(this))
    , m_table(new DataTable(QStringLiteral("importTable")))
    , m_summary(new QLabel)
    , m_detail(new WrappedLabel)
    , m_problem(new WrappedLabel)
    , m_all(new QCheckBox(tr("Take &all")))
    , m_always(new QCheckBox(tr("Show this &list for a single certificate too")))
    , m_existing(new QPushButton(tr("Show the &entry that is there")))
{
    setObjectName(QStringLiteral("importReview"));
    setWindowTitle(tr("Import"));
    setAttribute(Qt::WA_DeleteOnClose);
    m_summary->setObjectName(QStringLiteral("importSummary"));
    m_detail->setObjectName(QStringLiteral("importDetail"));
    m_problem->setObjectName(QStringLiteral("importProblem"));
    m_all->setObjectName(QStringLiteral("importAll"));
    m_all->setAccessibleName(withoutMnemonic(m_all->text()));
    m_always->setObjectName(QStringLiteral("importAlways"));
    m_always->setAccessibleName(withoutMnemonic(m_always->text()));
    m_always->setChecked(context.settings.value(QLatin1String(kAlwaysKey), false).toBool());
    buildTable();
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(16, 14, 16, 14);
    layout->setSpacing(10);
    layout->addWidget(m_summary);
    layout->addWidget(m_all, 0, Qt::AlignLeft);
    layout->addWidget(m_table, 1);
    layout->addWidget(m_detail);
    layout->addWidget(m_problem);
    layout->addWidget(m_always, 0, Qt::AlignLeft);
    buildButtons();
    resize(920, 480);
    connect(m_model, &ImportReviewModel::decided, this, &ImportReviewDialog::showState);
    connect(m_all, &QCheckBox::clicked, this, [this] {
        // A click never asks for "some of them".
        m_model->setAllTaken(m_all->checkState() != Qt::Unchecked);
    });
    connect(m_always, &QCheckBox::toggled, this, [this](bool always) {
        m_context.settings.setValue(QLatin1String(kAlwaysKey), always);
    });
    showState();
    m_table->selectRow(0);
    showCurrent();
    m_table->setFocus();
}

void ImportReviewDialog::buildTable()
{
    m_proxy->setSourceModel(m_model);
    m_proxy->setSortRole(ColumnModel::SortRole);
    m_proxy->setSortCaseSensitivity(Qt::CaseInsensitive);
    m_proxy->setDynamicSortFilter(false); // a row does not run away from the name being typed
    m_table->setModel(m_proxy);
    m_table->setSortingEnabled(true);
    m_table->sortByColumn(-1, Qt::AscendingOrder); // as found
    m_table->setAccessibleName(tr("What was found"));
    m_table->setEditTriggers(QAbstractItemView::EditKeyPressed | QAbstractItemView::DoubleClicked);
    m_table->remember(m_context.settings);
    auto* toggle = new QAction(tr("&Take or leave"), m_table);
    toggle->setObjectName(QStringLiteral("importToggle"));
    toggle->setShortcut(Qt::Key_Space);
    toggle->setShortcutContext(Qt::WidgetShortcut);
    m_table->addAction(toggle);
    connect(toggle, &QAction::triggered, this, &ImportReviewDialog::toggleSelected);
    connect(m_table->selectionModel(),
            &QItemSelectionModel::currentRowChanged,
            this,
            &ImportReviewDialog::showCurrent);
}

void ImportReviewDialog::buildButtons()
{
    auto* buttons = new QDialogButtonBox(QDialogButtonBox::Cancel);
    m_import = buttons->addButton(tr("&Import"), QDialogButtonBox::AcceptRole);
    m_import->setObjectName(QStringLiteral("importReviewAccept"));
    m_import->setDefault(true);
    QPushButton* cancel = buttons->button(QDialogButtonBox::Cancel);
    cancel->setObjectName(QStringLiteral("importReviewCancel"));
    cancel->setAccessibleName(tr("Cancel"));
    cancel->setAutoDefault(false);
    m_existing->setObjectName(QStringLiteral("importExisting"));
    m_existing->setIcon(themedIcon(QStringLiteral("actions/certificate")));
    m_existing->setAccessibleName(withoutMnemonic(m_existing->text()));
    m_existing->setAutoDefault(false);
    auto* row = new QHBoxLayout;
    row->addWidget(m_existing);
    row->addStretch(1);
    row->addWidget(buttons);
    static_cast<QVBoxLayout*>(layout())->addLayout(row);
    connect(buttons, &QDialogButtonBox::accepted, this, &QDialog::accept);
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    connect(m_existing, &QPushButton::clicked, this, [this] {
        const QList<int> rows = selectedRows();
        if (!rows.isEmpty()) {
            Q_EMIT entryWanted(m_model->rows().at(rows.first()).existing);
        }
    });
}

const QList<ImportRow>& ImportReviewDialog::rows() const
{
    return m_model->rows();
}

QList<int> ImportReviewDialog::selectedRows() const
{
    QList<int> rows;
    const QModelIndexList selected = m_table->selectionModel()->selectedRows();
    for (const QModelIndex& index : selected) {
        rows.append(m_proxy->mapToSource(index).row());
    }
    return rows;
}

void ImportReviewDialog::showState()
{
    const int taken = m_model->takenCount();
    const QString text = tr("%1 of %2 found are imported.").arg(taken).arg(m_model->rowCount());
    m_summary->setText(text);
    m_summary->setAccessibleName(text);
    const int takeable = m_model->takeableCount();
    m_all->setEnabled(takeable > 0);
    m_all->setCheckState(taken == 0             ? Qt::Unchecked
                             : taken < takeable ? Qt::PartiallyChecked
                                                : Qt::Checked);
    const QString problem = m_model->problem();
    m_problem->setText(problem);
    m_problem->setAccessibleName(problem);
    m_problem->setVisible(!problem.isEmpty());
    m_import->setEnabled(taken > 0 && problem.isEmpty());
    m_import->setToolTip(problem);
    m_import->setAccessibleName(tr("Import %1").arg(taken));
}

void ImportReviewDialog::showCurrent()
{
    const QModelIndex current = m_proxy->mapToSource(m_table->currentIndex());
    const QString status
        = current.siblingAtColumn(ImportReviewModel::StatusColumn).data().toString();
    m_detail->setText(status);
    m_detail->setAccessibleName(status);
    m_existing->setEnabled(current.isValid()
                           && !m_model->rows().at(current.row()).existing.isEmpty());
}

void ImportReviewDialog::toggleSelected()
{
    const QList<int> rows = selectedRows();
    const bool anyLeft = std::any_of(rows.begin(), rows.end(), [this](int row) {
        const ImportRow& one = m_model->rows().at(row);
        return one.takeable && !one.taken;
    });
    m_model->setTaken(rows, anyLeft);
}

} // namespace workbench
