#pragma once

#include "core/certificates/certificate_facts.h"
#include "core/certificates/certificate_request.h"
#include "core/certificates/key_material.h"

namespace workbench {

/// What shall differ from the certificate that is renewed.
struct Renewal
{
    QString key; ///< as of CertificateRequest::key; empty: the same key
    QDateTime notBefore; ///< invalid: now
    QDateTime notAfter; ///< invalid: `days` after notBefore
    int days = 0; ///< 0: as long as the old one was valid
    QString digest; ///< empty: the one of the old signature
    bool allowUnsuitableIssuer = false; ///< sign also with what is not a CA: for failure tests
};

/// Whether the key of the old one is needed: its holder signs, or the new key is to be protected
/// as it is. Otherwise its public part will do.
bool needsOwnKey(const CertificateFacts& old, const Renewal& renewal);

/// A new certificate with the names and extensions of `old`, a new serial number and new dates. Key
/// identifiers are made anew, and of the key usage a new key of another kind keeps what it can do;
/// timestamps of certificate transparency logs (RFC 6962), which belong
/// to the old one alone, are left out. `issuer` signs; null: `old` signed itself and does so again.
/// One that is no CA may sign where it has signed `old`, too.
/// Error NoPrivateKey (where = "key") when the key shall stay and is not in `old` of a self-signed
/// one, otherwise as of issueCertificate().
Result<KeyMaterial>
renewCertificate(const KeyMaterial& old, const Renewal& renewal, const KeyMaterial* issuer);

} // namespace workbench
