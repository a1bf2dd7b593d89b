#pragma once

#include "core/base/duration.h"
#include "core/base/error.h"
#include "core/certificates/certificate_verifier.h"
#include "core/connection/datagram_facts.h"
#include "core/connection/handshake_extras.h"
#include "core/connection/ocsp_staple.h"
#include "core/connection/options/access_settings.h"
#include "core/connection/options/client_certificate_policy.h"
#include "core/connection/options/socket_settings.h"
#include "core/connection/options/transport.h"
#include "core/connection/options/verify_mode.h"
#include "core/connection/socket_settings_apply.h"
#include "core/connection/tls_version_set.h"
#include "core/trace/library_call.h"
#include "core/trace/trace_message.h"

#include <QByteArray>
#include <QDateTime>
#include <QHostAddress>
#include <QList>
#include <QMetaType>
#include <QString>

#include <array>
#include <memory>
#include <optional>

namespace workbench {

enum class Role
{
    Client,
    Server
};

/// How the attempt stands. Established is final for the handshake; the connection may still be
/// open.
enum class ConnectionResult
{
    InProgress,
    Established,
    Failed,
    Cancelled,
    TimedOut
};

enum class PhaseName
{
    Resolve,
    Tcp,
    Proxy,
    Starttls,
    Tls,
    Data,
    Close
};
enum class PhaseResult
{
    Running,
    Done,
    Failed,
    TimedOut,
    Skipped
};

/// A stretch of the attempt. Times in microseconds since `ConnectionRecord::started`.
struct Phase
{
    PhaseName name = PhaseName::Tcp;
    PhaseResult result = PhaseResult::Running;
    qint64 startUs = 0;
    qint64 durationUs = 0; ///< 0 while running
};

/// A file that a client sends once its connection is open.
struct FileProgress
{
    enum class State
    {
        UnderWay,
        Done, ///< the connection has all of it
        Stopped, ///< by a person, or with the connection
        Failed ///< it could not be read to its end
    };

    QString path;
    qint64 sent = 0; ///< bytes
    qint64 size = 0; ///< when it was opened
    State state = State::UnderWay;
};

/// What the client_hello offered; read off the trace, so the same for both roles. Code points.
struct Offered
{
    QList<quint16> versions;
    QList<quint16> cipherSuites;
    QList<quint16> groups;
    QList<quint16> signatureSchemes;
    QStringList alpn;
    QString serverName;
};

/// What both ends agreed on, as far as they came; 0 / empty: not (yet) known.
struct Negotiated
{
    quint16 version = 0;
    quint16 cipherSuite = 0;
    quint16 group = 0;
    int dhBits = 0; ///< of a finite-field group that has no code point; 0: `group`, or no such
    quint16 signatureScheme = 0;
    QString alpn;
    bool resumed = false;
    QString pskIdentity; ///< of the pre-shared key that both ends used; empty: none
    bool clientCertificate = false; ///< the client presented one
    bool helloRetryRequest = false;
};

struct AlertFact
{
    Direction direction = Direction::Received;
    quint8 level = 0; ///< 1 warning, 2 fatal
    quint8 code = 0; ///< RFC 8446 §6
    qint64 timeUs = 0;
};

enum class ErrorSource
{
    OpenSsl,
    Qt,
    System,
    Workbench
};

/// A raw error: the number as its source counts (OpenSSL: packed code; Qt:
/// QAbstractSocket::SocketError; system: errno), with its text.
struct NativeError
{
    ErrorSource source = ErrorSource::Workbench;
    qint64 code = 0;
    QString text;

