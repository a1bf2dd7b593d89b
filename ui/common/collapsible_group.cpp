#include "ui/common/collapsible_group.h"

#include "ui/common/form_field.h"
#include "ui/common/themed_icon.h"

#include <QFormLayout>
#include <QLabel>
#include <QToolButton>
#include <QVBoxLayout>

namespace workbench {

void addFieldTo(QFormLayout* form, FormField* field)
{
    auto* label = new QLabel(field->label());
    label->setBuddy(field->editor());
    label->setMinimumWidth(130);
    // The row is taller than its editor: the caption stands beside the editor, not in the middle.
    label->setContentsMargins(0, 6, 0, 0);
    label->setAlignment(Qt::AlignLeft | Qt::AlignTop);
    form->addRow(label, field);
}

CollapsibleGroup::CollapsibleGroup(const QString& name, const QString& title, QWidget* parent)
    : QWidget(parent)
    , m_button(new QToolButton)
    , m_body(new QWidget)
    , m_form(new QFormLayout(m_body))
{
    setObjectName(name);
    m_button->setObjectName(name + QStringLiteral("Button"));
    m_button->setText(title);
    m_button->setAccessibleName(QString(title).remove(QLatin1Char('&')));
    m_button->setAutoRaise(true);
    m_button->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
    m_button->setFocusPolicy(Qt::StrongFocus);
    m_form->setContentsMargins(24, 4, 0, 8);
    m_form->setHorizontalSpacing(12);
    m_form->setFieldGrowthPolicy(QFormLayout::AllNonFixedFieldsGrow);

    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(2);
    layout->addWidget(m_button, 0, Qt::AlignLeft);
    layout->addWidget(m_body);
    connect(m_button, &QToolButton::clicked, this, [this] { setOpen(!isOpen()); });
    setOpen(false);
}

void CollapsibleGroup::addField(FormField* field)
{
    addFieldTo(m_form, field);
}

void CollapsibleGroup::addWide(QWidget* widget)
{
    m_form->addRow(widget);
}

bool CollapsibleGroup::isOpen() const
{
    return m_open;
}

void CollapsibleGroup::setOpen(bool open)
{
    m_open = open;
    m_button->setIcon(themedIcon(open ? QStringLiteral("actions/open-unfolded")
                                      : QStringLiteral("actions/open-folded")));
    m_body->setVisible(open);
    if (open) {
        Q_EMIT opened();
    }
}

} // namespace workbench
