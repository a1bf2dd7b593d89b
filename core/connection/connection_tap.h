#pragma once

#include "core/base/openssl_ptr.h"
#include "core/certificates/key_material.h"
#include "core/connection/connection_capture.h"
#include "core/connection/connection_record.h"
#include "core/connection/issuer_names.h"
#include "core/connection/options/handshake_settings.h"
#include "core/connection/options/server_handshake.h"
#include "core/connection/options/unknown_names.h"
#include "core/connection/pre_shared_key.h"
#include "core/connection/saved_session.h"
#include "core/connection/session_keeper.h"
#include "core/trace/library_call.h"
#include "core/trace/openssl_hook.h"
#include "core/trace/trace_recorder.h"

#include <QByteArray>

#include <memory>
#include <optional>
#include <utility>

namespace workbench {

/// What a connection sets in OpenSSL where Qt has no call for it. Shared by all connections of a
/// server.
struct TapPlan
{
    Role role = Role::Client;
    Transport transport = Transport::Tcp;
    TlsVersionSet versions = kModernVersions;
    int securityLevel = 1; ///< in force for the handshake
    QByteArray alpn; ///< server: protocols in wire format (RFC 7301 §3.1); empty: not negotiated
    ClientCertificatePolicy clientCertificate = ClientCertificatePolicy::None;
    TrustAnchors trust;
    NameStack issuerNames; ///< server: named where it asks for a certificate; null: none
    VerifyQuery query;
    bool enforce = true; ///< a failed check of the peer's certificate ends the handshake
    bool keyLog = false;
    HandshakeSettings handshake; ///< client
    bool capture = false; ///< client: keeps what goes over the transport
    bool captureSecrets = false; ///< … and what decrypts it
    bool askStaple = false; ///< client: asks for an OCSP response
    QList<QByteArray> staples; ///< server: as in ServerOptions
    QList<KeyMaterial> certificates; ///< server: chosen by server_name and type of key; the
                                     ///< first is the default. Client: the one that it presents
    UnknownNames unknownNames = UnknownNames::Serve; ///< server
    SessionSettings sessionSettings; ///< server
    ServerHandshake serverHandshake; ///< server
    std::shared_ptr<EVP_PKEY> dhParameters; ///< server; null: the library's choice
    std::shared_ptr<SessionKeeper> sessions; ///< server
    PreSharedKey psk;
    QList<QByteArray> sessionIssuers; ///< client: DER of what stood behind the certificate in the
                                      ///< session that it offers
    bool ownSuites = true; ///< the suites of TLS 1.3 were not chosen by a person
};

/// The library's own security level for new contexts (Debian builds with 2).
int defaultSecurityLevel();

/// The tap of one connection: records, checks the peer's certificate, sets what the plan says.
/// Keeps a reference on the SSL object, so that counters can be read after Qt let go of it.
class ConnectionTap : public HandshakeTap
{
public:
    ConnectionTap(std::shared_ptr<const TapPlan> plan, TraceRecorder::Clock::time_point start);
    ~ConnectionTap() override; ///< wipes what was kept of the secrets
    Q_DISABLE_COPY_MOVE(ConnectionTap)

    void contextCreated(SSL_CTX* context) noexcept override;
    void message(bool sent, int contentType, ByteSpan bytes, SSL* ssl) noexcept override;
    int verifyPeer(X509_STORE_CTX* context) noexcept override;
    void keyLogLine(const char* line) noexcept override;

    bool wantsKeyLog() const noexcept override { return m_plan->keyLog || m_plan->captureSecrets; }

    TraceRecorder& recorder() { return m_recorder; }

    LibraryCall handshakeCall(); ///< up to now

    const Verification& verification() const { return m_verification; }

    /// DER in the order sent, as the library took them from the peer; empty before the check.
    const QList<QByteArray>& peerCertificates() const { return m_peerCertificates; }

    /// DER of what stands in a session that was taken up again, and was judged; empty: nothing.
    const QList<QByteArray>& sessionCertificates() const { return m_sessionCertificates; }

    QByteArray& keyLog() { return m_keyLog; }

    /// What went over the transport, where the plan wants a capture; nothing is left here.
    TransportBytes takeTransportBytes() { return std::exchange(m_transportBytes, {}); }

    const QByteArray& firstBytes() const { return m_firstBytes; } ///< raw, up to 64

    /// What came where a record had to begin, raw, up to 64; empty: there was nothing of that kind.
    const QByteArray& noRecord() const { return m_noRecord; }

