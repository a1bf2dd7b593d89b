#pragma once

#include "core/connection/client_connection.h"
#include "core/connection/tls_server.h"
#include "tests/support/test_pki.h"

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

/// Over UDP, from "localhost" to a server that the client trusts; says "ping".
LoopbackPlan datagramPlan(const tests::TestPki& pki);

/// Runs one connection; ends at the latest after 15 seconds (then the missing record is null).
LoopbackResult runLoopback(LoopbackPlan plan);

} // namespace workbench
