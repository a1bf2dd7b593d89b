#include "ui/common/empty_state.h"

#include "ui/common/page_header.h"
#include "ui/common/theme.h"
#include "ui/common/themed_icon.h"

#include <QAction>
#include <QEvent>
#include <QLabel>
#include <QPushButton>
#include <QVBoxLayout>

#include <utility>

namespace workbench {

EmptyState::EmptyState(QString icon, const QString& title, const QString& text, QWidget* parent)
    : QWidget(parent)
    , m_iconName(std::move(icon))
    , m_icon(new QLabel)
    , m_title(new QLabel)
    , m_text(new QLabel)
    , m_buttons(new QVBoxLayout)
{
    QFont font = m_title->font();
    font.setPointSizeF(font.pointSizeF() * 1.25);
    font.setBold(true);
    m_title->setFont(font);
    for (QLabel* label : {m_icon, m_title, m_text}) {
        label->setAlignment(Qt::AlignCenter);
    }
    m_title->setObjectName(QStringLiteral("emptyTitle"));
    m_title->setTextFormat(Qt::PlainText); // it may quote what was typed
    m_title->setWordWrap(true);
    m_text->setWordWrap(true);
    m_text->setMaximumWidth(520);

    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(24, 24, 24, 24);
    layout->addStretch(2);
    layout->addWidget(m_icon);
    layout->addWidget(m_title);
    auto* centred = new QHBoxLayout;
    centred->addStretch(1);
    centred->addWidget(m_text, 4);
    centred->addStretch(1);
    layout->addLayout(centred);
    layout->addSpacing(8);
    layout->addLayout(m_buttons);
    layout->addStretch(3);
    setText(title, text);
    refresh();
}

void EmptyState::addAction(QAction* action)
{
    QPushButton* button = actionButton(action, {});
    // What cannot be done now is not offered.
    const auto offer = [button, action] { button->setVisible(action->isEnabled()); };
    connect(action, &QAction::changed, button, offer);
    m_buttons->addWidget(button, 0, Qt::AlignHCenter);
    offer();
}

void EmptyState::setText(const QString& title, const QString& text)
{
    m_title->setText(title);
    m_text->setText(text);
    m_text->setVisible(!text.isEmpty());
}

void EmptyState::changeEvent(QEvent* event)
{
    QWidget::changeEvent(event);
    if (event->type() == QEvent::PaletteChange) {
        refresh();
    }
}

void EmptyState::refresh()
{
    m_icon->setPixmap(
        themedIcon(m_iconName, Tone::Neutral).pixmap(QSize(40, 40), devicePixelRatioF()));
    setTextColor(m_text, secondaryTextColor(palette()));
}

} // namespace workbench