    bool operator==(const NativeError&) const = default;
};

/// How the peer ended the transport, told apart below Qt (which says the same for all of them).
enum class PeerEnding
{
    None, ///< it has not
    CloseNotify, ///< TLS close_notify came first
    Fin, ///< TCP end of stream
    Reset, ///< TCP reset
};

/// One address that the name service gave.
struct FoundAddress
{
    QHostAddress address;
    qint64 timeUs = 0; ///< when the answer came
};

/// How this end ended an open connection.
enum class OwnEnding
{
    None, ///< it did not: the peer, or a fault
    CloseNotify, ///< in order
    Fin, ///< in order, of a connection without TLS
    HalfClose, ///< close_notify, with TLS, and FIN, and went on reading
    Reset, ///< abruptly: TCP reset without close_notify
};

/// One address that was tried in the tcp phase.
struct AddressAttempt
{
    QHostAddress address;
    qint64 startUs = 0;
    qint64 durationUs = 0;
    bool connected = false;
    bool givenUp = false; ///< while it was under way: another was faster, or the attempt ended
    QString error; ///< empty when connected
};

/// Why what was said in clear did not lead to TLS.
enum class ClearProblem
{
    None, ///< it did, or the errors say all
    NotOffered, ///< the peer speaks the protocol, without TLS
    Refused, ///< asked for TLS, the peer said no
    OtherProtocol, ///< the peer speaks another protocol than was chosen
    SpeaksTls, ///< the peer answered in TLS: its port has TLS from the start
    NotUnderstood, ///< what came fits no protocol that is known, or has no end
    Injected, ///< bytes in clear stand where TLS begins
};

/// Bytes of either direction: application data, or what was said in clear before TLS.
struct DataChunk
{
    qint64 timeUs = 0;
    Direction direction = Direction::Received;
    QByteArray bytes;
    QString sender {}; ///< of a datagram where anybody is heard: its address; else empty
};

/// What a chunk takes in memory besides its bytes: itself, and the head of their allocation.
constexpr qint64 kBytesPerChunk = sizeof(DataChunk) + 32;

/// All facts of one attempt: a value, shareable between threads as `ConnectionRecordPtr`. A failed
/// attempt keeps everything up to the failure.
struct ConnectionRecord
{
    quint64 id = 0; ///< unique in the process
    QString name; ///< of the client or server that it belongs to
    Role role = Role::Client;
    ConnectionResult result = ConnectionResult::InProgress;

    // Target and ends.
    QString host; ///< as asked for (client); the SNI that came (server)
    QString proxy; ///< URL of the proxy on the way, which is the peer then; empty: none
    QString explicitTls; ///< word of the protocol that TLS is asked for in; empty: TLS at once
    QHostAddress localAddress;
    QHostAddress peerAddress;
    quint16 peerPort = 0;
    quint16 localPort = 0;
    quint16 port = 0; ///< as asked for (client)
    Transport transport = Transport::Tcp;
    ClearProblem clearProblem = ClearProblem::None;
    bool awaitsStartTls = false; ///< open in clear until a person lets TLS begin
    bool plain = false; ///< a client without TLS and DTLS
    bool systemProxy = false; ///< the system's settings were asked for a proxy
    bool open = false; ///< the connection still carries data
    SocketSettings socket; ///< that a client asked for
    std::optional<SocketFacts> socketFacts; ///< in force once the client's connection was open
    QString serverName; ///< SNI that was sent (client) or came (server)

    QDateTime started; ///< wall clock, UTC, milliseconds
    qint64 steadyStartUs = 0; ///< the same moment on a clock that nobody sets; it is the same one
                              ///< for all records of this process, and begins at any time
    qint64 durationUs = 0; ///< up to the verdict
    QList<Phase> phases;
    QList<FoundAddress> found; ///< none for an address literal, which nobody is asked about
    QList<AddressAttempt> addresses;

    // What the options demanded, as far as the diagnosis weighs it.
    TlsVersionSet allowedVersions;
    VerifyMode verify = VerifyMode::Full;
    ClientCertificatePolicy clientCertificatePolicy = ClientCertificatePolicy::None;
    QString ownKey; ///< "EC P-256": key of the own certificate; empty: presents none
    QByteArray ownCertificate; ///< DER of what this end would present, of several the one that was
                               ///< chosen by the client's server_name and its signature
                               ///< algorithms; empty: none
    QList<QByteArray> ownIssuers; ///< DER names of those who issued it and the chain behind it
    QString ownCertificateName; ///< of its entry in the store; empty: of none
    int securityLevel = 1; ///< that was in force
    std::optional<Denial> denied; ///< why the server did not let the client in; nothing: it did
    QString ownPskIdentity; ///< of the pre-shared key that this end has; empty: none
    Milliseconds limit {0}; ///< the time limit that ran out, when one did
    bool wholeLimit = false; ///< … which was that of a client's whole attempt
    bool silenceLimit = false; ///< … which was that of silence while data could be exchanged
    bool sessionOffered = false; ///< a client had a session to take up again
    quint16 sessionVersion = 0; ///< of that session
    quint16 sessionSuite = 0;

