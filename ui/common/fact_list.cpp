#include "ui/common/fact_list.h"

#include "ui/common/theme.h"
#include "ui/common/wrapped_label.h"

#include <QEvent>
#include <QGridLayout>
#include <QLabel>
#include <QVBoxLayout>

namespace workbench {

FactList::FactList(const QString& name, const QString& heading, QWidget* parent)
    : QWidget(parent)
    , m_grid(new QGridLayout)
{
    setObjectName(name);
    auto* title = new QLabel(heading);
    QFont font = title->font();
    font.setBold(true);
    title->setFont(font);
    // Not a QFormLayout: it keeps the heights that values had with other texts and widths.
    m_grid->setContentsMargins(0, 0, 0, 0);
    m_grid->setHorizontalSpacing(16);
    m_grid->setVerticalSpacing(5);
    m_grid->setColumnStretch(1, 1);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(7);
    layout->addWidget(title);
    layout->addLayout(m_grid);
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
        m_rows.at(i).name->setVisible(used);
        m_rows.at(i).value->setVisible(used);
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
    const int place = static_cast<int>(m_rows.size());
    m_grid->addWidget(row.name, place, 0, Qt::AlignTop);
    m_grid->addWidget(row.value, place, 1);
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

void FactList::colourNames()
{
    for (const Row& row : std::as_const(m_rows)) {
        setTextColor(row.name, secondaryTextColor(palette()));
    }
}

} // namespace workbench
