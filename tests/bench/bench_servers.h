#pragma once

#include <QString>

namespace workbench::bench {

/// The servers that are measured, each in a process of its own.
enum class ServerKind
{
    Workbench, ///< TlsServer, traced and recorded
    Stock, ///< QSslServer as its documentation shows it
    StockWithoutCaList, ///< the same, kept from looking at the system's CA certificates
};

/// Serves the certificate in the PEM file `certificate` (chain and key in it) on a free port of
/// loopback, prints the port as one line, and serves until standard input ends. Then prints
/// "CONNECTIONS MESSAGES": how many were established and the messages recorded of all of them.
/// Returns the exit status of the process.
int runServer(ServerKind kind, const QString& certificate);

} // namespace workbench::bench
