#include "ui/common/message_bar.h"

#include "ui/common/state.h"
#include "ui/common/themed_icon.h"

#include <QAccessible>
#include <QEvent>
#include <QHBoxLayout>
#include <QLabel>
#include <QPushButton>
#include <QToolButton>

namespace workbench {

namespace {

State stateOfTone(Tone tone)
{
    switch (tone) {
    case Tone::Good:
        return State::Done;
    case Tone::Warning:
        return State::Warning;
    case Tone::Bad:
        return State::Failed;
    case Tone::Neutral:
    case Tone::Busy:
        break;
    }
    return State::Note;
}

} // namespace

MessageBar::MessageBar(const QString& name, QWidget* parent)
    : TonePanel(parent)
    , m_icon(new QLabel)
    , m_text(new QLabel)
    , m_action(new QPushButton)
    , m_close(new QToolButton)
{
    setObjectName(name);
    m_icon->setObjectName(name + QStringLiteral("Icon"));
    m_text->setObjectName(name + QStringLiteral("Text"));
    m_text->setWordWrap(true);
    m_text->setTextFormat(Qt::PlainText); // it quotes names that others have given
    m_text->setTextInteractionFlags(Qt::TextSelectableByMouse);
    m_action->setObjectName(name + QStringLiteral("Action"));
    m_action->setAutoDefault(false);
    m_action->hide();
    m_close->setObjectName(name + QStringLiteral("Close"));
    m_close->setIcon(themedIcon(QStringLiteral("actions/close")));
    m_close->setAutoRaise(true);
    m_close->setToolTip(tr("Close this message"));
    m_close->setAccessibleName(tr("Close this message"));
    m_close->setFocusPolicy(Qt::TabFocus);

    auto* layout = new QHBoxLayout(this);
    layout->setContentsMargins(14, 6, 6, 6);
    layout->addWidget(m_icon);
    layout->addWidget(m_text, 1);
    layout->addWidget(m_action);
    layout->addWidget(m_close);

    connect(m_close, &QToolButton::clicked, this, &MessageBar::clear);
    connect(m_action, &QPushButton::clicked, this, [this] {
        const std::function<void()> run = m_run;
        clear();
        if (run) {
            run();
        }
    });
    QWidget::hide();
}

void MessageBar::show(const Notice& notice)
{
    setTone(notice.tone);
    colour();
    m_text->setText(notice.detail.isEmpty()
                        ? notice.text
                        : QStringLiteral("%1 %2").arg(notice.text, notice.detail));
    m_text->setAccessibleName(m_text->text());
    m_run = notice.action;
    m_action->setVisible(!notice.actionText.isEmpty());
    m_action->setText(notice.actionText);
    m_action->setAccessibleName(QString(notice.actionText).remove(QLatin1Char('&')));
    QWidget::show();
    QAccessibleEvent event(m_text, QAccessible::Alert);
    QAccessible::updateAccessibility(&event);
}

void MessageBar::colour()
{
    m_icon->setPixmap(stateIcon(stateOfTone(tone())).pixmap(QSize(16, 16), devicePixelRatioF()));
}

void MessageBar::changeEvent(QEvent* event)
{
    TonePanel::changeEvent(event);
    if (event->type() == QEvent::PaletteChange) {
        colour();
    }
}

void MessageBar::show(const Error& error)
{
    show(Notice {Tone::Bad, error.message, error.remedy, {}, {}});
}

void MessageBar::clear()
{
    m_run = {};
    m_text->clear();
    QWidget::hide();
}

QString MessageBar::text() const
{
    return m_text->text();
}

} // namespace workbench
