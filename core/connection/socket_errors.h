#pragma once

#include "core/connection/connection_record.h"

#include <QAbstractSocket>

namespace workbench {

/// Raw errors behind what Qt reports: OpenSSL's packed codes that Qt prints into its text
/// ("error:0A000410:SSL routines::…"), the errno that Qt folded into its number, then Qt's own.
QList<NativeError> nativeErrors(QAbstractSocket::SocketError error, const QString& errorString);

/// How the peer ended the TCP connection, told by the calling thread's errno: Qt says "closed by
/// the remote host" for both, and its descriptor is gone by then. To be called first thing in a
/// slot of errorOccurred(RemoteHostClosedError); clears errno, so that the next one is not
/// mistaken.
PeerEnding takeTcpEnding();

/// Ends our direction of a TCP connection (FIN); the descriptor stays open.
void endStream(qintptr descriptor);

/// Lets the descriptor's close end the TCP connection with a reset; what was not sent is lost.
void resetOnClose(qintptr descriptor);

/// The connection was reset, or has ended in both directions; known also where nobody reads.
bool isGone(qintptr descriptor);

} // namespace workbench
