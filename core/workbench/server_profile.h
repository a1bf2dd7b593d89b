#pragma once

#include "core/certificates/certificate_store.h"
#include "core/connection/options/server_settings.h"
#include "core/workbench/trust_choice.h"

#include <QString>
#include <QStringList>

namespace workbench {

/// A server as a person describes it: what the dialog edits, the workspace keeps and the command
/// line fills from its options. Refers to certificates by name or hash; holds no secret.
struct ServerProfile : ServerSettings
{
    QStringList certificates; ///< names or hashes of store entries, PKCS#11 URIs; the first is the
                              ///< default
    CertificateLookup certificateLookup = CertificateLookup::NameThenHash;
    QString staplePath; ///< file with an OCSP response (DER) to staple; empty: none
    bool autostart = false; ///< whenever the window opens
    TrustChoice clientTrust {.system = false, .store = true, .files = {}};
};

} // namespace workbench
