#include "ui/common/fact_list.h"

#include "ui/common/theme.h"

#include <QEvent>
#include <QFormLayout>
#include <QLabel>
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
    title->setVisible(!heading.isEmpty());
    m_form->setContentsMargins(0, 0, 0, 0);
    m_form->setHorizontalSpacing(16);
    m_form->setVerticalSpacing(5);
    m_form->setFieldGrowthPolicy(QFormLayout::AllNonFixedFieldsGrow);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(7);
    layout->addWidget(title);
    layout->addLayout(m_form);
    layout->addStretch(1);
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
    while (m_rows.size() > shown.size()) {
        m_form->removeRow(static_cast<int>(m_rows.size()) - 1);
        m_rows.removeLast();
    }
    while (m_rows.size() < shown.size()) {
        const Row row {new QLabel, new QLabel};
        row.name->setAlignment(Qt::AlignLeft | Qt::AlignTop);
        row.name->setMinimumWidth(96);
        row.value->setWordWrap(true);
        row.value->setTextFormat(Qt::PlainText);
        row.value->setTextInteractionFlags(Qt::TextSelectableByMouse);
        row.value->setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Preferred);
        m_form->addRow(row.name, row.value);
        m_rows.append(row);
    }
    for (qsizetype i = 0; i < shown.size(); ++i) {
        m_rows.at(i).name->setText(shown.at(i).first);
        m_rows.at(i).value->setText(shown.at(i).second);
        m_rows.at(i).value->setAccessibleName(
            QStringLiteral("%1: %2").arg(shown.at(i).first, shown.at(i).second));
    }
    colourNames();
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
