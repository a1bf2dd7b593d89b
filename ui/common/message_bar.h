#pragma once

#include "ui/common/notifier.h"
#include "ui/common/tone_panel.h"

class QLabel;
class QPushButton;
class QToolButton;

namespace workbench {

/// One line inside a window or dialog that tells what happened, with at most one button; hidden
/// while there is nothing to tell. Never in the way: no modal box.
class MessageBar : public TonePanel
{
    Q_OBJECT

public:
    /// `name` becomes the object name; the parts are named after it ("…Text", "…Action", "…Close").
    explicit MessageBar(const QString& name, QWidget* parent = nullptr);

    void show(const Notice& notice);
    void show(const Error& error);
    void clear();

    QString text() const; ///< what is told now; empty: nothing

protected:
    void changeEvent(QEvent* event) override;

private:
    void colour();

    QLabel* m_icon;
    QLabel* m_text;
    QPushButton* m_action;
    QToolButton* m_close;
    std::function<void()> m_run;
};

} // namespace workbench
