#pragma once

#include "core/base/duration.h"

#include <QObject>
#include <QSocketNotifier>
#include <QTimer>

#include <memory>

namespace workbench {

/// The end of a TCP connection whose peer may still be writing: closing it with bytes unread would
/// reset it, and the reset can take away from the peer what it has not read yet, such as the alert
/// that says why. This end's stream is ended, and what still comes is thrown away, for a while.
class LingeringClose : public QObject
{
    Q_OBJECT

public:
    static constexpr Milliseconds kLongest {500};
    static constexpr qint64 kMostBytes = 64LL * 1024;

    explicit LingeringClose(QObject* parent = nullptr);
    ~LingeringClose() override;

    /// Takes a second hold of the socket, whose owner may still write and then closes it.
    void hold(qintptr descriptor);
    /// Ends the stream of what is held; ended() follows. False: there is nothing to wait for.
    bool begin();

    bool isUnderWay() const { return m_descriptor >= 0; }

Q_SIGNALS:
    void ended(); ///< the socket is closed; emitted once, from the event loop

private:
    void readAway();
    void end();
    void letGo();

    int m_descriptor = -1;
    qint64 m_read = 0;
    std::unique_ptr<QSocketNotifier> m_notifier;
    QTimer m_timer;
};

} // namespace workbench
