#include "ui/common/fact_list.h"

#include "ui/common/theme.h"
#include "ui/common/wrapped_label.h"

#include <QEvent>
#include <QFormLayout>
#include <QLabel>
#include <QResizeEvent>
#include <QVBoxLayout>

namespace workbench {

FactList::FactList(const QString& name, const QString& heading, QWidget* parent)
    : QWidget(parent)
    , m_form(new QFormLayout)
{
    setObjectName(name);
    auto* title = new QLabel(heading);
    QFont font = title->font();
    font.setBold(true);
    title->setFont(font);
    m_form->setContentsMargins(0, 0, 0, 0);
    m_form->setHorizontalSpacing(16);
    m_form->setVerticalSpacing(5);
    m_form->setFieldGrowthPolicy(QFormLayout::AllNonFixedFieldsGrow);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(7);
    layout->addWidget(title);
    layout->addLayout(m_form);
    // Not before it has a parent: it would come up as a window of its own.
    title->setVisible(!heading.isEmpty());
}

void FactList::setFacts(const QList<Fact>& facts)
{
    QList<Fact> shown;
    for (const Fact& fact : facts) {
        if (!fact.second.isEmpty()) {
            shown.append(fact);
        }
    }
    if (shown == m_facts) {
        return;
    }
    m_facts = shown;
    while (m_rows.size() < shown.size()) {
        addRow();
    }
    for (qsizetype i = 0; i < m_rows.size(); ++i) {
        const bool used = i < shown.size();
        // Rows that are not needed wait for the next connection, which most likely has them again.
        if (m_form->isRowVisible(static_cast<int>(i)) != used) {
            m_form->setRowVisible(static_cast<int>(i), used); // lays everything out, changed or not
        }
        if (used) {
            const auto& [name, value] = shown.at(i);
            m_rows.at(i).name->setText(name);
            m_rows.at(i).value->setText(value);
            m_rows.at(i).value->setAccessibleName(QStringLiteral("%1: %2").arg(name, value));
        }
    }
}

void FactList::addRow()
{
    const Row row {new QLabel, new WrappedLabel};
    row.name->setAlignment(Qt::AlignLeft | Qt::AlignTop);
    row.name->setMinimumWidth(96);
    row.value->setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Preferred);
    setTextColor(row.name, secondaryTextColor(palette()));
    m_form->addRow(row.name, row.value);
    m_rows.append(row);
}

QString FactList::value(const QString& name) const
{
    for (const Fact& fact : m_facts) {
        if (fact.first == name) {
            return fact.second;
        }
    }
    return {};
}

void FactList::changeEvent(QEvent* event)
{
    QWidget::changeEvent(event);
    if (event->type() == QEvent::PaletteChange) {
        colourNames();
    }
}

void FactList::resizeEvent(QResizeEvent* event)
{
    QWidget::resizeEvent(event);
    if (event->size().width() != event->oldSize().width()) {
        m_form->invalidate(); // it keeps the heights that its rows had at another width
        updateGeometry();
    }
}

void FactList::colourNames()
{
    for (const Row& row : std::as_const(m_rows)) {
        setTextColor(row.name, secondaryTextColor(palette()));
    }
}

} // namespace workbench
