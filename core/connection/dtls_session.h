#pragma once

#include "core/base/duration.h"
#include "core/base/openssl_ptr.h"
#include "core/connection/connection_record.h"
#include "core/connection/connection_tap.h"
#include "core/connection/datagram_facts.h"
#include "core/connection/dtls_bio.h"
#include "core/connection/dtls_pieces.h"
#include "core/connection/options/socket_settings.h"
#include "core/connection/options/tls_tuning.h"

#include <QByteArray>
#include <QList>

#include <functional>
#include <memory>
#include <optional>

namespace workbench {

/// What a DTLS session is made of. QDtls is not used: it sends no server name, takes one record of
/// each datagram, and forgets the last flight as soon as it is through.
struct DtlsSetup
{
    Role role = Role::Client;
    int securityLevel = 1;
    TlsTuning tuning;
    KeyMaterial credentials;
    QByteArray serverName; ///< client: SNI in ASCII; empty: none
    SavedSession session; ///< client: to take up again; empty: none
    QByteArray cookieSecret; ///< server
    QByteArray peer; ///< server: address and port, what a cookie is bound to
    int mtu = kUsualMtu; ///< bytes of a datagram without IP and UDP headers
};

/// Application data that goes into one datagram at most, where the MTU leaves room for it.
constexpr qsizetype kMostPerDatagram = 1200;

/// One end of a DTLS 1.0 or 1.2 association (RFC 6347), fed with datagrams, without a socket:
/// OpenSSL over a BIO that keeps datagrams apart. Not thread-safe.
class DtlsSession
{
public:
    enum class State
    {
        Handshaking,
        Established,
        Closed, ///< the peer said close_notify
        Failed ///< `errors()` say why
    };

    using SendDatagram = std::function<void(const QByteArray& datagram)>;

    /// Errors: InvalidInput (a list that OpenSSL cannot use; `where` names the option),
    /// NoPrivateKey, KeyMismatch, LibraryFault. `tap` must outlive the session.
    static Result<std::unique_ptr<DtlsSession>>
    create(const DtlsSetup& setup, ConnectionTap* tap, SendDatagram send);
    ~DtlsSession();
    DtlsSession(const DtlsSession&) = delete;
    DtlsSession& operator=(const DtlsSession&) = delete;

    State start(); ///< a client sends its hello
    State receive(const QByteArray& datagram); ///< all records in it

    State state() const { return m_state; }

    /// Server: the client has sent its cookie back, so it is where its datagrams say.
    bool isPeerProven() const { return m_channel->cookieAnswered; }

    /// Application data that receive() found, oldest first; forgets it.
    QList<QByteArray> takeData();
    /// One record, which must fit into a datagram. False when it does not, or nothing is open.
    bool send(const QByteArray& bytes);
    /// Any number of bytes, in as many records as they take: a datagram has no place for more than
    /// kMostPerDatagram, or than the MTU allows.
    void sendAll(const QByteArray& bytes);
    void close(); ///< close_notify

    /// How long to wait for the flight of the peer before ours is sent again (RFC 6347 §4.2.4);
    /// nothing: no flight waits for an answer.
    std::optional<Milliseconds> untilRetransmission() const;
    State retransmit();

    const QList<NativeError>& errors() const { return m_errors; }

    const DatagramFacts& datagrams() const { return m_counter.facts(); }

private:
    DtlsSession();
    Result<void> prepare(const DtlsSetup& setup, ConnectionTap* tap);
    Result<void> prepareContext(const DtlsSetup& setup);
    State advance();
    State fail(int result);
    void mendTrace();
    void read();

    std::unique_ptr<DatagramChannel> m_channel; // before the SSL object, whose BIO refers to it
    DatagramCounter m_counter;
    SentPieces m_sent;
    ConnectionTap* m_tap = nullptr;
    SslContextPtr m_context;
    SslPtr m_ssl;
    State m_state = State::Handshaking;
    QList<QByteArray> m_data;
    QList<NativeError> m_errors;
};

} // namespace workbench
