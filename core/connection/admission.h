#pragma once

#include "core/connection/access_guard.h"

#include <mutex>

namespace workbench {

/// Whom a server lets in and how many are in, for all that accept clients for it. Thread-safe.
class Admission
{
public:
    /// From the next client on. Settings that checkAccess() takes.
    void set(const AccessSettings& access);
    AccessSettings settings() const;

    /// Lets the client in, and counts it until it leaves, or says what keeps it out.
    std::optional<Denial> admit(const QHostAddress& client);
    void leave(); ///< one that was let in

private:
    mutable std::mutex m_mutex;
    AccessGuard m_guard;
    int m_inside = 0;
};

} // namespace workbench
