#pragma once

#include <QNetworkDatagram>
#include <QUdpSocket>

namespace workbench {

/// Sends bytes back to where `received` came from, and from the address that it was sent to: where
/// a socket listens on every address, the system would choose another, which the peer does not take
/// for an answer. What the system does not take is lost, as on the way.
void replyTo(QUdpSocket& socket, const QNetworkDatagram& received, const QByteArray& bytes);

} // namespace workbench
