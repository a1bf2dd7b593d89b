#pragma once

#include "core/base/openssl_ptr.h"
#include "core/base/result.h"
#include "core/certificates/certificate_verifier.h"

#include <memory>

namespace workbench {

/// Subject names as OpenSSL takes them, shared between threads and never changed.
using NameStack = std::shared_ptr<const STACK_OF(X509_NAME)>;

/// Whom a server names in its request for a client certificate (certificate_authorities, RFC 8446
/// §4.2.4, RFC 5246 §7.4.4): the subjects of these anchors, each once. Errors: InvalidInput
/// (`where` = "issuer-names") when they take more room than the message has.
Result<NameStack> issuerNamesOf(const TrustAnchors& anchors);

} // namespace workbench
