#include "core/certificates/certificate_description.h"

#include "core/base/openssl_errors.h"
#include "core/certificates/asn1_text.h"
#include "core/certificates/certificate_extensions.h"
#include "core/certificates/certificate_facts.h"
#include "core/certificates/key_usage.h"
#include "core/certificates/lint/linted_certificate.h"
#include "core/certificates/signing.h"

#include <openssl/x509v3.h>

#include <vector>

namespace workbench {
namespace {

CertificateKind kindOf(const CertificateFacts& facts)
{
    if (facts.isCa) {
        return facts.selfIssued ? CertificateKind::Ca : CertificateKind::Intermediate;
    }
    if (facts.selfIssued) {
        return CertificateKind::SelfSigned;
    }
    const bool client = facts.extendedKeyUsage.contains(QStringLiteral("clientAuth"))
        && !facts.extendedKeyUsage.contains(QStringLiteral("serverAuth"));
    return client ? CertificateKind::Client : CertificateKind::Server;
}

/// "EC P-256" → "ec:P-256".
QString keySpecification(const CertificateFacts& facts)
{
    const qsizetype space = facts.key.indexOf(QLatin1Char(' '));
    return space < 0
        ? facts.key.toLower()
        : facts.key.left(space).toLower() + QLatin1Char(':') + facts.key.mid(space + 1);
}

bool has(X509* certificate, int nid)
{
    return X509_get_ext_by_NID(certificate, nid, -1) >= 0;
}

/// In words only; what they cannot say comes later.
void describeInWords(X509* certificate, const CertificateFacts& facts, CertificateRequest& request)
{
    request.san = facts.san;
    request.keyUsage = has(certificate, NID_key_usage) ? keyUsageOf(certificate) : QStringList();
    request.extendedKeyUsage = facts.extendedKeyUsage;
    if (isCaKind(request.kind)) {
        request.pathLength = static_cast<int>(X509_get_pathlen(certificate));
    }
    for (const LintedAddress& address : LintedCertificate(certificate).addresses) {
        QStringList& urls = address.use == QLatin1String("CRL") ? request.crlUrls
            : address.use == QLatin1String("OCSP")              ? request.ocspUrls
                                                                : request.caIssuersUrls;
        urls.append(address.address);
    }
    request.mustStaple = has(certificate, NID_tlsfeature);
}

QByteArray valueOf(X509_EXTENSION* extension)
{
    const ASN1_OCTET_STRING* value = X509_EXTENSION_get_data(extension);
    return {reinterpret_cast<const char*>(ASN1_STRING_get0_data(value)), ASN1_STRING_length(value)};
}

RawExtension rawOf(X509_EXTENSION* extension)
{
    return {.oid = objectNumbers(X509_EXTENSION_get_object(extension)),
            .critical = X509_EXTENSION_get_critical(extension) != 0,
            .value = valueOf(extension)};
}

bool isMadeAnew(X509_EXTENSION* extension)
{
    const int nid = OBJ_obj2nid(X509_EXTENSION_get_object(extension));
    return nid == NID_subject_key_identifier || nid == NID_authority_key_identifier;
}

/// What the words make; nothing where they cannot be carried out.
QList<RawExtension> madeFrom(const CertificateRequest& request, X509* certificate)
{
    const Result<std::vector<X509ExtensionPtr>> made = requestedExtensions(
        request, {.key = X509_get0_pubkey(certificate), .emptySubject = request.noSubject});
    QList<RawExtension> extensions;
    if (made) {
        for (const X509ExtensionPtr& extension : *made) {
            extensions.append(rawOf(extension.get()));
        }
    }
    return extensions;
}

/// Words that do not give the bytes of the certificate are replaced by these.
void completeExtensions(X509* certificate, CertificateRequest& request)
{
    const QList<RawExtension> made = madeFrom(request, certificate);
    QStringList present;
    for (int i = 0; i < X509_get_ext_count(certificate); ++i) {
        X509_EXTENSION* const extension = X509_get_ext(certificate, i);
        const RawExtension raw = rawOf(extension);
        present.append(raw.oid);
        if (!isMadeAnew(extension) && !made.contains(raw)) {
            request.rawExtensions.append(raw);
        }
    }
    for (const RawExtension& extension : made) {
        if (!present.contains(extension.oid)) {
            request.without.append(extension.oid);
        }
    }
    for (const int nid : {NID_subject_key_identifier, NID_authority_key_identifier}) {
        if (!has(certificate, nid)) {
            request.without.append(objectNumbers(OBJ_nid2obj(nid)));
        }
    }
}

} // namespace

CertificateRequest describeCertificate(X509* certificate)
{
    const OpenSslErrorGuard guard;
    const CertificateFacts facts = certificateFacts(certificate);
    CertificateRequest request;
    request.kind = kindOf(facts);
    request.subject = facts.subject;
    request.noSubject = facts.subject.isEmpty();
    request.key = keySpecification(facts);
    request.notBefore = facts.notBefore;
    request.notAfter = facts.notAfter;
    request.digest = digestOf(certificate);
    request.serial = facts.serial;
    request.allowUnsuitableIssuer = true; // it signed this one, for better or worse
    describeInWords(certificate, facts, request);
    completeExtensions(certificate, request);
    return request;
}

} // namespace workbench
