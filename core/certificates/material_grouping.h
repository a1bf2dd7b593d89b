#pragma once

#include "core/certificates/certificate_bundle.h"
#include "core/certificates/key_material.h"

namespace workbench {

/// What an import makes of files that were read, each certificate with its key and its issuers:
/// one element for every certificate that issued none of the others or has a key among them, in
/// the order of the files; then a key alone for every key that fits none. The same certificate
/// twice counts once. Certificates that stand under another one only as its issuers make no
/// element.
QList<KeyMaterial> groupMaterial(const CertificateBundle& bundle);

/// Adds what one file held to what others did, so that keys meet certificates of other files.
void append(CertificateBundle& all, const CertificateBundle& one);

} // namespace workbench
