#pragma once

#include "core/certificates/certificate_store.h"
#include "core/certificates/certificate_verifier.h"

#include <QByteArray>
#include <QHash>
#include <QList>
#include <QString>

#include <memory>

namespace workbench {

/// A certificate that may be part of a chain, and where it lies.
struct PoolCertificate
{
    std::shared_ptr<X509> certificate;
    QString origin; ///< for people: "entry “Issuing CA”", "system", a file name
    QString entry; ///< the store entry whose file it lies in; empty: elsewhere
    bool trusted = false; ///< it is among the anchors that a check trusts
};

/// A store beside the own one in which issuers are looked for.
struct PoolPlace
{
    QString name; ///< for people
    QList<StoreEntry> entries;
};

/// Certificates of any origin, among which issuers are looked for. The same certificate counts
/// once: where it was found first.
class CertificatePool
{
public:
    /// The certificates of the entries, then those of their chains.
    void add(const QList<StoreEntry>& entries);
    /// Only what can stand above those certificates, found by name, and whatever lies in chains: in
    /// a store of thousands most entries have nothing to do with them, and to parse them all takes
    /// seconds.
    void addPossibleIssuers(const QList<StoreEntry>& entries,
                            const QList<std::shared_ptr<X509>>& certificates);
    /// What is a CA's or signed itself, and the chains: leaves of other places are nobody's issuer.
    void add(const PoolPlace& place);
    /// Every anchor, as trusted; the origin is theirs. What is in the pool already becomes trusted.
    void add(const TrustAnchors& anchors);
    void add(const QList<std::shared_ptr<X509>>& certificates, const QString& origin);
    void add(const PoolCertificate& one);

    const QList<PoolCertificate>& certificates() const { return m_certificates; }

    /// Those whose subject is this name, as RFC 5280 section 7.1 compares names.
    QList<PoolCertificate> withSubject(const X509_NAME* name) const;
    /// Those with this subject key identifier.
    QList<PoolCertificate> withKeyIdentifier(const QByteArray& identifier) const;

private:
    void add(const QByteArray& der, const StoreEntry& entry);

    QList<PoolCertificate> m_certificates;
    QHash<QByteArray, qsizetype> m_byDer;
    QMultiHash<unsigned long, qsizetype> m_bySubject; ///< by OpenSSL's hash of the name
    QMultiHash<QByteArray, qsizetype> m_byKeyIdentifier;
};

/// The subject key identifier (RFC 5280 section 4.2.1.2); empty: none.
QByteArray subjectKeyIdentifier(X509* certificate);
/// The key identifier of the authority key identifier (section 4.2.1.1); empty: none.
QByteArray authorityKeyIdentifier(X509* certificate);

/// Whether the signature of the certificate was made with that key. Thread-safe.
bool isSignedWith(X509* certificate, EVP_PKEY* key);

} // namespace workbench
