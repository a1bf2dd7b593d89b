#pragma once

#include "core/connection/client_connection.h"
#include "core/connection/tls_server.h"
#include "tests/support/test_pki.h"

#include <QSignalSpy>

#include <functional>

namespace workbench {

/// A server and one client of this program on loopback, run to their ends: what tests of whole
/// handshakes begin with. Both live in the calling thread.
struct LoopbackResult
{
    ConnectionRecordPtr client; ///< null when the server could not listen
    ConnectionRecordPtr server; ///< null when no connection reached it
};

struct LoopbackPlan
{
    ServerOptions server;
    ClientOptions client; ///< port is filled in
    QByteArray send; ///< sent by the client; the connection ends when as much has come back
    std::function<quint16(quint16 serverPort)> through; ///< a relay in between; returns its port
};

/// A server with the set's certificate, on a free port of this computer.
ServerOptions loopbackServer(const tests::TestPki& pki);

/// A client that trusts it. \a host is one that its certificate is for.
ClientOptions loopbackClient(const tests::TestPki& pki,
                             quint16 port = 0,
                             const QString& host = QStringLiteral("127.0.0.1"));

/// From "localhost" to a server that the client trusts.
LoopbackPlan loopbackPlan(const tests::TestPki& pki);

/// The same over UDP; says "ping".
LoopbackPlan datagramPlan(const tests::TestPki& pki);

/// A server that listens, and the client that comes to it once it is started: for tests that do
/// something in between. Both live in the calling thread.
struct Meeting
{
    explicit Meeting(const LoopbackPlan& plan);

    /// Of the server, once the connection is over; null: it does not come to that.
    ConnectionRecordPtr record();

    TlsServer server;
    ClientConnection client;
    QSignalSpy ended; ///< of the server's connections
};

/// Runs one connection; ends at the latest after 15 seconds (then the missing record is null).
LoopbackResult runLoopback(LoopbackPlan plan);

} // namespace workbench
