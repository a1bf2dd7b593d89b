#pragma once

#include "core/base/result.h"
#include "core/certificates/certificate_request.h"

#include <QString>

namespace workbench {

/// For what the extensions are.
struct ConfigurationTarget
{
    bool request = false; ///< of a signing request, which has no key identifiers
    bool selfSigned = false; ///< there is no other issuer whose key identifier belongs in it
};

/// The section "[extensions]" of an OpenSSL configuration (x509v3_config(5)) with the sections that
/// it refers to, for the extensions that requestedExtensions() makes of the same request: in words
/// where there are words, else as DER. Errors as of requestedExtensions().
Result<QString> opensslExtensions(const CertificateRequest& request,
                                  const ConfigurationTarget& target);

} // namespace workbench
