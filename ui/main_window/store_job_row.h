#pragma once

#include "core/workbench/workbench.h"
#include "ui/common/tone_panel.h"

#include <QElapsedTimer>

#include <chrono>

class QLabel;
class QProgressBar;
class QPushButton;

namespace workbench {

/// How far a long import or its undoing is, with a button that stops it. Hidden otherwise, and for
/// what is over before a person would have read it.
class StoreJobRow : public TonePanel
{
    Q_OBJECT

public:
    /// Shows nothing of a job's first moments, as long as `patience`.
    StoreJobRow(Workbench& workbench,
                std::chrono::milliseconds patience,
                QWidget* parent = nullptr);

private:
    void showProgress(int job, StoreJobKind kind, int done, int total);
    void finish(int job);

    Workbench& m_workbench;
    std::chrono::milliseconds m_patience;
    QLabel* m_text;
    QProgressBar* m_bar;
    QPushButton* m_cancel;
    QElapsedTimer m_since;
    int m_job = 0; ///< 0: none
};

} // namespace workbench
