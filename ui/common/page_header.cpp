#include "ui/common/page_header.h"

#include "ui/common/elided_label.h"
#include "ui/common/text.h"

#include <QAction>
#include <QEvent>
#include <QHBoxLayout>
#include <QLabel>
#include <QPushButton>

namespace workbench {

QPushButton* actionButton(QAction* action, const QString& page)
{
    auto* button = new QPushButton;
    button->setObjectName(page + action->objectName() + QStringLiteral("Button"));
    button->setAutoDefault(false);
    const auto follow = [button, action] {
        // Mnemonics belong to the menus: two of the same letter would compete.
        button->setText(withoutMnemonic(action->text()));
        button->setIcon(action->icon());
        button->setToolTip(action->toolTip());
        button->setAccessibleName(withoutMnemonic(action->text()));
        button->setEnabled(action->isEnabled());
        button->setCheckable(action->isCheckable());
        button->setChecked(action->isChecked());
        if (button->parentWidget() != nullptr) {
            button->setVisible(action->isVisible());
        }
    };
    follow();
    QObject::connect(action, &QAction::changed, button, follow);
    QObject::connect(button, &QPushButton::clicked, action, &QAction::trigger);
    return button;
}

PageHeader::PageHeader(const QString& name, QWidget* parent)
    : QWidget(parent)
    , m_title(new ElidedLabel)
    , m_icon(new QLabel)
    , m_stateText(new ElidedLabel)
    , m_summary(new ElidedLabel)
    , m_buttons(new QHBoxLayout)
{
    setObjectName(name);
    m_title->setObjectName(name + QStringLiteral("Title"));
    m_stateText->setObjectName(name + QStringLiteral("State"));
    m_summary->setObjectName(name + QStringLiteral("Summary"));
    QFont font = m_title->font();
    font.setPointSizeF(font.pointSizeF() * 1.4);
    font.setBold(true);
    m_title->setFont(font);

    auto* second = new QHBoxLayout;
    second->setSpacing(6);
    second->addWidget(m_icon);
    second->addWidget(m_stateText, 0);
    second->addSpacing(14);
    second->addWidget(m_summary, 1);
    auto* texts = new QVBoxLayout;
    texts->setSpacing(3);
    texts->addWidget(m_title);
    texts->addLayout(second);
    auto* layout = new QHBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addLayout(texts, 1);
    m_buttons->setSpacing(6);
    layout->addLayout(m_buttons);
    colour();
}

void PageHeader::setTitle(const QString& title)
{
    m_title->setText(title);
}

void PageHeader::setState(State state, const QString& more)
{
    const QString word = stateWord(state);
    m_stateText->setText(more.isEmpty() ? word : QStringLiteral("%1 %2").arg(word, more));
    if (m_state != state) {
        m_state = state;
        colour();
    }
}

void PageHeader::setSummary(const QString& summary)
{
    m_summary->setText(summary);
}

void PageHeader::addAction(QAction* action)
{
    m_buttons->addWidget(actionButton(action, objectName()), 0, Qt::AlignTop);
}

QString PageHeader::stateText() const
{
    return m_stateText->fullText();
}

void PageHeader::changeEvent(QEvent* event)
{
    QWidget::changeEvent(event);
    if (event->type() == QEvent::PaletteChange) {
        colour();
    }
}

void PageHeader::colour()
{
    m_icon->setPixmap(stateIcon(m_state).pixmap(QSize(14, 14), devicePixelRatioF()));
    setTextColor(m_stateText, toneColor(stateTone(m_state), palette()));
    setTextColor(m_summary, secondaryTextColor(palette()));
}

} // namespace workbench
