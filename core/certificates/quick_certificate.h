#pragma once

#include "core/certificates/certificate_facts.h"

#include <QByteArrayView>
#include <QHash>
#include <QList>

#include <optional>

namespace workbench {

/// The parts of a certificate (RFC 5280 §4.1), each with its tag and length. Views into the bytes
/// that were taken apart.
struct CertificateParts
{
    QByteArrayView whole;
    QByteArrayView serial;
    QByteArrayView issuer;
    QByteArrayView validity;
    QByteArrayView subject;
    QByteArrayView publicKey; ///< SubjectPublicKeyInfo
    QByteArrayView extensions; ///< SEQUENCE OF Extension; empty: none
    QByteArrayView signatureAlgorithm; ///< the one beside the signature
};

/// Takes plain DER apart. Nothing for whatever is unusual, be it right or wrong: BER lengths,
/// unique identifiers, bytes that follow. OpenSSL decides about those.
std::optional<CertificateParts> takeApart(QByteArrayView der);

/// Reads facts of many certificates without decoding their public keys, which is most of the time
/// that OpenSSL 3.0 takes for one (d2i_X509: 0.3 to 0.5 ms). The parts that it does decode are
/// decoded by OpenSSL, so that the outcome is that of certificateFacts(), and nothing where that
/// could differ. Only whether a point lies on its curve is not looked at. Remembers the names of
/// issuers, which are few. Not thread-safe.
class QuickCertificateReader
{
public:
    /// Nothing: certificateFacts() has to do it, e.g. for self-issued certificates, whose signature
    /// is checked, and for rare kinds of keys.
    std::optional<CertificateFacts> facts(const CertificateParts& parts);

    /// The issuers of the first certificate among the others, nearest first, as IssuerIndex finds
    /// them. Nothing: the first one is not what the file is about, or finding them takes more than
    /// comparing names and key identifiers.
    std::optional<QList<QByteArrayView>> chainOfFirst(const QList<CertificateParts>& all);

private:
    /// Equal for names that count as equal; nothing for one that cannot be read.
    std::optional<unsigned long> nameHash(QByteArrayView name);

    QHash<QByteArray, unsigned long> m_nameHashes;
};

} // namespace workbench
