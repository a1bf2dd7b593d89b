#pragma once

#include "tests/bench/server_process.h"

#include <optional>

namespace workbench::bench {

/// The servers that are measured, each in a process of its own.
enum class ServerKind
{
    Workbench, ///< TlsServer, traced and recorded
    Stock, ///< QSslServer as its documentation shows it
    StockWithoutCaList, ///< the same, kept from looking at the system's CA certificates
};

/// A server in a process of its own, from this program: serves the certificate in the PEM file
/// `certificate` (chain and key in it) on a free port of loopback. `threads`: of the workbench.
std::unique_ptr<ServerProcess>
startOwnServer(ServerKind kind, const QString& certificate, int threads = 1);

/// For main(): where the arguments are those of startOwnServer(), serves until standard input ends,
/// says how many connections were established and the messages recorded of all of them, and returns
/// the exit status of the process.
std::optional<int> runIfServer(const QStringList& arguments);

} // namespace workbench::bench
