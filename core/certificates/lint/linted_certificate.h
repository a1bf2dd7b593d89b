#pragma once

#include "core/base/openssl_ptr.h"

#include <QByteArray>
#include <QDateTime>
#include <QList>
#include <QString>

#include <cstdint>
#include <optional>

namespace workbench {

/// One part of a distinguished name (RFC 5280 §4.1.2.4).
struct LintedAttribute
{
    int nid = 0; ///< NID_undef where OpenSSL does not know the type
    QString name; ///< "CN", or dotted numbers
    int stringType = 0; ///< V_ASN1_UTF8STRING …
    QByteArray bytes; ///< as encoded
    QString text;
};

/// One member of the subject alternative name (RFC 5280 §4.2.1.6).
struct LintedName
{
    int type = 0; ///< GEN_DNS …
    QByteArray bytes; ///< of text and addresses; empty for other kinds
};

struct LintedExtension
{
    int nid = 0;
    QString name; ///< OpenSSL's short name, or dotted numbers
    bool critical = false;
    bool readable = true; ///< false: OpenSSL knows the kind but cannot decode the value
};

/// notBefore or notAfter (RFC 5280 §4.1.2.5).
struct LintedTime
{
    const char* field = "";
    int type = 0; ///< V_ASN1_UTCTIME, V_ASN1_GENERALIZEDTIME
    QByteArray text; ///< as encoded
    QDateTime time; ///< UTC; invalid when it cannot be read
};

/// An address in an extension.
struct LintedAddress
{
    QString use; ///< "CRL", "OCSP", "issuer"
    QString address;
};

/// A certificate as the rules read it: taken apart once, plain values. Where an extension occurs
/// twice, the first counts. `certificate` must outlive it.
class LintedCertificate
{
public:
    explicit LintedCertificate(X509* certificate);

    X509* certificate;
    int version = 1; ///< as people count: 1 to 3
    QByteArray serial; ///< magnitude, big endian, without leading zeros
    bool serialNegative = false;
    bool selfIssued = false; ///< subject and issuer are equal
    bool selfSigned = false; ///< and the signature fits the own key
    QList<LintedAttribute> subject;
    QList<LintedAttribute> issuer;
    LintedTime notBefore;
    LintedTime notAfter;
    QList<LintedExtension> extensions; ///< in their order
    std::optional<QList<LintedName>> alternativeNames; ///< nothing: no readable extension
    BasicConstraintsPtr basicConstraints; ///< null: none
    std::optional<std::uint32_t> keyUsage; ///< KU_…; nothing: the key may do everything
    std::optional<QList<int>> extendedKeyUsage; ///< NIDs; nothing: for every purpose
    QList<LintedAddress> addresses; ///< of CRLs, OCSP responders and the issuer's certificate

    bool isCa() const { return basicConstraints && basicConstraints->ca != 0; }

    /// No CA, and not limited to other purposes than TLS servers.
    bool isServer() const;
    bool has(int extensionNid) const;
    bool isCritical(int extensionNid) const; ///< false when there is none
    bool allows(std::uint32_t keyUsageBit) const; ///< true without key usage
    bool hasPurpose(int purposeNid) const; ///< named in the extended key usage

    QStringList names(int type) const; ///< text of the alternative names of one kind

    QStringList dnsNames() const { return names(GEN_DNS); }

    QString lastCommonName() const; ///< empty: none

    /// "subject CN: value": how an attribute is named in a finding.
    static QString describe(const LintedAttribute& attribute);

private:
    void readTimes();
    void readExtensions();
    void readUsages();
    void readAddresses();
};

/// The decoded first extension of that kind; null when there is none or it cannot be read.
template <typename Type, auto Free>
std::unique_ptr<Type, Freed<Free>> decodedExtension(const X509* certificate, int nid)
{
    const int index = X509_get_ext_by_NID(certificate, nid, -1);
    if (index < 0) {
        return nullptr;
    }
    return std::unique_ptr<Type, Freed<Free>>(
        static_cast<Type*>(X509V3_EXT_d2i(X509_get_ext(certificate, index))));
}

} // namespace workbench
