#pragma once

#include <QString>

namespace workbench::bench {

/// The clients that are measured, each in a process of its own.
enum class ClientKind
{
    Workbench, ///< ClientConnection: traced, recorded, the certificate checked by an own check
    Bare ///< a loop over QSslSocket as its documentation shows it, the certificate checked by Qt
};

struct ClientLoad
{
    quint16 port = 0; ///< of 127.0.0.1
    int version = 0; ///< 0x0303 or 0x0304
    int count = 0; ///< full handshakes, one after the other
    QString anchor; ///< PEM file with the root
};

/// Makes the handshakes after one that is not counted, and prints the CPU time of this process for
/// each, all threads, in microseconds. Returns the exit status of the process: 1 when one failed.
int runClient(ClientKind kind, const ClientLoad& load);

} // namespace workbench::bench
