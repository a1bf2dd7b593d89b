#pragma once

#include "core/base/duration.h"
#include "core/certificates/certificate_verifier.h"
#include "core/certificates/key_material.h"
#include "core/connection/options/client_certificate_policy.h"
#include "core/connection/options/tls_tuning.h"
#include "core/connection/options/transport.h"
#include "core/connection/pre_shared_key.h"
#include "core/connection/tls_version_set.h"

#include <QByteArray>
#include <QHostAddress>
#include <QList>
#include <QString>

namespace workbench {

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
