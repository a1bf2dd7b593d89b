// The client on its way to an open transport: name, addresses, the race between them.
#include "core/connection/addresses/address_order.h"
#include "core/connection/client_connection_private.h"

#include <cerrno>

namespace workbench {

QString ClientConnection::Private::nextHost() const
{
    return options.proxy.isSet() ? options.proxy.host : options.host;
}

quint16 ClientConnection::Private::nextPort() const
{
    return options.proxy.isSet() ? options.proxy.port : options.port;
}

void ClientConnection::Private::connectResolution()
{
    QObject::connect(
        &resolution, &AddressResolution::answered, q, [this](const QList<QHostAddress>& addresses) {
            for (const QHostAddress& address : addresses) {
                attempt.record().found.append({address, attempt.elapsedUs()});
            }
            announce();
        });
    QObject::connect(&resolution, &AddressResolution::ready, q, [this] { onResolved(); });
    QObject::connect(&resolution, &AddressResolution::grown, q, [this] {
        if (attempt.currentPhase() == PhaseName::Tcp && !ended) {
            raceTo(resolution.addresses());
        }
    });
    QObject::connect(&resolution,
                     &AddressResolution::failed,
                     q,
                     [this](int code, const QString& error) { onNameFailed(code, error); });
}

void ClientConnection::Private::connectRace()
{
    QObject::connect(&race, &AddressRace::attemptStarted, q, [this](const QHostAddress& address) {
        noteAttempt(address);
    });
    QObject::connect(&race, &AddressRace::attemptFailed, q, [this](int number, int errorNumber) {
        noteFailedAttempt(number, errorNumber);
    });
    QObject::connect(
        &race, &AddressRace::connected, q, [this](int number, qintptr descriptor, bool reset) {
            onConnected(number, descriptor, reset);
        });
    QObject::connect(&race, &AddressRace::failed, q, [this](const AddressRace::Failure& telling) {
        onNoAddressLeft(telling.attempt, telling.errorNumber);
    });
}

void ClientConnection::Private::resolve()
{
    const QHostAddress literal(nextHost());
    if (!literal.isNull()) {
        // An address literal causes no name service traffic, forward or reverse.
        attempt.skipPhase(PhaseName::Resolve);
        beginConnecting({literal});
        return;
    }
    attempt.beginPhase(PhaseName::Resolve);
    limitPhase(PhaseName::Resolve);
    resolution.start(nextHost());
}

void ClientConnection::Private::onResolved()
{
    attempt.endPhase(PhaseResult::Done);
    beginConnecting(resolution.addresses());
}

void ClientConnection::Private::onNameFailed(int code, const QString& error)
{
    if (code != 0) {
        attempt.record().errors.append({ErrorSource::System, code, error});
    }
    attempt.record().errors.append({ErrorSource::Qt, QAbstractSocket::HostNotFoundError, error});
    end(ConnectionResult::Failed, PhaseResult::Failed);
}

void ClientConnection::Private::beginConnecting(const QList<QHostAddress>& found)
{
    if (overDatagrams()) {
        attempt.skipPhase(PhaseName::Tcp);
        candidates = orderedAddresses(found, options.family, hasWayToIpv6(found));
        tryNextDatagramAddress();
        return;
    }
    attempt.beginPhase(PhaseName::Tcp);
    limitPhase(PhaseName::Tcp);
    raceTo(found);
}

void ClientConnection::Private::raceTo(const QList<QHostAddress>& found)
{
    // Whoever writes an address means it: preferences are about names.
    const bool literal = attempt.record().found.isEmpty();
    race.run(literal ? found : orderedAddresses(found, options.family, hasWayToIpv6(found)),
             nextPort(),
             resolution.isRunning());
}

void ClientConnection::Private::noteAttempt(const QHostAddress& address)
{
    attempt.record().addresses.append({.address = address, .startUs = attempt.elapsedUs()});
    attempt.record().peerAddress = address;
    announce();
}

void ClientConnection::Private::noteFailedAttempt(int number, int errorNumber)
{
    AddressAttempt& address = attempt.record().addresses[number];
    address.durationUs = attempt.elapsedUs() - address.startUs;
    address.error = qt_error_string(errorNumber);
    announce();
}

/// TCP attempts that were under way when another had connected or everything ended.
void ClientConnection::Private::noteGivenUpAttempts(const QString& why)
{
    for (AddressAttempt& address : attempt.record().addresses) {
        if (!overDatagrams() && !address.connected && address.error.isEmpty()) {
            address.durationUs = attempt.elapsedUs() - address.startUs;
            address.givenUp = true;
            address.error = why;
        }
    }
}

/// What each address said stands beside it; `number` is the attempt that tells most.
void ClientConnection::Private::onNoAddressLeft(int number, int errorNumber)
{
    ConnectionRecord& record = attempt.record();
    record.peerAddress = record.addresses.at(number).address;
    record.errors.append({ErrorSource::System, errorNumber, qt_error_string(errorNumber)});
    const bool timedOut = errorNumber == ETIMEDOUT;
    end(timedOut ? ConnectionResult::TimedOut : ConnectionResult::Failed,
        timedOut ? PhaseResult::TimedOut : PhaseResult::Failed);
}

void ClientConnection::Private::onConnected(int number, qintptr descriptor, bool reset)
{
    startTransport(number, descriptor);
    if (reset) {
        const PhaseName next = clearPhases.firstPhase();
        attempt.beginPhase(options.plain && next == PhaseName::Tls ? PhaseName::Data : next);
        attempt.record().peerEnding = PeerEnding::Reset;
        attempt.record().errors.append(
            {ErrorSource::System, ECONNRESET, qt_error_string(ECONNRESET)});
        end(ConnectionResult::Failed, PhaseResult::Failed);
        return;
    }
    onClear(clearPhases.start());
}

void ClientConnection::Private::startTransport(int number, qintptr descriptor)
{
    resolution.cancel();
    // Qt sends the peer verify name as SNI unless it is an IP literal; connecting by address leaves
    // it to us.
    const QString asked = options.serverName.isEmpty() ? options.host : options.serverName;
    socket.setPeerVerifyName(options.sendServerName ? asked : QString());
    socket.setSocketDescriptor(descriptor);
    AddressAttempt& address = attempt.record().addresses[number];
    address.connected = true;
    address.durationUs = attempt.elapsedUs() - address.startUs;
    attempt.record().peerAddress = address.address;
    noteGivenUpAttempts(tr("given up: another address was faster"));
    attempt.endPhase(PhaseResult::Done);
    attempt.noteEnds(socket);
    noteSocket(descriptor);
}

} // namespace workbench
