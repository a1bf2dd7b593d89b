#pragma once

#include <QHostAddress>
#include <QList>
#include <QString>

#include <functional>
#include <memory>
#include <string>
#include <vector>

#ifdef Q_OS_WIN
#include <winsock2.h>
#else
#include <sys/socket.h>
#endif

class QObject;

namespace workbench {

/// What a name service answers, in plain values: nothing of Qt goes from thread to thread.
struct ResolverAnswer
{
    int error = 0; ///< EAI_…; 0: none
    std::vector<sockaddr_storage> addresses; ///< in the order of preference (RFC 6724)
};

/// Asks for the addresses of a name in ASCII form, of one family (AF_INET6, AF_INET). May block as
/// long as it likes; called in a thread of its own.
using NameResolver = std::function<ResolverAnswer(const std::string& name, int family)>;

/// What the name service said of one family.
struct FoundAddresses
{
    QList<QHostAddress> addresses; ///< in the order of preference (RFC 6724)
    int code = 0; ///< EAI_…; 0: none
    QString error; ///< the system's words; empty when there are addresses
};

/// RFC 6761 §6.3: localhost and what is below it are this computer, and no name server is asked:
/// where /etc/hosts does not know the name, that would take seconds and fail.
bool meansThisComputer(const QString& host);

/// One look-up of a host name in a thread of its own, through getaddrinfo(): unlike QHostInfo it
/// has no cache, keeps the system's words, and can be given up at any moment without a trace.
///
/// At most kMostAtOnce look-ups ask at the same time, others wait for their turn. One that was
/// given up while it asks counts no longer, so that a name server that hangs holds up nobody else,
/// until kMostForgotten of those have not come back.
class NameLookup
{
public:
    using Done = std::function<void(const FoundAddresses&)>;

    static constexpr int kMostAtOnce = 128;
    static constexpr int kMostForgotten = 256;

    NameLookup() = default;

    ~NameLookup() { cancel(); }
    Q_DISABLE_COPY_MOVE(NameLookup)

    /// `done` is called once, in the thread of `receiver`, unless the look-up is cancelled before.
    /// International names are asked for in their ASCII form. `resolver`: empty for the system's.
    void start(const QString& host,
               int family,
               const NameResolver& resolver,
               QObject* receiver,
               Done done);

    /// To be called in the receiver's thread, before the receiver goes. The system's call runs on
    /// to its end, and nobody hears of it.
    void cancel();

    bool isRunning() const; ///< started, and neither answered nor cancelled
    bool awaitsTurn() const; ///< nobody has been asked yet

private:
    struct Task;

    std::shared_ptr<Task> m_task;
};

} // namespace workbench
