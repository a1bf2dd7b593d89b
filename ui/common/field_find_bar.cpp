#include "ui/common/field_find_bar.h"

#include "ui/common/theme.h"
#include "ui/common/themed_icon.h"

#include <QAccessible>
#include <QHBoxLayout>
#include <QKeyEvent>
#include <QLabel>
#include <QLineEdit>
#include <QToolButton>

namespace workbench {

FieldFindBar::FieldFindBar(const QString& name, QWidget* parent)
    : QWidget(parent)
    , m_text(new QLineEdit)
    , m_result(new QLabel)
{
    setObjectName(name);
    m_text->setObjectName(name + QStringLiteral("Text"));
    m_text->setAccessibleName(tr("Find in names and values"));
    m_text->setPlaceholderText(tr("Find in names and values"));
    m_text->setClearButtonEnabled(true);
    m_text->installEventFilter(this);
    m_result->setObjectName(name + QStringLiteral("Result"));
    QToolButton* previous
        = button(QStringLiteral("Previous"), tr("Previous"), tr("Previous match (Shift+F3)"));
    QToolButton* next = button(QStringLiteral("Next"), tr("Next"), tr("Next match (F3)"));
    QToolButton* close = button(QStringLiteral("Close"), {}, tr("Close (Esc)"));
    close->setIcon(themedIcon(QStringLiteral("actions/close")));
    connect(m_text, &QLineEdit::textChanged, this, &FieldFindBar::textChanged);
    connect(previous, &QToolButton::clicked, this, &FieldFindBar::previousRequested);
    connect(next, &QToolButton::clicked, this, &FieldFindBar::nextRequested);
    connect(close, &QToolButton::clicked, this, &FieldFindBar::closed);

    auto* line = new QHBoxLayout(this);
    line->setContentsMargins(8, 4, 8, 4);
    line->addWidget(m_text, 1);
    line->addWidget(m_result);
    line->addWidget(previous);
    line->addWidget(next);
    line->addWidget(close);
}

QToolButton*
FieldFindBar::button(const QString& name, const QString& text, const QString& explanation)
{
    auto* made = new QToolButton;
    made->setObjectName(objectName() + name);
    made->setText(text);
    made->setToolTip(explanation);
    made->setAccessibleName(explanation);
    made->setAutoRaise(true);
    made->setFocusPolicy(Qt::TabFocus);
    made->installEventFilter(this);
    return made;
}

QString FieldFindBar::text() const
{
    return m_text->text();
}

void FieldFindBar::open()
{
    show();
    m_text->setFocus();
    m_text->selectAll();
}

void FieldFindBar::setResult(const QString& result, bool wrong)
{
    if (result == m_result->text()) {
        return;
    }
    setTextColor(m_result, toneColor(wrong ? Tone::Bad : Tone::Neutral, palette()));
    m_result->setText(result);
    m_text->setAccessibleDescription(result);
    QAccessibleEvent event(m_text, QAccessible::DescriptionChanged);
    QAccessible::updateAccessibility(&event);
}

bool FieldFindBar::eventFilter(QObject* watched, QEvent* event)
{
    if (event->type() != QEvent::KeyPress && event->type() != QEvent::ShortcutOverride) {
        return QWidget::eventFilter(watched, event);
    }
    const auto* key = static_cast<QKeyEvent*>(event);
    const bool isEscape = key->key() == Qt::Key_Escape;
    const bool isReturn
        = watched == m_text && (key->key() == Qt::Key_Return || key->key() == Qt::Key_Enter);
    if (event->type() == QEvent::ShortcutOverride) {
        // Here Esc closes the line, and cancels nothing.
        if (isEscape) {
            event->accept();
        }
        return isEscape;
    }
    if (isEscape) {
        Q_EMIT closed();
    } else if (isReturn && (key->modifiers() & Qt::ShiftModifier) != 0) {
        Q_EMIT previousRequested();
    } else if (isReturn) {
        Q_EMIT nextRequested();
    }
    return isEscape || isReturn;
}

} // namespace workbench
