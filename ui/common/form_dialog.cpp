#include "ui/common/form_dialog.h"

#include "ui/common/collapsible_group.h"
#include "ui/common/form_field.h"
#include "ui/common/form_group.h"
#include "ui/common/message_bar.h"
#include "ui/common/text.h"

#include <QDialogButtonBox>
#include <QFormLayout>
#include <QFrame>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QScreen>
#include <QScrollArea>
#include <QScrollBar>
#include <QShowEvent>
#include <QVBoxLayout>

#include <algorithm>

namespace workbench {

FormDialog::FormDialog(const QString& name,
                       const QString& title,
                       const QString& acceptText,
                       QWidget* parent)
    : QDialog(parent)
    , m_messages(new MessageBar(name + QStringLiteral("Messages")))
    , m_scroll(new QScrollArea)
    , m_middle(new QHBoxLayout)
    , m_body(new QWidget)
    , m_column(new QVBoxLayout(m_body))
    , m_form(new QFormLayout)
    , m_missing(new QLabel)
    , m_outer(new QVBoxLayout(this))
    , m_buttons(new QDialogButtonBox(QDialogButtonBox::Cancel))
    , m_accept(m_buttons->addButton(acceptText, QDialogButtonBox::AcceptRole))
{
    setObjectName(name);
    setWindowTitle(title);
    setAttribute(Qt::WA_DeleteOnClose);
    m_accept->setObjectName(name + QStringLiteral("Accept"));
    m_accept->setAccessibleName(QString(acceptText).remove(QLatin1Char('&')));
    m_accept->setDefault(true);
    QPushButton* cancel = m_buttons->button(QDialogButtonBox::Cancel);
    cancel->setObjectName(name + QStringLiteral("Cancel"));
    cancel->setAccessibleName(tr("Cancel"));
    cancel->setAutoDefault(false);
    m_missing->setObjectName(name + QStringLiteral("Missing"));
    m_missing->setWordWrap(true);

    m_form->setFieldGrowthPolicy(QFormLayout::AllNonFixedFieldsGrow);
    m_form->setVerticalSpacing(10);
    m_form->setHorizontalSpacing(12);
    m_column->setContentsMargins(18, 16, 18, 8);
    m_column->addLayout(m_form);

    m_scroll->setObjectName(name + QStringLiteral("Form"));
    m_scroll->setAccessibleName(title);
    m_scroll->setFrameShape(QFrame::NoFrame);
    m_scroll->setWidgetResizable(true);
    m_scroll->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_scroll->setFocusPolicy(Qt::NoFocus);
    m_scroll->setWidget(m_body);

    auto* footer = new QHBoxLayout;
    footer->setContentsMargins(18, 8, 18, 14);
    footer->addWidget(m_missing, 1);
    footer->addWidget(m_buttons);

    m_outer->setContentsMargins(0, 0, 0, 0);
    m_outer->setSpacing(0);
    m_outer->addWidget(m_messages);
    m_middle->addWidget(m_scroll, 1);
    m_outer->addLayout(m_middle, 1);
    m_outer->addLayout(footer);
    resize(640, 200);

    connect(m_buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    connect(m_buttons, &QDialogButtonBox::accepted, this, [this] {
        revalidate();
        if (isComplete() && !m_busy) {
            m_messages->clear();
            apply();
        }
    });
}

void FormDialog::addField(FormField* field)
{
    m_fields.append(field);
    addFieldTo(m_form, field);
}

void FormDialog::addWide(QWidget* widget)
{
    m_form->addRow(widget);
}

CollapsibleGroup* FormDialog::addGroup(const QString& name, const QString& title)
{
    auto* group = new CollapsibleGroup(name, title);
    m_column->addWidget(group);
    connect(group, &CollapsibleGroup::opened, this, &FormDialog::growToContent);
    return group;
}

void FormDialog::addToGroup(CollapsibleGroup* group, FormField* field)
{
    m_fields.append(field);
    group->addField(field);
}

void FormDialog::addFront(const FormGroup* group)
{
    for (const FormGroup::Row& row : group->frontRows()) {
        if (row.field != nullptr) {
            addField(row.field);
        } else {
            addWide(row.wide);
        }
    }
}

void FormDialog::addOpening(const FormGroup* group)
{
    if (group->name().isEmpty()) {
        return;
    }
    CollapsibleGroup* place = addGroup(group->name(), group->title());
    for (const FormGroup::Row& row : group->rows()) {
        if (row.field != nullptr) {
            addToGroup(place, row.field);
        } else {
            place->addWide(row.wide);
        }
    }
}

void FormDialog::watchGroup(FormGroup* group)
{
    for (const FormGroup::ErrorRow& row : group->errorRows()) {
        showErrorsOf(row.where, row.field);
    }
    addCheck([group] { group->check(); });
    connect(group, &FormGroup::changed, this, &FormDialog::revalidate);
    connect(group, &FormGroup::grown, this, &FormDialog::growToContent);
}

void FormDialog::addFooter(QWidget* widget)
{
    auto* row = new QHBoxLayout;
    row->setContentsMargins(18, 4, 18, 0);
    row->addWidget(widget);
    m_outer->insertLayout(m_outer->count() - 1, row);
}

void FormDialog::addSide(QWidget* widget, int width)
{
    widget->setFixedWidth(width);
    m_middle->addWidget(widget);
    resize(this->width() + width, height());
}

void FormDialog::finishForm()
{
    m_column->addStretch(1);
    // The buttons were there before the rows: without this the last one is left out of the order.
    setTabOrder(m_accept, m_buttons->button(QDialogButtonBox::Cancel));
    revalidate();
    growToContent();
}

void FormDialog::setCancelText(const QString& text)
{
    QPushButton* cancel = m_buttons->button(QDialogButtonBox::Cancel);
    cancel->setText(text);
    cancel->setAccessibleName(withoutMnemonic(text));
}

void FormDialog::growToContent()
{
    // After the layout knows what became visible.
    QMetaObject::invokeMethod(
        this,
        [this] {
            // That a row says more than before reaches the form with events that are still to come.
            for (const FormField* field : std::as_const(m_fields)) {
                field->layout()->activate();
            }
            m_column->activate();
            const int chrome = height() - m_scroll->viewport()->height();
            // Beside a scroll bar a text may need a line more, and the bar would stay for it.
            const int bar = m_scroll->verticalScrollBar()->sizeHint().width();
            const int laidOut = m_body->heightForWidth(m_scroll->width() - bar);
            const int wanted = laidOut > 0 ? laidOut : m_body->sizeHint().height();
            const int most = screen()->availableGeometry().height() * 9 / 10;
            resize(width(), qMax(height(), qMin(wanted + chrome, most)));
        },
        Qt::QueuedConnection);
}

void FormDialog::showErrorsOf(const QString& where, FormField* field)
{
    m_named.append({where, field});
}

FormField* FormDialog::rowOf(const QString& where) const
{
    const auto named
        = std::find_if(m_named.cbegin(), m_named.cend(), [&where](const NamedField& entry) {
              return entry.where == where;
          });
    return named == m_named.cend() ? nullptr : named->field;
}

void FormDialog::revalidate()
{
    for (const std::function<void()>& check : std::as_const(m_checks)) {
        check();
    }
    const auto notFine = std::find_if(
        m_fields.cbegin(), m_fields.cend(), [](FormField* field) { return !field->isFine(); });
    m_accept->setEnabled(notFine == m_fields.cend() && !m_busy);
    if (notFine == m_fields.cend()) {
        m_missing->clear();
        return;
    }
    const QString caption = (*notFine)->editor()->accessibleName();
    m_missing->setText(tr("Look at “%1”.").arg(caption));
    m_accept->setToolTip((*notFine)->message());
}

bool FormDialog::isComplete() const
{
    return std::all_of(
        m_fields.cbegin(), m_fields.cend(), [](const FormField* field) { return field->isFine(); });
}

void FormDialog::showError(const Error& error)
{
    FormField* const row = rowOf(error.where);
    if (row == nullptr) {
        m_messages->show(error);
        return;
    }
    row->setProblem(error.remedy.isEmpty()
                        ? error.message
                        : QStringLiteral("%1 %2").arg(error.message, error.remedy));
    openGroupOf(row);
    row->editor()->setFocus();
}

void FormDialog::setBusy(bool busy)
{
    if (busy && !m_busy) {
        m_focusBefore = focusWidget();
    }
    m_busy = busy;
    m_body->setEnabled(!busy);
    revalidate();
    if (!busy && m_focusBefore) {
        m_focusBefore->setFocus(); // rows that cannot be changed lose it
    }
}

void FormDialog::showEvent(QShowEvent* event)
{
    const bool isNew = !event->spontaneous();
    if (isNew && (focusWidget() == nullptr || !m_body->isAncestorOf(focusWidget()))) {
        focusFirstField();
    }
    QDialog::showEvent(event);
}

void FormDialog::focusFirstField()
{
    const auto takesKeys = [this](const QWidget* widget) {
        const auto* line = qobject_cast<const QLineEdit*>(widget);
        return (widget->focusPolicy() & Qt::TabFocus) != 0 && widget->isEnabled()
            && widget->isVisibleTo(this) && (line == nullptr || !line->isReadOnly());
    };
    for (const FormField* field : std::as_const(m_fields)) {
        const QList<QWidget*> parts
            = QList<QWidget*> {field->editor()} + field->editor()->findChildren<QWidget*>();
        const auto first = std::find_if(parts.cbegin(), parts.cend(), takesKeys);
        if (first != parts.cend()) {
            (*first)->setFocus();
            return;
        }
    }
}

void FormDialog::carryOut(Notifier& notifier, const std::function<Result<Notice>()>& work)
{
    setBusy(true);
    inBackground(&notifier,
                 work,
                 [&notifier, self = QPointer<FormDialog>(this)](const Result<Notice>& told) {
                     const bool isOpen = self && self->isVisible();
                     if (isOpen) {
                         self->setBusy(false);
                     }
                     if (told) {
                         notifier.tell(*told);
                     } else if (!isOpen) {
                         notifier.tell(told.error());
                     }
                     if (isOpen && told) {
                         self->accept();
                     } else if (isOpen) {
                         self->showError(told.error());
                     }
                 });
}

void FormDialog::openGroupOf(const FormField* field)
{
    for (QWidget* parent = field->parentWidget(); parent != nullptr;
         parent = parent->parentWidget()) {
        if (auto* group = qobject_cast<CollapsibleGroup*>(parent)) {
            group->setOpen(true);
        }
    }
}

} // namespace workbench
