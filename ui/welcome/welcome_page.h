#pragma once

#include <QList>
#include <QWidget>

class QAction;
class QLabel;
class QPushButton;

namespace workbench {

/// What a person sees first: the tour, the other ways to begin, and where to drop certificates.
class WelcomePage : public QWidget
{
    Q_OBJECT

public:
    /// `starters`: the other ways to begin, with a sentence each in their status tip.
    WelcomePage(const QList<QAction*>& starters, QWidget* parent = nullptr);

    /// What the tour is doing; empty: it is not running.
    void showTourStep(const QString& step);

Q_SIGNALS:
    void tourRequested();

protected:
    void changeEvent(QEvent* event) override;

private:
    QWidget* buildTour();
    QWidget* buildStarters(const QList<QAction*>& starters);
    QWidget* buildDropTarget();
    void colour();

    QPushButton* m_tour;
    QLabel* m_tourText;
    QLabel* m_subtitle;
    QLabel* m_dropIcon;
    QLabel* m_dropText;
    QList<QLabel*> m_quiet;
};

} // namespace workbench
