#pragma once

#include "core/base/secret_bytes.h"
#include "core/connection/options/proxy_choice.h"

#include <QNetworkProxy>

#include <functional>
#include <memory>

class QObject;

namespace workbench {

struct ProxyCredentials;

/// What the system's settings say of the way to a target.
struct SystemProxy
{
    ProxyChoice choice; ///< not set: straight to the target
    SecretBytes password; ///< where the settings hold one
    QString error; ///< why what they say cannot be used; empty: it can
};

/// The first of the system's proposals that leads on. Of a kind that cannot carry TLS: passed over.
SystemProxy systemProxyFrom(const QList<QNetworkProxy>& proposals);

/// The same with what somebody has given for it, which counts before what the settings hold: a
/// password without a user is for theirs. Where no proxy is named nothing is needed. An error where
/// there is nobody that the password is for, or where a proxy of that kind cannot take the user.
SystemProxy withCredentials(SystemProxy found, const ProxyCredentials& given);

/// Asks the system which proxy leads to a target, as it would be asked for an https address: the
/// desktop's settings, a configuration script, or https_proxy, http_proxy and no_proxy ("*": nobody
/// goes through one), where what cannot be read is an error. In a thread of its own: the system may
/// run a script for that.
class SystemProxyLookup
{
public:
    using Done = std::function<void(const SystemProxy&)>;

    SystemProxyLookup() = default;

    ~SystemProxyLookup() { cancel(); }
    Q_DISABLE_COPY_MOVE(SystemProxyLookup)

    /// `done` is called once, in the thread of `receiver`, unless it is cancelled before.
    void start(const QString& host, quint16 port, QObject* receiver, Done done);

    /// To be called in the receiver's thread, before the receiver goes. What the system does runs
    /// on to its end, and nobody hears of it.
    void cancel();

private:
    struct Task;

    std::shared_ptr<Task> m_task;
};

} // namespace workbench
