#pragma once

#include "core/connection/options/access_settings.h"
#include "core/connection/options/answer_settings.h"
#include "core/connection/options/client_certificate_policy.h"
#include "core/connection/options/listen_settings.h"
#include "core/connection/options/server_handshake.h"
#include "core/connection/options/server_limits.h"
#include "core/connection/options/session_settings.h"
#include "core/connection/options/tls_tuning.h"
#include "core/connection/options/transport.h"
#include "core/connection/options/unknown_names.h"
#include "core/connection/tls_version_set.h"

#include <QString>

namespace workbench {

/// What a person says of a server in plain values. Its description (ServerProfile) and what is
/// started (ServerOptions) both have them, so that what is added here needs no copying. No secrets.
struct ServerSettings
{
    QString name; ///< case-sensitive

    ListenSettings listen;
    Transport transport = Transport::Tcp;
    bool plain = false; ///< no TLS, no DTLS: data goes as it is
    QString explicitTls; ///< word of the ExplicitTlsProtocol that is spoken in clear until the
                         ///< client asks for TLS; empty: TLS at once
    AccessSettings access;
    ServerLimits limits;

    // Protocol. The anchors for clients are chosen in the profile, and loaded in the options.
    TlsVersionSet versions = kModernVersions;
    UnknownNames unknownNames = UnknownNames::Serve;
    ClientCertificatePolicy clientCertificate = ClientCertificatePolicy::None;
    bool issuerNames = false; ///< the request for a client certificate names the anchors
    TlsTuning tuning;
    ServerHandshake handshake;
    SessionSettings sessions;
    QString pskIdentity; ///< of a pre-shared key, which is asked for; empty: none
    QString keyLogPath; ///< empty: none. NSS format, mode 0600, appended

    AnswerSettings answer;
};

} // namespace workbench
