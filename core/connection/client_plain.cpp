// The client without TLS: what is sent and received goes over the transport as it is.
#include "core/connection/client_connection_private.h"

namespace workbench {

/// Of UDP nothing was connected: that the socket has a destination is all that is established.
void ClientConnection::Private::startPlain()
{
    tlsBegun = true; // what comes from here on is data
    attempt.skipPhase(PhaseName::Tls);
    wholeTimer.stop();
    phaseTimer.stop();
    endHandshakeDelay();
    beginData();
}

/// `bytes` are in the record's data already.
void ClientConnection::Private::takePlain(const QByteArray& bytes)
{
    attempt.noteFirstBytes(bytes);
    attempt.countBytes(Direction::Received, bytes.size());
    announce();
    Q_EMIT q->dataReceived(bytes);
}

/// Over UDP one datagram. What the system does not take (too large, not allowed to go to
/// everybody) ends the attempt: the peer will never see it.
void ClientConnection::Private::sendPlain(const QByteArray& bytes)
{
    if (overDatagrams()) {
        if (const int number = datagrams.send(bytes); number != 0) {
            endPlain(number);
            return;
        }
    } else {
        socket.write(bytes);
    }
    attempt.addData(Direction::Sent, bytes);
    attempt.countBytes(Direction::Sent, bytes.size());
}

/// UDP hears of a closed port only by the refusal of what was sent there: then nothing was reached.
void ClientConnection::Private::endPlain(int errorNumber)
{
    const bool answered = attempt.record().addresses.last().connected;
    attempt.record().errors.append(
        {ErrorSource::System, errorNumber, qt_error_string(errorNumber)});
    if (answered) {
        finishOpen();
        return;
    }
    attempt.record().addresses.last().error = qt_error_string(errorNumber);
    end(ConnectionResult::Failed, PhaseResult::Failed);
}

} // namespace workbench
