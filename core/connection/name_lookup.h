#pragma once

#include <QHostAddress>
#include <QList>
#include <QString>

#include <functional>
#include <memory>

class QObject;

namespace workbench {

/// What the name service said.
struct FoundAddresses
{
    QList<QHostAddress> addresses; ///< in the order of preference (RFC 6724)
    QString error; ///< the system's words; empty when there are addresses
};

/// One look-up of a host name in a thread of its own, through getaddrinfo(): unlike QHostInfo it
/// has no cache, keeps the system's words, and can be given up at any moment without a trace.
class NameLookup
{
public:
    using Done = std::function<void(const FoundAddresses&)>;

    NameLookup() = default;

    ~NameLookup() { cancel(); }
    Q_DISABLE_COPY_MOVE(NameLookup)

    /// `done` is called once, in the thread of `receiver`, unless the look-up is cancelled before.
    /// International names are asked for in their ASCII form.
    void start(const QString& host, QObject* receiver, Done done);

    /// To be called in the receiver's thread, before the receiver goes. The system's call runs on
    /// to its end, and nobody hears of it.
    void cancel();

private:
    struct Task;

    std::shared_ptr<Task> m_task;
};

} // namespace workbench
