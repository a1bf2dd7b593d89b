#pragma once

#include "core/certificates/certificate_facts.h"
#include "core/connection/connection_record.h"
#include "core/wire/first_bytes.h"

#include <QList>

#include <initializer_list>
#include <optional>

namespace workbench {

/// One fault that the check of the peer's certificate found.
struct Fault
{
    int depth = 0; ///< 0: the peer's own certificate
    int code = 0; ///< X509_V_ERR_…
    QString name;
    QString text;
    QByteArray certificateSha256; ///< empty: unknown which
};

/// What the rules ask of one record: the record itself and what follows from it, worked out once.
/// Refers to the records, which must outlive it. Used by one thread.
class Facts
{
public:
    Facts(const ConnectionRecord& record, const ConnectionRecord* other);

    const ConnectionRecord& record;
    const ConnectionRecord* other; ///< the record of the other end; null: not known
    bool client; ///< the record is a client's
    bool failed; ///< the handshake did not come to its end, or was refused after it
    bool established;
    wire::FirstBytesKind protocol; ///< what the peer's first bytes are
    std::optional<AlertFact> received; ///< the alert with which the peer gave up
    std::optional<AlertFact> sent; ///< the alert with which this end gave up
    QList<Fault> faults; ///< of the peer's certificate, in the order met
    const Fault* fault = nullptr; ///< the one that the rule under evaluation is about

    // What went wrong below.
    bool reason(int sslReason) const; ///< this end's library SSL gave up with SSL_R_…
    bool reason(std::initializer_list<int> sslReasons) const;
    bool otherReason(int sslReason) const; ///< the same of the other end; false when not known

    bool anyReason(int sslReason) const { return reason(sslReason) || otherReason(sslReason); }

    bool openSslError(int library, std::initializer_list<int> reasons) const;
    bool systemError(std::initializer_list<int> numbers) const;
    bool qtError(int number) const;
    bool workbenchError(qint64 number) const; ///< e.g. the status with which a proxy answered
    bool workbenchError() const; ///< the program itself refused, e.g. an unusable option
    bool ended(PhaseName phase, PhaseResult result) const;

    bool failedIn(PhaseName phase) const { return ended(phase, PhaseResult::Failed); }

    /// The phase had its time, and that ran out.
    bool timedOutIn(PhaseName phase) const
    {
        return ended(phase, PhaseResult::TimedOut) && !limitUsedUp();
    }

    /// A limit ran out that others had used up: most of it had passed before the peer of the last
    /// phase could answer, and little was left to it. Says nothing against that peer.
    bool limitUsedUp() const;
    qint64 waitedUs() const; ///< for the peer, in the last phase
    const Phase* longestBefore() const; ///< phase before the last one that took longest; null: none

    bool receivedAlert(std::initializer_list<int> codes) const;
    bool sentAlert(std::initializer_list<int> codes) const;
    bool warnedBy(int code) const; ///< an alert of level warning came
    bool warned(int code) const; ///< … was sent

    // How far the handshake came.
    int messageIndex(int handshakeType, Direction direction) const; ///< -1: there is none
    int alertIndex(Direction direction) const; ///< message that carried the decisive alert; -1
    /// This client gave up after server_hello in TLS 1.3, and its alert left unencrypted.
    bool gaveUpInClear() const;
    bool helloSent() const; ///< the client_hello went out or came in
    bool helloAnswered() const; ///< server_hello (also a retry request) went out or came in
    bool answeredWithRecords() const; ///< the peer sent anything in TLS
    /// How much the peer's first bytes say that there is of them, at least: a record's header, the
    /// record, or the message that goes on in further ones. 0: they are no TLS.
    qint64 announcedBytes() const;
    bool hadClearTalk() const; ///< the peer agreed in clear that TLS begins
    /// The client named a pre-shared key that this server does not have, and the server had no
    /// certificate to go on with: everything else follows from that.
    bool keyNotFound() const;
    bool certificateRequested() const; ///< the server asked for a client certificate
    /// The peer ended the transport mid-handshake without an alert of either side.
    bool droppedInHandshake() const;

    // Versions. 0: not known.
    quint16 clientTop() const;
    quint16 clientBottom() const;
    quint16 serverTop() const; ///< known for the own server and the own other end
    quint16 serverBottom() const;
    /// The server allows older and newer versions than the highest of the client, and not that.
    bool inServersHole() const;
    quint16 sharedVersion() const; ///< highest that both allow
    /// The version that the handshake is about: agreed, or else the highest possible.
    quint16 version() const;
    bool beforeTls12() const; ///< version() is known and older than TLS 1.2
    int securityLevel() const; ///< of the server when known, else of this end
    int strictestLevel() const; ///< the higher one of both ends

    // Lists that the client offered, without GREASE and signalling values.
    QList<quint16> suites() const; ///< TLS 1.2 and older
    QList<quint16> suites13() const;
    QList<quint16> groups() const;
    QList<quint16> schemes() const;
    bool offersOnlyAuthentication(const char* kind) const; ///< "RSA", "ECDSA": TLS 1.2 suites
    bool offersSchemeFor(const QString& key) const; ///< true when nothing is known
    /// Key of the server's certificate, "EC P-256"; empty: none or not known.
    QString serverKey() const;

    bool serverKnown() const { return !client || other != nullptr; }

    // Certificates, read when first asked for.
    const QList<CertificateFacts>& peerCertificates() const; ///< in the order sent, or kept in the
                                                             ///< session that was taken up again
    const CertificateFacts* leaf() const; ///< null: none
    const CertificateFacts* blamed() const; ///< the certificate of `fault`; null: not known
    const CertificateFacts* own() const;
    bool hasFault(std::initializer_list<int> codes) const;
    bool checkFailed() const; ///< the peer's certificate was checked and something was wrong

private:
    void collectFaults();

    mutable std::optional<QList<CertificateFacts>> m_peerCertificates;
    mutable std::optional<QList<CertificateFacts>> m_builtChain;
    mutable std::optional<QList<CertificateFacts>> m_own;
};

// Handshake types that rules ask for, RFC 8446 §4 and RFC 5246 §7.4.
constexpr int kClientHello = 1;
constexpr int kServerHello = 2;
constexpr int kCertificate = 11;
constexpr int kServerKeyExchange = 12;
constexpr int kCertificateRequest = 13;
constexpr int kCertificateVerify = 15;
constexpr int kFinished = 20;
constexpr int kCompressedCertificate = 25; // RFC 8879 §4

// Versions on the wire.
constexpr quint16 kTls10 = 0x0301;
constexpr quint16 kTls11 = 0x0302;
constexpr quint16 kTls12 = 0x0303;
constexpr quint16 kTls13 = 0x0304;
constexpr quint16 kDtls10 = 0xfeff;
constexpr quint16 kDtls12 = 0xfefd;

} // namespace workbench
