#pragma once

#include "core/certificates/certificate_store.h"
#include "core/connection/options/client_settings.h"
#include "core/workbench/trust_choice.h"

#include <QString>

namespace workbench {

/// A client as a person describes it: what the dialog edits, the workspace keeps and the command
/// line fills from its options. Refers to certificates by name or hash; holds no secret.
struct ClientProfile : ClientSettings
{
    TrustChoice trust;
    QString certificate; ///< name or hash of a store entry, PKCS#11 URI; empty: none
    CertificateLookup certificateLookup = CertificateLookup::NameThenHash;
};

} // namespace workbench
