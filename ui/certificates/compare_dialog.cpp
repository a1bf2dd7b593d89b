#include "ui/certificates/compare_dialog.h"

#include "core/workbench/opened_stores.h"
#include "core/workbench/workbench.h"
#include "ui/common/notifier.h"
#include "ui/common/state.h"
#include "ui/common/text.h"
#include "ui/common/themed_icon.h"

#include <QApplication>
#include <QCheckBox>
#include <QClipboard>
#include <QComboBox>
#include <QDialogButtonBox>
#include <QGridLayout>
#include <QHash>
#include <QHeaderView>
#include <QLabel>
#include <QPushButton>
#include <QSettings>
#include <QSignalBlocker>
#include <QTreeWidget>
#include <QVBoxLayout>

#include <algorithm>

namespace workbench {

namespace {

enum Column
{
    FieldColumn,
    StateColumn,
    LeftColumn,
    RightColumn
};

constexpr const char* kOnlyKey = "certificates/compareOnlyDifferent";

/// Those of the own store, then those of the stores that are open, each under a name of its own.
QList<ComparedEntry> choicesOf(Workbench& workbench)
{
    QList<ComparedEntry> choices;
    QHash<QString, int> taken;
    const auto add = [&](const QString& label, const StoreEntry& entry) {
        const int number = ++taken[label];
        choices.append(
            {number == 1 ? label : QStringLiteral("%1 #%2").arg(label).arg(number), entry});
    };
    for (const StoreEntry& entry : workbench.certificates().entries()) {
        add(entry.name, entry);
    }
    const QStringList ids = workbench.stores().ids();
    for (const QString& id : ids) {
        const OpenedStore* const store = workbench.stores().find(id);
        for (const StoreEntry& entry : store->entries) {
            add(CompareDialog::tr("%1 — %2").arg(entry.name, store->name), entry);
        }
    }
    return choices;
}

QList<std::shared_ptr<X509>> chainOf(const StoreEntry& entry)
{
    const KeyMaterial material = certificatesOf(entry);
    return QList<std::shared_ptr<X509>> {material.certificate} + material.chain;
}

/// The label of an entry; empty: it is not among them.
QString labelOf(const QList<ComparedEntry>& choices, const StoreEntry& entry)
{
    const auto found = std::find_if(choices.begin(), choices.end(), [&entry](const auto& choice) {
        return choice.entry.der == entry.der && choice.entry.path == entry.path;
    });
    return found == choices.end() ? entry.name : found->label;
}

/// Every entry, and the chosen one, which may be gone.
void fill(QComboBox* choice, const QList<ComparedEntry>& choices, const QString& chosen)
{
    const QSignalBlocker quiet(choice);
    choice->clear();
    for (const ComparedEntry& one : choices) {
        choice->addItem(one.label);
    }
    if (choice->findText(chosen, Qt::MatchFixedString | Qt::MatchCaseSensitive) < 0) {
        choice->addItem(chosen);
    }
    choice->setCurrentText(chosen);
}

QString nameOf(const std::shared_ptr<X509>& certificate)
{
    return certificate ? certificateFacts(certificate.get()).subject : QString();
}

void mark(QTreeWidgetItem* item, ComparedState state)
{
    switch (state) {
    case ComparedState::Equal:
        item->setIcon(StateColumn, stateIcon(State::Done));
        item->setText(StateColumn, CompareDialog::tr("equal"));
        return;
    case ComparedState::Different:
        item->setIcon(StateColumn, stateIcon(State::Warning));
        item->setText(StateColumn, CompareDialog::tr("different"));
        return;
    case ComparedState::OnlyLeft:
        item->setIcon(StateColumn, stateIcon(State::Note));
        item->setText(StateColumn, CompareDialog::tr("left only"));
        return;
    case ComparedState::OnlyRight:
        item->setIcon(StateColumn, stateIcon(State::Note));
        item->setText(StateColumn, CompareDialog::tr("right only"));
        return;
    }
}

} // namespace

CompareDialog::CompareDialog(const WindowContext& context,
                             const StoreEntry& left,
                             const StoreEntry& right,
                             QWidget* parent)
    : QDialog(parent)
    , m_context(context)
    , m_left(new QComboBox)
    , m_right(new QComboBox)
    , m_onlyDifferent(new QCheckBox(tr("Show &differences only")))
    , m_summary(new QLabel)
    , m_tree(new QTreeWidget)
{
    setObjectName(QStringLiteral("compareDialog"));
    setWindowTitle(tr("Compare certificates"));
    setAttribute(Qt::WA_DeleteOnClose);
    m_left->setObjectName(QStringLiteral("compareLeft"));
    m_right->setObjectName(QStringLiteral("compareRight"));
    m_left->setAccessibleName(tr("Left certificate"));
    m_right->setAccessibleName(tr("Right certificate"));
    m_choices = choicesOf(context.workbench);
    fill(m_left, m_choices, labelOf(m_choices, left));
    fill(m_right, m_choices, labelOf(m_choices, right));
    m_onlyDifferent->setObjectName(QStringLiteral("compareOnlyDifferent"));
    m_onlyDifferent->setChecked(context.settings.value(QLatin1String(kOnlyKey), true).toBool());
    m_summary->setObjectName(QStringLiteral("compareSummary"));
    m_summary->setWordWrap(true);
    m_tree->setObjectName(QStringLiteral("compareTree"));
    m_tree->setAccessibleName(tr("Fields of both certificates"));
    m_tree->setWordWrap(true);
    m_tree->setAlternatingRowColors(true);
    m_tree->setColumnCount(4);
    m_tree->header()->resizeSection(FieldColumn, 240);
    m_tree->header()->resizeSection(StateColumn, 110);
    m_tree->header()->resizeSection(LeftColumn, 250);
    auto* buttons = new QDialogButtonBox(QDialogButtonBox::Close);
    buttons->button(QDialogButtonBox::Close)->setObjectName(QStringLiteral("compareClose"));
    m_copy = buttons->addButton(tr("&Copy as text"), QDialogButtonBox::ActionRole);
    m_copy->setObjectName(QStringLiteral("compareCopy"));
    auto* choice = new QGridLayout;
    auto* leftLabel = new QLabel(tr("&Left"));
    auto* rightLabel = new QLabel(tr("&Right"));
    leftLabel->setBuddy(m_left);
    rightLabel->setBuddy(m_right);
    choice->addWidget(leftLabel, 0, 0);
    choice->addWidget(m_left, 0, 1);
    choice->addWidget(rightLabel, 0, 2);
    choice->addWidget(m_right, 0, 3);
    choice->setColumnStretch(1, 1);
    choice->setColumnStretch(3, 1);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(16, 14, 16, 14);
    layout->addLayout(choice);
    layout->addWidget(m_summary);
    layout->addWidget(m_onlyDifferent);
    layout->addWidget(m_tree, 1);
    layout->addWidget(buttons);
    resize(900, 600);
    connect(m_left, &QComboBox::currentIndexChanged, this, &CompareDialog::compare);
    connect(m_right, &QComboBox::currentIndexChanged, this, &CompareDialog::compare);
    connect(m_onlyDifferent, &QCheckBox::toggled, this, [this](bool only) {
        m_context.settings.setValue(QLatin1String(kOnlyKey), only);
        compare();
    });
    connect(m_copy, &QPushButton::clicked, this, &CompareDialog::copy);
    connect(&context.workbench, &Workbench::certificatesChanged, this, &CompareDialog::refill);
    const OpenedStores& stores = context.workbench.stores();
    connect(&stores, &OpenedStores::storeChanged, this, &CompareDialog::refill);
    connect(&stores, &OpenedStores::listChanged, this, &CompareDialog::refill);
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    compare();
}

void CompareDialog::refill()
{
    m_choices = choicesOf(m_context.workbench);
    fill(m_left, m_choices, m_left->currentText());
    fill(m_right, m_choices, m_right->currentText());
    compare();
}

Result<StoreEntry> CompareDialog::entryOf(const QComboBox* choice) const
{
    const QString label = choice->currentText();
    const auto found = std::find_if(m_choices.begin(), m_choices.end(), [&label](const auto& one) {
        return one.label == label;
    });
    if (found == m_choices.end()) {
        return fail({.code = ErrorCode::NotFound,
                     .message = tr("There is no certificate “%1” any more.").arg(label)});
    }
    return found->entry;
}

Result<ChainComparison> CompareDialog::comparisonOf() const
{
    const Result<StoreEntry> left = entryOf(m_left);
    const Result<StoreEntry> right = left ? entryOf(m_right) : fail(left.error());
    if (!right) {
        return fail(right.error());
    }
    return ChainComparison {.left = m_left->currentText(),
                            .right = m_right->currentText(),
                            .pairs = compareChains(chainOf(*left), chainOf(*right))};
}

void CompareDialog::compare()
{
    const Result<ChainComparison> comparison = comparisonOf();
    m_tree->clear();
    m_tree->setHeaderLabels(
        {tr("Field"), tr("State"), m_left->currentText(), m_right->currentText()});
    m_copy->setEnabled(comparison.has_value());
    int position = 0;
    const QList<ComparedPair> pairs = comparison ? comparison->pairs : QList<ComparedPair>();
    for (const ComparedPair& pair : pairs) {
        addPair(pair, position++);
    }
    const qsizetype different = differences(pairs);
    const QString text = !comparison ? errorText(comparison.error())
        : different == 0
        ? tr("Both are the same, with their chains.")
        : tr("%1 of %2 certificates differ; the certificates themselves in %n field(s).",
             nullptr,
             pairs.isEmpty() ? 0 : static_cast<int>(differences(pairs.first().fields)))
              .arg(different)
              .arg(pairs.size());
    m_summary->setText(text);
    m_summary->setAccessibleName(text);
}

void CompareDialog::addPair(const ComparedPair& pair, int position)
{
    auto* top = new QTreeWidgetItem(m_tree);
    top->setText(FieldColumn, position == 0 ? tr("Certificate") : tr("Issuer %1").arg(position));
    mark(top, pair.state);
    top->setText(LeftColumn, nameOf(pair.left));
    top->setText(RightColumn, nameOf(pair.right));
    QFont bold = m_tree->font();
    bold.setBold(true);
    top->setFont(FieldColumn, bold);
    for (const ComparedField& field : pair.fields) {
        if (field.state == ComparedState::Equal && m_onlyDifferent->isChecked()) {
            continue;
        }
        auto* item = new QTreeWidgetItem(top);
        item->setText(FieldColumn, QStringLiteral("%1: %2").arg(field.group, field.name));
        mark(item, field.state);
        item->setText(LeftColumn, field.left);
        item->setText(RightColumn, field.right);
        item->setToolTip(LeftColumn, field.left);
        item->setToolTip(RightColumn, field.right);
    }
    top->setExpanded(pair.state != ComparedState::Equal || position == 0);
}

void CompareDialog::copy() const
{
    const Result<ChainComparison> comparison = comparisonOf();
    if (comparison) {
        QApplication::clipboard()->setText(toText(*comparison, false));
    }
}

} // namespace workbench
