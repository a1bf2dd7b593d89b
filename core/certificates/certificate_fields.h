#pragma once

#include "core/certificates/certificate_facts.h"

#include <QByteArrayView>

namespace workbench {

/// What the facts are read off, whoever took the certificate apart. Nothing is owned; `extensions`
/// may be null, nothing else.
struct CertificateFields
{
    const X509_NAME* subject = nullptr;
    const X509_NAME* issuer = nullptr;
    const ASN1_INTEGER* serial = nullptr;
    const ASN1_TIME* notBefore = nullptr;
    const ASN1_TIME* notAfter = nullptr;
    const X509_ALGOR* signature = nullptr;
    const STACK_OF(X509_EXTENSION) * extensions = nullptr;
    QByteArrayView der; ///< the whole certificate
    QByteArrayView publicKey; ///< DER of the SubjectPublicKeyInfo
};

/// All facts but `key` and `selfSigned`, which need the public key.
CertificateFacts factsOf(const CertificateFields& fields);

} // namespace workbench
