#pragma once

#include "ui/common/state.h"

#include <QWidget>

class QAction;
class QHBoxLayout;
class QLabel;
class QPushButton;

namespace workbench {

class ElidedLabel;

/// A push button that stands for an action: same text, icon, tool tip and enabled state. Its object
/// name is `page` and the action's name, "…Button".
QPushButton* actionButton(QAction* action, const QString& page);

/// The top of a page: name, state as icon, word and colour, what belongs to the state, and buttons.
class PageHeader : public QWidget
{
    Q_OBJECT

public:
    explicit PageHeader(const QString& name, QWidget* parent = nullptr);

    void setTitle(const QString& title);
    /// "listening" + "on 127.0.0.1:5043".
    void setState(State state, const QString& more);
    /// A quiet line at the right of the state, e.g. counters.
    void setSummary(const QString& summary);
    void addAction(QAction* action);

    QString stateText() const;

protected:
    void changeEvent(QEvent* event) override;

private:
    void colour();

    State m_state = State::Stopped;
    ElidedLabel* m_title;
    QLabel* m_icon;
    ElidedLabel* m_stateText;
    ElidedLabel* m_summary;
    QHBoxLayout* m_buttons;
};

} // namespace workbench