    // What happened.
    QList<TraceMessage> messages;
    int messagesDropped = 0; ///< beyond the per-connection bound
    Offered offered;
    Negotiated negotiated;
    QList<AlertFact> alerts;
    QList<QByteArray> peerCertificates; ///< DER in the order sent
    QList<QByteArray> sessionCertificates; ///< DER; stood in the session that was taken up again,
                                           ///< with which none are sent; of a client the first
    Verification verification; ///< of the peer's certificate, or of the one in the session
    CertificateRequestFacts certificateRequest;
    TicketFacts tickets; ///< of the server
    QByteArray timestampList; ///< of the server's certificate, as it came in the handshake
    OcspStaple staple; ///< of the server's certificate, seen from either end
    QString unknownPskIdentity; ///< the client named a key that this server does not have
    QList<NativeError> errors; ///< in the order met
    LibraryCall handshakeCall; ///< how far OpenSSL's handshake function came
    QByteArray firstBytesReceived; ///< up to 64 raw bytes, also when they were not TLS
    qint64 bytesSent = 0; ///< raw, on the transport, without those before TLS
    qint64 bytesReceived = 0;
    qint64 clearSent = 0; ///< bytes before TLS
    qint64 clearReceived = 0;
    std::optional<DatagramFacts> datagrams; ///< of DTLS
    PeerEnding peerEnding = PeerEnding::None;
    OwnEnding ownEnding = OwnEnding::None;
    QList<DataChunk> clearDialogue; ///< what was said before TLS began, secrets left out; bounded
    QList<DataChunk> data; ///< application data, bounded
    std::optional<FileProgress> sentFile; ///< of a client the newest, of a server its answer
    qint64 dataDropped = 0; ///< bytes of it beyond the bound
    qint64 clearDropped = 0; ///< of what was said in clear
    QList<Error> fileFaults; ///< files that could not be written on the way, which is no fault of
                             ///< the connection

    const Phase* phase(PhaseName phaseName) const;
    qint64 lookUpUs(const FoundAddress& one) const; ///< since its phase began
    quint16 targetPort() const; ///< that the connection leads to; of a server its own
    bool sawMessage(int handshakeType, Direction direction) const;

    bool hadData() const { return !data.isEmpty() || dataDropped > 0; } ///< kept or not

    /// Of the server's certificate, wherever they came from.
    QList<CertificateTimestamp> timestamps() const;

    bool presentedOwnCertificate() const; ///< this end sent `ownCertificate`
    const AlertFact* fatalAlert(Direction direction) const; ///< null: none
    bool hasOpenSslReason(
        int reason) const; ///< an OpenSSL error with this ERR_GET_REASON in library SSL
    QList<NativeError> allErrors() const; ///< `errors`, and `fileFaults` as the program's own
    qint64 approximateBytes() const; ///< memory that this record holds, for the budget
};

using ConnectionRecordPtr = std::shared_ptr<const ConnectionRecord>;

// Words of the contract (command-line.md).
const char* toIdentifier(Role role); ///< "client", "server"
const char* toIdentifier(Transport transport); ///< "tcp", "udp"
const char* toIdentifier(
    ConnectionResult result); ///< "established", "failed", "cancelled", "timed-out", "in-progress"
const char* toIdentifier(PhaseName name); ///< "resolve", …
const char*
toIdentifier(PhaseResult result); ///< "done", "failed", "timed-out", "skipped", "running"
const char* toIdentifier(ErrorSource source); ///< "openssl", "qt", "system", "tls-workbench"
const char* toIdentifier(PeerEnding ending); ///< "none", "close_notify", "fin", "reset"
const char*
toIdentifier(OwnEnding ending); ///< "none", "close_notify", "fin", "half_close", "reset"
const char* toIdentifier(Direction direction); ///< "sent", "received"

} // namespace workbench

Q_DECLARE_METATYPE(workbench::ConnectionRecordPtr)
