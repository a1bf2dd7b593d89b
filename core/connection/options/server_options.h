#pragma once

#include "core/certificates/certificate_verifier.h"
#include "core/certificates/key_material.h"
#include "core/connection/explicit_tls/clear_script.h"
#include "core/connection/options/server_settings.h"
#include "core/connection/pre_shared_key.h"

#include <QByteArray>
#include <QHostAddress>
#include <QList>

namespace workbench {

/// Everything a server needs, resolved to values: no store look-up happens later.
struct ServerOptions : ServerSettings
{
    QHostAddress address = QHostAddress(QHostAddress::LocalHost); ///< that of the settings
    QList<QHostAddress> moreAddresses; ///< beside it, with the same port
    QList<KeyMaterial> certificates; ///< the first is the default; others are chosen by SNI; may
                                     ///< be none with a pre-shared key
    TrustAnchors
        clientTrust; ///< who may have issued client certificates; without a store: the system's
    QList<QByteArray> staples; ///< DER of OCSP responses to staple, in the order of the
                               ///< certificates; empty: none
    PreSharedKey psk;
    ClearScript answerScript; ///< of the answer that is one
};

} // namespace workbench
