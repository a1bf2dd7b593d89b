#pragma once

#include <QHash>
#include <QList>
#include <QString>

#include <array>
#include <chrono>

namespace workbench {

struct ObservedConnection;

/// How many connections failed for one reason.
struct FailureCount
{
    QString id; ///< of the finding, e.g. "no-shared-cipher-tls13"
    QString title; ///< of the finding, in words
    int count = 0;

    bool operator==(const FailureCount&) const = default;
};

/// What became of the connections of a server since it was made.
class ServerCounters
{
public:
    using Moment = std::chrono::steady_clock::time_point;

    /// Takes a connection in, or what has become of it. `before`: how it was counted last; null:
    /// never.
    void note(const ObservedConnection& now, const ObservedConnection* before, Moment moment);

    int handshaking() const { return m_handshaking; }

    int open() const { return m_open; } ///< up, behind their handshake

    int done() const { return m_done; } ///< handshakes that worked

    int failed() const { return m_failed; }

    QList<FailureCount> reasons() const; ///< of the failed ones, most frequent first

    /// Handshakes a second that came to an end, good or bad: the mean of the last five whole
    /// seconds.
    double perSecond(Moment moment) const;

private:
    static constexpr int kSeconds = 5; ///< that the rate is the mean of

    /// Handshakes that ended in one second of the clock.
    struct Second
    {
        qint64 number = -1;
        int ended = 0;
    };

    void add(const ObservedConnection& connection, int sign);

    int m_handshaking = 0;
    int m_open = 0;
    int m_done = 0;
    int m_failed = 0;
    QHash<QString, FailureCount> m_reasons; ///< by id
    std::array<Second, kSeconds + 1> m_seconds; ///< with the one that is running
};

} // namespace workbench
