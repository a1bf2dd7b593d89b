#include "core/connection/data_limits.h"

namespace workbench {

DataLimits::DataLimits(QObject* parent)
    : QObject(parent)
{
    for (QTimer* timer : {&m_idleTimer, &m_wholeTimer}) {
        timer->setSingleShot(true);
        timer->setTimerType(Qt::PreciseTimer);
    }
    connect(&m_idleTimer, &QTimer::timeout, this, &DataLimits::onSilence);
}

void DataLimits::begin(Milliseconds idle, Milliseconds whole)
{
    m_idle = idle;
    noteBytes();
    if (idle.count() > 0) {
        m_idleTimer.start(idle);
    }
    if (whole.count() > 0) {
        connect(&m_wholeTimer, &QTimer::timeout, this, [this, whole] {
            stop();
            Q_EMIT ranOut(whole, false);
        });
        m_wholeTimer.start(whole);
    }
}

/// The timer is looked at when it fires: starting it anew with every piece of data costs more.
void DataLimits::noteBytes()
{
    m_sinceBytes.start();
}

void DataLimits::stop()
{
    m_idleTimer.stop();
    m_wholeTimer.stop();
}

void DataLimits::onSilence()
{
    const Milliseconds left = m_idle - Milliseconds(m_sinceBytes.elapsed());
    if (left.count() > 0) {
        m_idleTimer.start(left);
        return;
    }
    stop();
    Q_EMIT ranOut(m_idle, true);
}

} // namespace workbench
