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
    void letGo(); ///< closes it, so that the owner decides how the connection ends
    /// Ends the stream of what is held; ended() follows, after `longest` at the latest, and after
    /// kLongest once the peer has all that was written. False: there is nothing to wait for.
    bool begin(Milliseconds longest = kLongest);
    void hurry(); ///< kLongest from now on, where it was more

    bool isUnderWay() const { return m_descriptor >= 0; }

Q_SIGNALS:
    void ended(); ///< the socket is closed; emitted once, from the event loop

private:
    void lookForTaken();
    void readAway();
    void end();

    int m_descriptor = -1;
    qint64 m_read = 0;
    std::unique_ptr<QSocketNotifier> m_notifier;
    QTimer m_timer;
    QTimer m_look; ///< while the peer has not taken everything
};

/// Bytes that the system has for the peer of a TCP socket and that it has not taken; 0 where the
/// system does not tell.
int untakenBytes(qintptr descriptor);

} // namespace workbench
