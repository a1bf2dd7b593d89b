#include "ui/common/form_field.h"

#include "ui/common/state.h"

#include <QAccessible>
#include <QGridLayout>
#include <QLabel>
#include <QPushButton>

namespace workbench {

FormField::FormField(const QString& label, QWidget* editor, const QString& hint)
    : m_label(label)
    , m_hint(hint)
    , m_editor(editor)
    , m_icon(new QLabel)
    , m_message(new QLabel)
    , m_offer(new QPushButton)
{
    const QString name = editor->objectName();
    setObjectName(name + QStringLiteral("Row"));
    m_message->setObjectName(name + QStringLiteral("Message"));
    m_offer->setObjectName(name + QStringLiteral("Offer"));
    m_message->setWordWrap(true);
    m_message->setContentsMargins(1, 0, 0, 0);
    m_message->setTextFormat(Qt::PlainText);
    m_icon->setAlignment(Qt::AlignTop);
    m_icon->setContentsMargins(1, 2, 6, 0);
    m_offer->setAutoDefault(false);
    m_offer->hide();
    if (editor->accessibleName().isEmpty()) {
        editor->setAccessibleName(QString(label).remove(QLatin1Char('&')).remove(QLatin1Char(':')));
    }

    auto* layout = new QGridLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setHorizontalSpacing(0);
    layout->setVerticalSpacing(3);
    layout->addWidget(editor, 0, 0, 1, 3);
    layout->addWidget(m_icon, 1, 0);
    layout->addWidget(m_message, 1, 1, 1, 2);
    layout->addWidget(m_offer, 2, 1);
    layout->setColumnStretch(2, 1);
    setFocusProxy(editor);
    connect(m_offer, &QPushButton::clicked, this, &FormField::offerTaken);
    showMessage(hint, Look::Hint);
}

void FormField::setProblem(const QString& problem)
{
    m_state = problem.isEmpty() ? MessageState::Fine : MessageState::Wrong;
    showMessage(problem.isEmpty() ? m_hint : problem,
                problem.isEmpty() ? Look::Hint : Look::Problem);
}

void FormField::setMissing(const QString& what)
{
    m_state = MessageState::Missing;
    showMessage(what, Look::Hint);
}

void FormField::setWarning(const QString& warning)
{
    m_state = MessageState::Fine;
    showMessage(warning.isEmpty() ? m_hint : warning,
                warning.isEmpty() ? Look::Hint : Look::Warning);
}

void FormField::setNote(const QString& note)
{
    m_state = MessageState::Fine;
    showMessage(note.isEmpty() ? m_hint : note, Look::Hint);
}

void FormField::setOffer(const QString& text)
{
    m_offer->setText(text);
    m_offer->setAccessibleName(QString(text).remove(QLatin1Char('&')));
    m_offer->setVisible(!text.isEmpty());
}

QString FormField::message() const
{
    return m_message->text();
}

void FormField::showMessage(const QString& text, Look look)
{
    const Tone tone = look == Look::Problem ? Tone::Bad
        : look == Look::Warning             ? Tone::Warning
                                            : Tone::Neutral;
    setTextColor(m_message, toneColor(tone, palette()));
    m_icon->setVisible(look != Look::Hint);
    if (look != Look::Hint) {
        const State state = look == Look::Problem ? State::Failed : State::Warning;
        m_icon->setPixmap(stateIcon(state).pixmap(QSize(14, 14), devicePixelRatioF()));
    }
    m_message->setVisible(!text.isEmpty());
    if (text != m_message->text()) {
        m_message->setText(text);
        m_editor->setAccessibleDescription(text);
        QAccessibleEvent event(m_editor, QAccessible::DescriptionChanged);
        QAccessible::updateAccessibility(&event);
    }
}

} // namespace workbench
