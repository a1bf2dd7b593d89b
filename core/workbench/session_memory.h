#pragma once

#include "core/connection/client_connection.h"

#include <QHash>

namespace workbench {

/// The newest session of each client from this run, to be taken up again. In memory only; wiped
/// when another one takes its place.
class SessionMemory
{
public:
    /// What a connection that was established has by now. One without a session changes nothing
    /// but what takeUp() says where there is no older one.
    void keep(const ClientConnection& connection);

    /// Puts the session of the client of that name into the options, and leaves of its versions
    /// those that one client_hello offers together with it. Errors: NotFound (there is none, or the
    /// server gave none), InvalidInput (made with another server or client certificate, or over
    /// another transport), and those of checkSession(); then nothing has changed.
    Result<void> takeUp(ClientOptions& options) const;

    void forget(const QString& name) { m_kept.remove(name); }

    /// The client is called `newName` now.
    void rename(const QString& name, const QString& newName);

private:
    /// Whom a session binds together.
    struct Ends
    {
        QString target;
        QString serverName;
        Transport transport = Transport::Tcp;
        std::shared_ptr<X509> certificate; ///< of the client; null: none
    };

    struct Kept
    {
        SavedSession session; ///< empty: the server gave none
        Ends ends;
    };

    static Ends endsOf(const ClientOptions& options);
    static Result<void> checkSame(const Ends& made, const Ends& now);

    QHash<QString, Kept> m_kept;
};

} // namespace workbench
