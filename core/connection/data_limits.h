#pragma once

#include "core/base/duration.h"

#include <QElapsedTimer>
#include <QObject>
#include <QTimer>

namespace workbench {

/// The two limits of the phase in which data is exchanged: of silence, and of the whole.
class DataLimits : public QObject
{
    Q_OBJECT

public:
    explicit DataLimits(QObject* parent = nullptr);

    void begin(Milliseconds idle, Milliseconds whole); ///< zero: no limit
    void noteBytes(); ///< some went or came; cheap
    void stop();

Q_SIGNALS:
    void ranOut(Milliseconds limit, bool ofSilence); ///< once

private:
    void onSilence();

    Milliseconds m_idle {0};
    QElapsedTimer m_sinceBytes;
    QTimer m_idleTimer;
    QTimer m_wholeTimer;
};

} // namespace workbench
