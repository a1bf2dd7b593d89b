#pragma once

#include "core/workbench/workbench.h"

#include <QTimer>
#include <QWidget>

class QLabel;
class QStatusBar;

namespace workbench {

/// What the status bar always shows: libraries, how much is kept, and who can reach the servers.
class StatusLine : public QObject
{
    Q_OBJECT

public:
    StatusLine(const Workbench& workbench, QStatusBar* bar);

    void refresh(); ///< now

    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    void showReach();

    const Workbench& m_workbench;
    QLabel* m_libraries;
    QLabel* m_kept;
    QLabel* m_reachIcon;
    QLabel* m_reach;
    QTimer m_timer; ///< runs while the next refresh has to wait: a few a second at most
    bool m_stale = false;
};

} // namespace workbench
