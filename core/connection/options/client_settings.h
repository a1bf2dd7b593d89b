#pragma once

#include "core/connection/options/check_settings.h"
#include "core/connection/options/data_keeping.h"
#include "core/connection/options/explicit_tls_choice.h"
#include "core/connection/options/family_preference.h"
#include "core/connection/options/handshake_settings.h"
#include "core/connection/options/proxy_choice.h"
#include "core/connection/options/socket_settings.h"
#include "core/connection/options/time_limits.h"
#include "core/connection/options/tls_tuning.h"
#include "core/connection/options/transport.h"
#include "core/connection/options/verify_mode.h"
#include "core/connection/tls_version_set.h"

#include <QString>

namespace workbench {

/// What a person says of a client in plain values. Its description (ClientProfile) and one attempt
/// (ClientOptions) both have them, so that what is added here needs no copying. No secrets.
struct ClientSettings
{
    QString name; ///< case-sensitive

    // Target.
    QString host; ///< name or IP literal; empty: this computer
    quint16 port = 443; ///< 1–65535
    FamilyPreference family = FamilyPreference::HappyEyeballs; ///< of the proxy where there is one

    // Transport.
    Transport transport = Transport::Tcp;
    bool plain = false; ///< no TLS, no DTLS: data goes as it is
    SocketSettings socket;
    ProxyChoice proxy;
    ExplicitTlsChoice explicitTls;

    // Time.
    TimeLimits limits;

    // Protocol.
    TlsVersionSet versions = kModernVersions;
    QString serverName; ///< SNI; empty: the host when it is a name
    bool sendServerName = true;
    TlsTuning tuning;
    HandshakeSettings handshake;
    QString keyLogPath; ///< empty: none. NSS format, mode 0600, appended

    QString capturePath; ///< pcapng of this connection, replaced; empty: none. Mode 0600
    bool captureSecrets = false; ///< what decrypts the connection stands in that file, too

    // Trust. The anchors are chosen in the profile, and loaded in the options.
    VerifyMode verify = VerifyMode::Full;
    CheckSettings check;
    bool askStaple = false; ///< ask for an OCSP response and judge it

    // Data.
    DataKeeping keeping;

    QString pskIdentity; ///< of a pre-shared key, which is asked for; empty: none

    // Sessions.
    QString sessionPath; ///< file with a session to take up again, to which the newest one is
                         ///< written; empty: none. PEM, mode 0600
};

} // namespace workbench
