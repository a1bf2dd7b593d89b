#pragma once

#include <QByteArray>
#include <QCache>
#include <QDeadlineTimer>
#include <QHostAddress>

namespace workbench {

/// Where a client over UDP sends from.
using DatagramPeer = QPair<QHostAddress, quint16>;

/// The hellos of connections that are over. A client that hears nothing sends its hello again,
/// after seconds at first and up to a minute later (RFC 6347 §4.2.4.1): that is no new connection.
/// One from the same port with another random is. Bounded in time and number.
class EndedHellos
{
public:
    /// `random`: of the client_hello; empty in clear, where there is none: a client was refused.
    void add(const DatagramPeer& peer, const QByteArray& random);

    /// Whether a connection began with this hello and is over; keeps it in mind for longer.
    bool contains(const DatagramPeer& peer, const QByteArray& random);

private:
    using Hello = QPair<DatagramPeer, QByteArray>;

    static constexpr int kMost = 4096;

    QCache<Hello, QDeadlineTimer> m_hellos {kMost}; ///< those looked for longest ago go first
};

} // namespace workbench
