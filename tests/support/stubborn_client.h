#pragma once

#include <QtGlobal>

#include <atomic>
#include <thread>

namespace workbench::tests {

/// A TLS client that reads nothing until it is told to. It lives in a thread of its own, since it
/// waits where a server in the same thread would have to work.
class StubbornClient
{
public:
    enum class Habit
    {
        Writes, ///< as much as the server takes, up to kMost
        Waits ///< for what the server sends
    };

    static constexpr qint64 kMost = 64LL * 1024 * 1024;

    explicit StubbornClient(quint16 port, Habit habit = Habit::Writes);
    ~StubbornClient();
    StubbornClient(const StubbornClient&) = delete;
    StubbornClient& operator=(const StubbornClient&) = delete;

    bool connects() const; ///< waits for the handshake while the test's event loop goes on

    /// Nothing moves any more: the server takes nothing, or has filled what the systems hold.
    bool isStuck() const { return m_stuck; }

    qint64 written() const { return m_written; }

    qint64 got() const { return m_got; }

    void read(qint64 count) { m_wanted = count; } ///< of bytes, from then on

private:
    struct Connection;

    void live(quint16 port);
    void writeUntilStuck(const Connection& connection);
    void waitUntilStuck(const Connection& connection);
    void readWanted(const Connection& connection);

    Habit m_habit;
    std::atomic<bool> m_connected {false};
    std::atomic<bool> m_stuck {false};
    std::atomic<bool> m_leaving {false};
    std::atomic<qint64> m_written {0};
    std::atomic<qint64> m_got {0};
    std::atomic<qint64> m_wanted {0};
    std::jthread m_thread;
};

} // namespace workbench::tests