    /// Server: what was chosen in place of the first, by the client's server_name and its signature
    /// algorithms; null: nothing.
    const KeyMaterial* chosenCertificate() const;

    /// While Qt's socket lives, and in its thread; null before the first message.
    SSL* ssl() const { return m_ssl.get(); }

    /// Server: answers the client_hello with this fatal alert. Over UDP also between the hello
    /// without a cookie and the one with it.
    void refuseWith(quint8 alert);

    const std::optional<quint8>& refusal() const { return m_refusal; }

    bool started() const { return m_ssl != nullptr; } ///< OpenSSL has handed over a message

    /// A former session was taken up again; an external pre-shared key is none.
    bool sessionReused() const;
    /// The newest session that can be resumed; empty: there is none (yet).
    SavedSession session() const;

    /// Writes close_notify into the transport; what comes in can still be read.
    void sayGoodbye();

    /// Client: a session was taken up again whose certificate does not stand the check of this
    /// attempt. No alert has said so.
    bool refusesSession() const { return m_refusesSession; }

    const OcspStaple& staple() const { return m_staple; }

    /// Of the pre-shared key that both ends used; empty: none.
    QString usedPskIdentity() const;

    const QString& unknownPskIdentity() const { return m_unknownPskIdentity; }

    const TapPlan& plan() const { return *m_plan; }

    /// Client: sets what the plan wants of the SSL object, before its hello is begun. Where Qt
    /// makes that object, OpenSSL calls this through watchHelloStart().
    void prepareClient(SSL* ssl) noexcept;

    // Called by OpenSSL through tap_callbacks.h.
    int judgeStaple(SSL* ssl) noexcept; ///< client; 1 goes on, 0 refuses with alert 113
    int giveStaple(SSL* ssl) noexcept; ///< server; SSL_TLSEXT_ERR_…
    int chooseCertificate(SSL* ssl) noexcept; ///< server; 1 goes on, 0 ends the handshake
    void transported(Direction direction, ByteSpan bytes) noexcept; ///< client; in clear or not
    /// Came over TCP: fewer bytes than a record's header never become a message.
    void arrived(ByteSpan bytes) noexcept;
    void blocked(bool reading) noexcept; ///< the transport has nothing, or takes nothing
    /// The key for an identity that the client named; null: this server has none.
    const PreSharedKey* keyFor(const char* identity) noexcept;

    qint64 bytesReceived() const; ///< raw bytes that went into the library
    qint64 bytesSent() const; ///< raw bytes that came out of it
    qint64 bytesWaiting() const; ///< of them, those that nobody took over from the library
    bool isInsideRecord() const; ///< a record has begun, and nothing more is there to read of it
    /// Gives the SSL object back; counters keep their last values.
    void release();

private:
    static QByteArray beginningOf(ByteSpan bytes, const SSL* ssl);
    void firstMessage(SSL* ssl);
    void watchRefusedHello();
    void watchTransport(bool watch);
    qint64 elapsedUs() const;
    bool present(SSL* ssl, const QList<qsizetype>& numbers);
    void noteCertificateInUse(const SSL* ssl);
    void noteKeyUse(SSL* ssl);
    void judgeSession(SSL* ssl);
    void noteClientOfSession(SSL* ssl);
    void limitRenegotiations(SSL* ssl);

    std::shared_ptr<const TapPlan> m_plan;
    TraceRecorder::Clock::time_point m_start;
    TraceRecorder m_recorder;
    LibraryCallRecorder m_library;
    Verification m_verification;
    QList<QByteArray> m_peerCertificates;
    QList<QByteArray> m_sessionCertificates;
    QByteArray m_keyLog;
    QByteArray m_firstBytes;
    QByteArray m_noRecord;
    TransportBytes m_transportBytes;
    SslPtr m_ssl;
    OcspStaple m_staple;
    QString m_usedPskIdentity;
    QString m_unknownPskIdentity;
    std::optional<quint8> m_refusal;
    QList<qsizetype> m_offeredCertificates; ///< server: by number; empty: the first, or none
    qsizetype m_chosenCertificate = 0;
    bool m_keyFound = false; ///< server: the client named the key that is there
    bool m_handshakeDone = false; ///< server: the first of the connection
    int m_renegotiations = 0; ///< server: that the client began
    bool m_sessionReused = false;
    bool m_refusesSession = false;
    qint64 m_bytesReceived = 0;
    qint64 m_bytesSent = 0;
};

} // namespace workbench
