#include "core/certificates/store_issuer.h"

#include "core/base/openssl_errors.h"
#include "core/certificates/asn1_text.h"
#include "core/certificates/certificate_text.h"

namespace workbench {

Result<StoreEntry> issuerEntry(const CertificateStore& store, X509* certificate)
{
    return issuerEntry(store.entries(), certificate);
}

Result<StoreEntry> issuerEntry(const QList<StoreEntry>& entries, X509* certificate)
{
    const OpenSslErrorGuard guard;
    // To parse each entry of a store of thousands takes seconds. RFC 5280 section 7.1 ignores case
    // and repeated blanks; whether the names are equal is decided below.
    const QString issuer = nameText(X509_get_issuer_name(certificate)).simplified();
    for (const StoreEntry& candidate : entries) {
        if (!candidate.hasPrivateKey
            || candidate.facts.subject.simplified().compare(issuer, Qt::CaseInsensitive) != 0) {
            continue;
        }
        const Result<X509Ptr> parsed = parseCertificate(candidate.der);
        if (parsed
            && X509_NAME_cmp(X509_get_issuer_name(certificate),
                             X509_get_subject_name(parsed->get()))
                == 0
            && X509_verify(certificate, X509_get0_pubkey(parsed->get())) == 1) {
            return candidate;
        }
    }
    return fail(
        {.code = ErrorCode::NotFound,
         .message = CertificateText::tr("The issuer is not in the store with its private key: %1.")
                        .arg(certificateFacts(certificate).issuer),
         .remedy = CertificateText::tr("Import it together with its key."),
         .where = QStringLiteral("issuer")});
}

} // namespace workbench
