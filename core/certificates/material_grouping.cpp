#include "core/certificates/material_grouping.h"

#include "core/base/openssl_bytes.h"
#include "core/base/openssl_errors.h"
#include "core/certificates/certificate_facts.h"

#include <QHash>
#include <QSet>

namespace workbench {
namespace {

using Certificates = QList<std::shared_ptr<X509>>;

/// The SubjectPublicKeyInfo in DER: equal for a key and the certificates made for it.
QByteArray publicPart(EVP_PKEY* key)
{
    return derOf(i2d_PUBKEY, key);
}

Certificates withoutDoubles(const Certificates& certificates)
{
    Certificates result;
    QSet<QByteArray> seen;
    for (const std::shared_ptr<X509>& certificate : certificates) {
        const QByteArray der = toDer(certificate.get());
        if (!seen.contains(der)) {
            seen.insert(der);
            result.append(certificate);
        }
    }
    return result;
}

/// Everything that stands above one of the certificates.
QSet<const X509*> issuersAmong(const Certificates& certificates, const IssuerIndex& index)
{
    QSet<const X509*> issuers;
    for (const std::shared_ptr<X509>& certificate : certificates) {
        const Certificates chain = index.chainOf(certificate);
        for (const std::shared_ptr<X509>& issuer : chain) {
            if (issuers.contains(issuer.get())) {
                break; // what is above it is known, too
            }
            issuers.insert(issuer.get());
        }
    }
    return issuers;
}

/// A root that becomes an entry of its own need not be sent along.
Certificates withoutWantedRoot(Certificates chain, const QSet<QByteArray>& wanted)
{
    const bool isRoot = !chain.isEmpty()
        && X509_NAME_cmp(X509_get_subject_name(chain.last().get()),
                         X509_get_issuer_name(chain.last().get()))
            == 0;
    if (isRoot && wanted.contains(toDer(chain.last().get()))) {
        chain.removeLast();
    }
    return chain;
}

} // namespace

QList<KeyMaterial> groupMaterial(const CertificateBundle& bundle, const QSet<QByteArray>& wanted)
{
    const OpenSslErrorGuard guard;
    const Certificates certificates = withoutDoubles(bundle.certificates);
    const IssuerIndex index(certificates);
    const QSet<const X509*> issuers = issuersAmong(certificates, index);
    QHash<QByteArray, std::shared_ptr<EVP_PKEY>> keys;
    for (const std::shared_ptr<EVP_PKEY>& key : bundle.keys) {
        keys.insert(publicPart(key.get()), key);
    }
    QSet<QByteArray> used;
    QList<KeyMaterial> groups;
    for (const std::shared_ptr<X509>& certificate : certificates) {
        // Without keys in the bundle there is nothing to look for.
        const QByteArray owner
            = keys.isEmpty() ? QByteArray() : publicPart(X509_get0_pubkey(certificate.get()));
        const std::shared_ptr<EVP_PKEY> key = keys.value(owner);
        const bool isIssuerOnly = !key && issuers.contains(certificate.get())
            && !wanted.contains(toDer(certificate.get()));
        if (isIssuerOnly) {
            continue;
        }
        if (key) {
            used.insert(owner);
        }
        groups.append({.certificate = certificate,
                       .chain = withoutWantedRoot(index.chainOf(certificate), wanted),
                       .key = key});
    }
    if (groups.isEmpty() && !certificates.isEmpty()) {
        // CAs that certified each other: each issued another one.
        groups.append({.certificate = certificates.first(),
                       .chain = index.chainOf(certificates.first()),
                       .key = nullptr});
    }
    for (auto key = keys.cbegin(); key != keys.cend(); ++key) {
        if (!used.contains(key.key())) {
            groups.append({.certificate = nullptr, .chain = {}, .key = key.value()});
        }
    }
    return groups;
}

void append(CertificateBundle& all, const CertificateBundle& one)
{
    all.certificates += one.certificates;
    all.keys += one.keys;
    all.others += one.others;
    all.keyEncrypted = all.holdsKey ? all.keyEncrypted : one.keyEncrypted;
    all.holdsKey = all.holdsKey || one.holdsKey;
}

} // namespace workbench
