#include "ui/clients/groups/client_group.h"

#include <QCheckBox>
#include <QLineEdit>

namespace workbench {

ClientGroup::ClientGroup(QObject* parent, const QString& name, const QString& title)
    : QObject(parent)
    , m_name(name)
    , m_title(title)
{ }

FormField* ClientGroup::addFrontField(FormField* field, const char* where)
{
    m_frontFields.append(field);
    showErrorsOf(where, field);
    return field;
}

FormField* ClientGroup::addField(FormField* field, const char* where)
{
    m_rows.append({field, nullptr});
    showErrorsOf(where, field);
    return field;
}

void ClientGroup::addWide(QWidget* widget)
{
    m_rows.append({nullptr, widget});
}

QLineEdit* ClientGroup::line(const char* name, const QString& placeholder)
{
    auto* edit = named(new QLineEdit, name);
    edit->setPlaceholderText(placeholder);
    connect(edit, &QLineEdit::textChanged, this, &ClientGroup::changed);
    return edit;
}

QCheckBox* ClientGroup::box(const char* name, const QString& text)
{
    auto* box = named(new QCheckBox(text), name);
    connect(box, &QCheckBox::toggled, this, &ClientGroup::changed);
    return box;
}

void ClientGroup::showErrorsOf(const char* where, FormField* field)
{
    if (*where != '\0') {
        m_errorRows.append({QLatin1String(where), field});
    }
}

QString ClientGroup::numberOrNothing(int number)
{
    return number == 0 ? QString() : QString::number(number);
}

} // namespace workbench
