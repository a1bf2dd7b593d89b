#include "core/connection/connection_record.h"

#include <openssl/err.h>

namespace workbench {

const Phase* ConnectionRecord::phase(PhaseName phaseName) const
{
    for (const Phase& candidate : phases) {
        if (candidate.name == phaseName) {
            return &candidate;
        }
    }
    return nullptr;
}

qint64 ConnectionRecord::lookUpUs(const FoundAddress& one) const
{
    const Phase* resolve = phase(PhaseName::Resolve);
    return one.timeUs - (resolve == nullptr ? 0 : resolve->startUs);
}

quint16 ConnectionRecord::targetPort() const
{
    if (role == Role::Server) {
        return localPort;
    }
    return proxy.isEmpty() ? peerPort : port;
}

bool ConnectionRecord::sawMessage(int handshakeType, Direction direction) const
{
    return std::any_of(messages.begin(), messages.end(), [&](const TraceMessage& message) {
        return message.direction == direction && message.handshakeType() == handshakeType;
    });
}

QList<CertificateTimestamp> ConnectionRecord::timestamps() const
{
    const QList<QByteArray>& certificates
        = peerCertificates.isEmpty() ? sessionCertificates : peerCertificates;
    return role == Role::Client && !certificates.isEmpty()
        ? certificateTimestamps(certificates.first(), timestampList, staple.response)
        : QList<CertificateTimestamp>();
}

bool ConnectionRecord::presentedOwnCertificate() const
{
    constexpr int kCertificate = 11;
    constexpr int kCompressedCertificate = 25; // RFC 8879 §4
    const bool sent = sawMessage(kCertificate, Direction::Sent)
        || sawMessage(kCompressedCertificate, Direction::Sent);
    // A client that withholds its certificate sends a message without one.
    return sent && !ownCertificate.isEmpty()
        && (role == Role::Server || negotiated.clientCertificate);
}

const AlertFact* ConnectionRecord::fatalAlert(Direction direction) const
{
    constexpr quint8 kFatal = 2;
    for (const AlertFact& alert : alerts) {
        if (alert.direction == direction && alert.level == kFatal) {
            return &alert;
        }
    }
    return nullptr;
}

bool ConnectionRecord::hasOpenSslReason(int reason) const
{
    return std::any_of(errors.begin(), errors.end(), [&](const NativeError& error) {
        const auto code = static_cast<unsigned long>(error.code);
        return error.source == ErrorSource::OpenSsl && ERR_GET_LIB(code) == ERR_LIB_SSL
            && ERR_GET_REASON(code) == reason;
    });
}

QList<NativeError> ConnectionRecord::allErrors() const
{
    QList<NativeError> all = errors;
    for (const Error& fault : fileFaults) {
        all.append({ErrorSource::Workbench, 0, fault.toLine()});
    }
    return all;
}

qint64 ConnectionRecord::approximateBytes() const
{
    constexpr qint64 kPerMessage = sizeof(TraceMessage) + 32;
    auto bytes = static_cast<qint64>(sizeof(ConnectionRecord));
    for (const TraceMessage& message : messages) {
        bytes += kPerMessage + message.bytes.size();
    }
    for (const QByteArray& certificate : peerCertificates + sessionCertificates) {
        bytes += certificate.size();
    }
    bytes += staple.response.size() + timestampList.size();
    for (const QByteArray& authority : certificateRequest.authorities + ownIssuers) {
        bytes += authority.size();
    }
    // One by one: joining them would copy lists of any length, for every frame.
    for (const QList<DataChunk>* chunks : {&clearDialogue, &data}) {
        bytes += chunks->size() * kBytesPerChunk;
        for (const DataChunk& chunk : *chunks) {
            bytes += chunk.bytes.size();
        }
    }
    bytes += handshakeCall.waits.size() * static_cast<qint64>(sizeof(LibraryWait));
    for (const Error& fault : fileFaults) {
        bytes += static_cast<qint64>(sizeof(Error))
            + static_cast<qint64>(sizeof(QChar)) * (fault.message.size() + fault.where.size());
    }
    return bytes;
}

const char* toIdentifier(Role role)
{
    return role == Role::Client ? "client" : "server";
}

const char* toIdentifier(Transport transport)
{
    return transport == Transport::Tcp ? "tcp" : "udp";
}

const char* toIdentifier(ConnectionResult result)
{
    switch (result) {
    case ConnectionResult::InProgress:
        return "in-progress";
    case ConnectionResult::Established:
        return "established";
    case ConnectionResult::Failed:
        return "failed";
    case ConnectionResult::Cancelled:
        return "cancelled";
    case ConnectionResult::TimedOut:
        return "timed-out";
    }
    return "failed";
}

const char* toIdentifier(PhaseName name)
{
    switch (name) {
    case PhaseName::Resolve:
        return "resolve";
    case PhaseName::Tcp:
        return "tcp";
    case PhaseName::Proxy:
        return "proxy";
    case PhaseName::Starttls:
        return "starttls";
    case PhaseName::Tls:
        return "tls";
    case PhaseName::Data:
        return "data";
    case PhaseName::Close:
        return "close";
    }
    return "tls";
}

const char* toIdentifier(PhaseResult result)
{
    switch (result) {
    case PhaseResult::Running:
        return "running";
    case PhaseResult::Done:
        return "done";
    case PhaseResult::Failed:
        return "failed";
    case PhaseResult::TimedOut:
        return "timed-out";
    case PhaseResult::Skipped:
        return "skipped";
    }
    return "failed";
}

const char* toIdentifier(ErrorSource source)
{
    switch (source) {
    case ErrorSource::OpenSsl:
        return "openssl";
    case ErrorSource::Qt:
        return "qt";
    case ErrorSource::System:
        return "system";
    case ErrorSource::Workbench:
        return "tls-workbench";
    }
    return "tls-workbench";
}

const char* toIdentifier(PeerEnding ending)
{
    switch (ending) {
    case PeerEnding::None:
        return "none";
    case PeerEnding::CloseNotify:
        return "close_notify";
    case PeerEnding::Fin:
        return "fin";
    case PeerEnding::Reset:
        return "reset";
    }
    return "none";
}

const char* toIdentifier(OwnEnding ending)
{
    switch (ending) {
    case OwnEnding::None:
        return "none";
    case OwnEnding::CloseNotify:
        return "close_notify";
    case OwnEnding::Fin:
        return "fin";
    case OwnEnding::HalfClose:
        return "half_close";
    case OwnEnding::Reset:
        return "reset";
    }
    return "none";
}

const char* toIdentifier(Direction direction)
{
    return direction == Direction::Sent ? "sent" : "received";
}

} // namespace workbench
