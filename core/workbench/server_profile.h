#pragma once

#include "core/certificates/certificate_store.h"
#include "core/connection/options/server_settings.h"
#include "core/workbench/trust_choice.h"

#include <QString>
#include <QStringList>

namespace workbench {

/// In place of a file: the response is made at the start by the CA of the store that issued the
/// certificate, as its revocation list stands.
inline const QString kStapleOfStore = QStringLiteral("store");

/// A server as a person describes it: what the dialog edits, the workspace keeps and the command
/// line fills from its options. Refers to certificates by name or hash; holds no secret.
struct ServerProfile : ServerSettings
{
    QStringList certificates; ///< names or hashes of store entries, PKCS#11 URIs; the first is the
                              ///< default
    CertificateLookup certificateLookup = CertificateLookup::NameThenHash;
    bool autostart = false; ///< whenever the window opens
    /// OCSP responses to staple, in the order of the certificates: a file (DER) each, or
    /// kStapleOfStore; empty: none. That word alone holds for all of them.
    QStringList staples;
    TrustChoice clientTrust {.system = false, .store = true, .files = {}};
};

} // namespace workbench
