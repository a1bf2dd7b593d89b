#pragma once

#include "core/base/duration.h"
#include "core/certificates/certificate_verifier.h"
#include "core/certificates/key_material.h"
#include "core/connection/pre_shared_key.h"
#include "core/connection/saved_session.h"
#include "core/connection/tls_version_set.h"

#include <QHostAddress>
#include <QList>
#include <QString>
#include <QStringList>

namespace workbench {

enum class Transport
{
    Tcp,
    Udp ///< DTLS 1.0 and 1.2, which stand for TLS 1.1 and 1.2 in the set of versions
};

/// How far the server's certificate decides (command line: --verify full|chain|none).
enum class VerifyMode
{
    Full, ///< chain and name
    Chain, ///< chain only
    None, ///< trusted site: connects whatever the certificate; the check is made and shown all the
          ///< same
};

/// Limits of the phases; zero: no limit of its own.
struct TimeLimits
{
    Milliseconds whole {10'000}; ///< the attempt up to the end of the handshake
    Milliseconds resolve {0};
    Milliseconds tcp {0};
    Milliseconds tls {0};
};

/// Strings that go to OpenSSL as they are; empty: the library's default.
struct TlsTuning
{
    QString cipherList; ///< TLS 1.2 and older, OpenSSL syntax
    QString cipherSuites; ///< TLS 1.3, colon-separated
    QString groups; ///< colon-separated
    QString signatureAlgorithms; ///< colon-separated
    int securityLevel = -1; ///< 0…5; -1: the default, 0 where an old version needs it
    QStringList alpn; ///< in the order of preference
};

/// Everything one client attempt needs, resolved to values: no store look-up happens later.
struct ClientOptions
{
    QString name; ///< case-sensitive
    QString host; ///< name or IP literal; empty: this computer
    quint16 port = 0; ///< 1–65535
    Transport transport = Transport::Tcp;
    TlsVersionSet versions = kModernVersions;
    TimeLimits limits;
    VerifyMode verify = VerifyMode::Full;
    TrustAnchors trust; ///< without a store: the system's
    KeyMaterial credentials; ///< client certificate; none: withheld
    QString serverName; ///< SNI; empty: the host when it is a name
    bool sendServerName = true;
    TlsTuning tuning;
    QString keyLogPath; ///< empty: none. NSS format, mode 0600, appended
    bool askStaple = false; ///< ask for an OCSP response and judge it
    SavedSession session; ///< to take up again; empty: none
    QString sessionPath; ///< where the newest session is written; empty: nowhere. PEM, mode 0600
    PreSharedKey psk;
};

enum class ClientCertificatePolicy
{
    None,
    Request,
    Require
};

/// What a server says after the handshake.
enum class AnswerMode
{
    None, ///< stays silent, keeps the connection
    Echo,
    Discard,
    Http, ///< one small page that shows the client its own handshake; then closes
    Banner, ///< `answerText`, then reads
    File, ///< the file `answerText`, then closes
};

struct ServerOptions
{
    QString name; ///< case-sensitive
    QList<KeyMaterial> certificates; ///< the first is the default; others are chosen by SNI; may
                                     ///< be none with a pre-shared key
    QHostAddress address = QHostAddress(QHostAddress::LocalHost);
    quint16 port = 0; ///< 0: a free one
    Transport transport = Transport::Tcp;
    bool reuseAddress = true;
    TlsVersionSet versions = kModernVersions;
    ClientCertificatePolicy clientCertificate = ClientCertificatePolicy::None;
    TrustAnchors
        clientTrust; ///< who may have issued client certificates; without a store: the system's
    bool deny = false; ///< accept TCP, then refuse
    Milliseconds handshakeLimit {10'000};
    AnswerMode answer = AnswerMode::Echo;
    QString answerText;
    TlsTuning tuning;
    QString keyLogPath;
    QByteArray staple; ///< DER of an OCSP response to staple; empty: none
    bool tickets = true; ///< false: no session tickets (TLS 1.2 then resumes by session id only)
    PreSharedKey psk;
};

} // namespace workbench
