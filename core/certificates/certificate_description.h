#pragma once

#include "core/certificates/certificate_request.h"

#include <openssl/x509.h>

namespace workbench {

/// What one would have to ask for to get a certificate like this one: same names, dates, serial
/// number, kind of key, digest and extensions, which stand there in words where words give the same
/// bytes and as raw extensions where they do not. Key identifiers are made anew. `certificate` must
/// not be null.
CertificateRequest describeCertificate(X509* certificate);

} // namespace workbench
