#pragma once

#include "core/base/openssl_ptr.h"
#include "core/base/result.h"
#include "core/certificates/certificate_request.h"

#include <vector>

namespace workbench {

/// For whom extensions are put together: the subject's and the issuer's key identifiers are theirs.
struct ExtensionTarget
{
    X509* certificate = nullptr; ///< with subject and public key set; null: for a PKCS#10 request,
                                 ///< which has no key identifiers
    X509* issuer = nullptr; ///< equal to `certificate` when that signs itself
    const EVP_PKEY* key = nullptr; ///< the subject's, decides about the usual key usage
    bool emptySubject = false;
};

/// The extensions (RFC 5280 section 4.2) that the request describes, in the order in which they
/// belong into the certificate. Errors: InvalidInput (where = "san", "key-usage",
/// "extended-key-usage", "path-length", "name-constraints", "url", "policy", "extension").
Result<std::vector<X509ExtensionPtr>> requestedExtensions(const CertificateRequest& request,
                                                          const ExtensionTarget& target);

} // namespace workbench
