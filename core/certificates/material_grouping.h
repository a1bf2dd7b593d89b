#pragma once

#include "core/certificates/certificate_bundle.h"
#include "core/certificates/key_material.h"

#include <QSet>

namespace workbench {

/// Sorts what was read into one element for every certificate that issued none of the others, has
/// its key among them or is wanted, each with its key and its issuers, in the order of the bundle;
/// then a key alone for every key that fits none. The same certificate twice counts once. `wanted`:
/// DER of certificates that stand for themselves although they issued others; a root among them is
/// in no chain.
QList<KeyMaterial> groupMaterial(const CertificateBundle& bundle,
                                 const QSet<QByteArray>& wanted = {});

/// Adds what one file held to what others did, so that keys meet certificates of other files.
void append(CertificateBundle& all, const CertificateBundle& one);

} // namespace workbench
