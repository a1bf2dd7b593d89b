#pragma once

#include "tests/support/thread_time.h"

#include <QElapsedTimer>
#include <QList>
#include <QTimer>

#include <algorithm>
#include <chrono>
#include <utility>

namespace workbench::tests {

/// How long the calling thread is busy between two beats of a timer in it: what a person feels as a
/// window that does not answer. Measured twice, as a busy machine makes a thread wait for its turn,
/// which is not the thread's fault, and as a thread that sleeps or waits does no work.
class TurnMeter
{
public:
    /// What a person calls a stop, in processor time (µs) and, generously, on the wall (ms).
    static constexpr qint64 kFeltWork = 100'000;
    static constexpr qint64 kFeltGap = 1500;

    TurnMeter()
    {
        m_beat.setTimerType(Qt::PreciseTimer);
        QObject::connect(&m_beat, &QTimer::timeout, &m_beat, [this] { beat(); });
        m_since.start();
        m_beat.start(std::chrono::milliseconds(5));
    }

    void stop() { m_beat.stop(); }

    /// Microseconds of work of each turn so far, shortest first.
    QList<qint64> work() const
    {
        QList<qint64> sorted = m_work;
        std::sort(sorted.begin(), sorted.end());
        return sorted;
    }

    qint64 mostWork() const { return m_mostWork; } ///< microseconds

    qint64 longestGap() const { return m_longestGap; } ///< milliseconds

private:
    void beat()
    {
        const qint64 now = threadMicroseconds();
        m_work.append(now - std::exchange(m_worked, now));
        m_mostWork = std::max(m_mostWork, m_work.last());
        m_longestGap = std::max(m_longestGap, m_since.restart());
    }

    QTimer m_beat;
    QElapsedTimer m_since;
    QList<qint64> m_work;
    qint64 m_worked = threadMicroseconds();
    qint64 m_mostWork = 0;
    qint64 m_longestGap = 0;
};

} // namespace workbench::tests
