#pragma once

#include <QList>
#include <QWidget>

class QAction;
class QLabel;
class QVBoxLayout;

namespace workbench {

/// Stands where there is nothing yet: one sentence and the buttons that change that.
class EmptyState : public QWidget
{
    Q_OBJECT

public:
    EmptyState(QString icon, const QString& title, const QString& text, QWidget* parent = nullptr);

    /// A button that triggers the action; its object name is the action's plus "Button".
    void addAction(QAction* action);
    void setText(const QString& title, const QString& text);

protected:
    void changeEvent(QEvent* event) override;

private:
    void refresh();

    QString m_iconName;
    QLabel* m_icon;
    QLabel* m_title;
    QLabel* m_text;
    QVBoxLayout* m_buttons;
};

} // namespace workbench
