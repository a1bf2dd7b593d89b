#include "core/certificates/chain/certificate_pool.h"

#include "core/base/openssl_errors.h"
#include "core/certificates/asn1_text.h"
#include "core/certificates/certificate_text.h"

#include <QSet>

#include <algorithm>

namespace workbench {
namespace {

unsigned long nameHash(const X509_NAME* name)
{
    return X509_NAME_hash_ex(name, nullptr, nullptr, nullptr);
}

/// Equal for names that count as equal (RFC 5280 section 7.1), and for few others.
QString folded(const QString& name)
{
    return name.simplified().toCaseFolded();
}

QByteArray bytesOf(const ASN1_OCTET_STRING* string)
{
    if (string == nullptr) {
        return {};
    }
    return {reinterpret_cast<const char*>(ASN1_STRING_get0_data(string)),
            ASN1_STRING_length(string)};
}

} // namespace

void CertificatePool::add(const QByteArray& der, const StoreEntry& entry)
{
    if (m_byDer.contains(der)) { // an issuer lies in the files of all that it issued
        return;
    }
    if (Result<X509Ptr> certificate = parseCertificate(der)) {
        add(PoolCertificate {.certificate = std::shared_ptr<X509>(std::move(*certificate)),
                             .origin = CertificateText::tr("entry “%1”").arg(entry.name),
                             .entry = entry.name});
    }
}

void CertificatePool::add(const QList<StoreEntry>& entries)
{
    for (const StoreEntry& entry : entries) {
        add(entry.der, entry);
    }
    for (const StoreEntry& entry : entries) {
        for (const QByteArray& der : entry.chain) {
            add(der, entry);
        }
    }
}

void CertificatePool::addPossibleIssuers(const QList<StoreEntry>& entries,
                                         const QList<std::shared_ptr<X509>>& certificates)
{
    CertificatePool inChains;
    QMultiHash<QString, const StoreEntry*> bySubject;
    for (const StoreEntry& entry : entries) {
        bySubject.insert(folded(entry.facts.subject), &entry);
        for (const QByteArray& der : entry.chain) {
            inChains.add(der, entry);
        }
    }
    QStringList wanted;
    for (const std::shared_ptr<X509>& one : certificates) {
        wanted.append(folded(nameText(X509_get_issuer_name(one.get()))));
    }
    for (const PoolCertificate& one : inChains.certificates()) {
        wanted.append(folded(nameText(X509_get_issuer_name(one.certificate.get()))));
    }
    QSet<QString> looked;
    while (!wanted.isEmpty()) {
        const QString name = wanted.takeLast();
        if (looked.contains(name)) {
            continue;
        }
        looked.insert(name);
        const QList<const StoreEntry*> found = bySubject.values(name);
        for (const StoreEntry* entry : found) {
            add(entry->der, *entry);
            wanted.append(folded(entry->facts.issuer));
        }
    }
    for (const PoolCertificate& one : inChains.certificates()) {
        add(one);
    }
}

void CertificatePool::add(const PoolPlace& place)
{
    const QString origin = CertificateText::tr("store “%1”").arg(place.name);
    QList<QByteArray> certificates;
    for (const StoreEntry& entry : place.entries) {
        if (entry.facts.isCa || entry.facts.selfSigned) {
            certificates.append(entry.der);
        }
        certificates += entry.chain;
    }
    for (const QByteArray& der : std::as_const(certificates)) {
        if (Result<X509Ptr> certificate = parseCertificate(der)) {
            add({std::shared_ptr<X509>(std::move(*certificate))}, origin);
        }
    }
}

void CertificatePool::add(const TrustAnchors& anchors)
{
    const STACK_OF(X509_OBJECT)* const objects
        = anchors.store ? X509_STORE_get0_objects(anchors.store.get()) : nullptr;
    for (int i = 0; i < sk_X509_OBJECT_num(objects); ++i) {
        X509* const certificate = X509_OBJECT_get0_X509(sk_X509_OBJECT_value(objects, i));
        if (certificate != nullptr) {
            add(PoolCertificate {.certificate = std::shared_ptr<X509>(shared(certificate)),
                                 .origin = anchors.origin,
                                 .entry = {},
                                 .trusted = true});
        }
    }
}

void CertificatePool::add(const QList<std::shared_ptr<X509>>& certificates, const QString& origin)
{
    for (const std::shared_ptr<X509>& certificate : certificates) {
        add(PoolCertificate {.certificate = certificate, .origin = origin, .entry = {}});
    }
}

void CertificatePool::add(const PoolCertificate& one)
{
    const OpenSslErrorGuard guard;
    const QByteArray der = toDer(one.certificate.get());
    const auto known = m_byDer.constFind(der);
    if (known != m_byDer.cend()) {
        m_certificates[*known].trusted = m_certificates.at(*known).trusted || one.trusted;
        return;
    }
    const qsizetype index = m_certificates.size();
    m_certificates.append(one);
    m_byDer.insert(der, index);
    m_bySubject.insert(nameHash(X509_get_subject_name(one.certificate.get())), index);
    const QByteArray identifier = subjectKeyIdentifier(one.certificate.get());
    if (!identifier.isEmpty()) {
        m_byKeyIdentifier.insert(identifier, index);
    }
}

QList<PoolCertificate> CertificatePool::withSubject(const X509_NAME* name) const
{
    QList<qsizetype> indexes = m_bySubject.values(nameHash(name));
    std::sort(indexes.begin(), indexes.end());
    QList<PoolCertificate> found;
    for (const qsizetype index : std::as_const(indexes)) {
        const PoolCertificate& candidate = m_certificates.at(index);
        if (X509_NAME_cmp(X509_get_subject_name(candidate.certificate.get()), name) == 0) {
            found.append(candidate);
        }
    }
    return found;
}

QList<PoolCertificate> CertificatePool::withKeyIdentifier(const QByteArray& identifier) const
{
    QList<qsizetype> indexes = m_byKeyIdentifier.values(identifier);
    std::sort(indexes.begin(), indexes.end());
    QList<PoolCertificate> found;
    for (const qsizetype index : std::as_const(indexes)) {
        found.append(m_certificates.at(index));
    }
    return found;
}

QByteArray subjectKeyIdentifier(X509* certificate)
{
    return bytesOf(X509_get0_subject_key_id(certificate));
}

QByteArray authorityKeyIdentifier(X509* certificate)
{
    return bytesOf(X509_get0_authority_key_id(certificate));
}

bool isSignedWith(X509* certificate, EVP_PKEY* key)
{
    const OpenSslErrorGuard guard;
    return key != nullptr && X509_verify(certificate, key) == 1;
}

} // namespace workbench
