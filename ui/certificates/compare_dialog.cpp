#include "ui/certificates/compare_dialog.h"

#include "core/report/comparison_report.h"
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
#include <QHeaderView>
#include <QLabel>
#include <QPushButton>
#include <QSettings>
#include <QSignalBlocker>
#include <QTreeWidget>
#include <QVBoxLayout>

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

Result<QList<std::shared_ptr<X509>>> chainOf(const CertificateStore& store, const QString& name)
{
    return store.find(name, CertificateLookup::Name).map([](const StoreEntry& entry) {
        const KeyMaterial material = certificatesOf(entry);
        return QList<std::shared_ptr<X509>> {material.certificate} + material.chain;
    });
}

Result<ChainComparison>
comparisonOf(const CertificateStore& store, const QString& left, const QString& right)
{
    const Result<QList<std::shared_ptr<X509>>> leftChain = chainOf(store, left);
    const Result<QList<std::shared_ptr<X509>>> rightChain
        = leftChain ? chainOf(store, right) : fail(leftChain.error());
    if (!rightChain) {
        return fail(rightChain.error());
    }
    return ChainComparison {
        .left = left, .right = right, .pairs = compareChains(*leftChain, *rightChain)};
}

/// Every entry, and the chosen name, which may be of one that is gone.
void fill(QComboBox* choice, const CertificateStore& store, const QString& chosen)
{
    const QSignalBlocker quiet(choice);
    choice->clear();
    for (const StoreEntry& entry : store.entries()) {
        choice->addItem(entry.name);
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
                             const QString& left,
                             const QString& right,
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
    fill(m_left, context.workbench.certificates(), left);
    fill(m_right, context.workbench.certificates(), right);
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
    connect(&context.workbench, &Workbench::certificatesChanged, this, [this] {
        const CertificateStore& store = m_context.workbench.certificates();
        fill(m_left, store, m_left->currentText());
        fill(m_right, store, m_right->currentText());
        compare();
    });
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    compare();
}

void CompareDialog::compare()
{
    const Result<ChainComparison> comparison = comparisonOf(
        m_context.workbench.certificates(), m_left->currentText(), m_right->currentText());
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
    const Result<ChainComparison> comparison = comparisonOf(
        m_context.workbench.certificates(), m_left->currentText(), m_right->currentText());
    if (comparison) {
        QApplication::clipboard()->setText(toText(*comparison, false));
    }
}

} // namespace workbench
