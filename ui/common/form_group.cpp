#include "ui/common/form_group.h"

#include <QCheckBox>
#include <QLineEdit>

#include <utility>

namespace workbench {

FormGroup::FormGroup(QObject* parent, QString name, QString title)
    : QObject(parent)
    , m_name(std::move(name))
    , m_title(std::move(title))
{ }

FormField* FormGroup::addFrontField(FormField* field, const char* where)
{
    m_frontRows.append({field, nullptr});
    showErrorsOf(where, field);
    return field;
}

FormField* FormGroup::addField(FormField* field, const char* where)
{
    m_rows.append({field, nullptr});
    showErrorsOf(where, field);
    return field;
}

void FormGroup::addFrontWide(QWidget* widget)
{
    m_frontRows.append({nullptr, widget});
}

void FormGroup::addWide(QWidget* widget)
{
    m_rows.append({nullptr, widget});
}

QLineEdit* FormGroup::line(const char* name, const QString& placeholder) const
{
    auto* edit = named(new QLineEdit, name);
    edit->setPlaceholderText(placeholder);
    connect(edit, &QLineEdit::textChanged, this, &FormGroup::changed);
    return edit;
}

QCheckBox* FormGroup::box(const char* name, const QString& text, const QString& explanation) const
{
    auto* box = named(new QCheckBox(text), name);
    box->setToolTip(explanation);
    connect(box, &QCheckBox::toggled, this, &FormGroup::changed);
    return box;
}

void FormGroup::showErrorsOf(const char* where, FormField* field)
{
    if (*where != '\0') {
        m_errorRows.append({QLatin1String(where), field});
    }
}

QString FormGroup::numberOrNothing(int number)
{
    return number == 0 ? QString() : QString::number(number);
}

} // namespace workbench
