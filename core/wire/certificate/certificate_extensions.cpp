#include "core/wire/certificate/certificate.h"
#include "core/wire/certificate/der_fields.h"

#include <string_view>

namespace workbench::wire::certificate {
namespace {

using Decoder = void (*)(FieldReader& reader);

void subjectKeyIdentifier(FieldReader& reader)
{
    value(reader, "keyIdentifier", der::kOctetString, Format::Raw);
}

void keyUsage(FieldReader& reader)
{
    value(reader, "keyUsage", der::kBitString, Format::KeyUsage);
}

void generalNames(FieldReader& reader)
{
    decodeGeneralNames(reader, "generalNames", der::kSequence);
}

void basicConstraints(FieldReader& reader)
{
    FieldReader constraints = element(reader, "basicConstraints", der::kSequence);
    if (nextTag(constraints) == der::kBoolean) {
        value(constraints, "cA", der::kBoolean, Format::Boolean);
    }
    if (constraints.more()) {
        value(constraints, "pathLenConstraint", der::kInteger, Format::Integer);
    }
}

void subtrees(FieldReader& reader, const char* name, unsigned number)
{
    if (nextTag(reader) != der::explicitTag(number)) {
        return;
    }
    FieldReader list = element(reader, name, der::explicitTag(number), Format::List);
    while (list.more()) {
        FieldReader subtree = element(list, "generalSubtree", der::kSequence);
        decodeGeneralName(subtree);
        if (nextTag(subtree) == der::implicitTag(0)) {
            value(subtree, "minimum", der::implicitTag(0), Format::Integer);
        }
        if (nextTag(subtree) == der::implicitTag(1)) {
            value(subtree, "maximum", der::implicitTag(1), Format::Integer);
        }
    }
}

void nameConstraints(FieldReader& reader)
{
    FieldReader constraints = element(reader, "nameConstraints", der::kSequence);
    subtrees(constraints, "permittedSubtrees", 0);
    subtrees(constraints, "excludedSubtrees", 1);
}

void distributionPointName(FieldReader& reader)
{
    FieldReader outer = element(reader, "distributionPoint", der::explicitTag(0));
    if (nextTag(outer) == der::explicitTag(0)) {
        decodeGeneralNames(outer, "fullName", der::explicitTag(0));
    } else {
        any(outer, "nameRelativeToCRLIssuer");
    }
}

void distributionPoints(FieldReader& reader)
{
    FieldReader list = element(reader, "distributionPoints", der::kSequence, Format::List);
    while (list.more()) {
        FieldReader point = element(list, "distributionPoint", der::kSequence);
        if (nextTag(point) == der::explicitTag(0)) {
            distributionPointName(point);
        }
        if (nextTag(point) == der::implicitTag(1)) {
            value(point, "reasons", der::implicitTag(1), Format::ReasonFlags);
        }
        if (nextTag(point) == der::explicitTag(2)) {
            decodeGeneralNames(point, "cRLIssuer", der::explicitTag(2));
        }
    }
}

void policyQualifiers(FieldReader& reader)
{
    FieldReader list = element(reader, "policyQualifiers", der::kSequence, Format::List);
    while (list.more()) {
        FieldReader qualifier = element(list, "policyQualifierInfo", der::kSequence);
        value(qualifier, "policyQualifierId", der::kOid, Format::Oid);
        constexpr std::uint8_t kIa5String = 0x16;
        if (nextTag(qualifier) == kIa5String) {
            value(qualifier, "cPSuri", kIa5String, Format::Text);
        } else {
            any(qualifier, "userNotice");
        }
    }
}

void certificatePolicies(FieldReader& reader)
{
    FieldReader list = element(reader, "certificatePolicies", der::kSequence, Format::List);
    while (list.more()) {
        FieldReader policy = element(list, "policyInformation", der::kSequence);
        value(policy, "policyIdentifier", der::kOid, Format::Oid);
        if (policy.more()) {
            policyQualifiers(policy);
        }
    }
}

void policyMappings(FieldReader& reader)
{
    FieldReader list = element(reader, "policyMappings", der::kSequence, Format::List);
    while (list.more()) {
        FieldReader mapping = element(list, "policyMapping", der::kSequence);
        value(mapping, "issuerDomainPolicy", der::kOid, Format::Oid);
        value(mapping, "subjectDomainPolicy", der::kOid, Format::Oid);
    }
}

void policyConstraints(FieldReader& reader)
{
    FieldReader constraints = element(reader, "policyConstraints", der::kSequence);
    if (nextTag(constraints) == der::implicitTag(0)) {
        value(constraints, "requireExplicitPolicy", der::implicitTag(0), Format::Integer);
    }
    if (nextTag(constraints) == der::implicitTag(1)) {
        value(constraints, "inhibitPolicyMapping", der::implicitTag(1), Format::Integer);
    }
}

void authorityKeyIdentifier(FieldReader& reader)
{
    FieldReader identifier = element(reader, "authorityKeyIdentifier", der::kSequence);
    if (nextTag(identifier) == der::implicitTag(0)) {
        value(identifier, "keyIdentifier", der::implicitTag(0), Format::Raw);
    }
    if (nextTag(identifier) == der::explicitTag(1)) {
        decodeGeneralNames(identifier, "authorityCertIssuer", der::explicitTag(1));
    }
    if (nextTag(identifier) == der::implicitTag(2)) {
        value(identifier, "authorityCertSerialNumber", der::implicitTag(2), Format::Raw);
    }
}

void extendedKeyUsage(FieldReader& reader)
{
    FieldReader list = element(reader, "extKeyUsage", der::kSequence, Format::List);
    while (list.more()) {
        value(list, "keyPurposeId", der::kOid, Format::Oid);
    }
}

void inhibitAnyPolicy(FieldReader& reader)
{
    value(reader, "skipCerts", der::kInteger, Format::Integer);
}

void informationAccess(FieldReader& reader)
{
    FieldReader list = element(reader, "accessDescriptions", der::kSequence, Format::List);
    while (list.more()) {
        FieldReader access = element(list, "accessDescription", der::kSequence);
        value(access, "accessMethod", der::kOid, Format::Oid);
        decodeGeneralName(access);
    }
}

void tlsFeature(FieldReader& reader)
{
    FieldReader list = element(reader, "features", der::kSequence, Format::List);
    while (list.more()) {
        value(list, "feature", der::kInteger, Format::TlsFeature);
    }
}

void timestampList(FieldReader& reader)
{
    FieldReader list = element(reader, "signedCertificateTimestampList", der::kOctetString);
    decodeSctList(list);
}

void comment(FieldReader& reader)
{
    value(reader, "comment", nextTag(reader), Format::Text);
}

struct Entry
{
    std::string_view oid; ///< content of the OBJECT IDENTIFIER
    const char* name;
    Decoder decode;
};

using namespace std::string_view_literals;

constexpr Entry kExtensions[] = {
    {"\x55\x1d\x0e"sv, "subjectKeyIdentifier", subjectKeyIdentifier},
    {"\x55\x1d\x0f"sv, "keyUsage", keyUsage},
    {"\x55\x1d\x11"sv, "subjectAltName", generalNames},
    {"\x55\x1d\x12"sv, "issuerAltName", generalNames},
    {"\x55\x1d\x13"sv, "basicConstraints", basicConstraints},
    {"\x55\x1d\x1e"sv, "nameConstraints", nameConstraints},
    {"\x55\x1d\x1f"sv, "cRLDistributionPoints", distributionPoints},
    {"\x55\x1d\x20"sv, "certificatePolicies", certificatePolicies},
    {"\x55\x1d\x21"sv, "policyMappings", policyMappings},
    {"\x55\x1d\x23"sv, "authorityKeyIdentifier", authorityKeyIdentifier},
    {"\x55\x1d\x24"sv, "policyConstraints", policyConstraints},
    {"\x55\x1d\x25"sv, "extKeyUsage", extendedKeyUsage},
    {"\x55\x1d\x2e"sv, "freshestCRL", distributionPoints},
    {"\x55\x1d\x36"sv, "inhibitAnyPolicy", inhibitAnyPolicy},
    {"\x2b\x06\x01\x05\x05\x07\x01\x01"sv, "authorityInfoAccess", informationAccess},
    {"\x2b\x06\x01\x05\x05\x07\x01\x0b"sv, "subjectInfoAccess", informationAccess},
    {"\x2b\x06\x01\x05\x05\x07\x01\x18"sv, "tlsFeature", tlsFeature},
    {"\x2b\x06\x01\x04\x01\xd6\x79\x02\x04\x02"sv, "signedCertificateTimestampList", timestampList},
    {"\x2b\x06\x01\x04\x01\xd6\x79\x02\x04\x05"sv, "signedCertificateTimestampList", timestampList},
    {"\x60\x86\x48\x01\x86\xf8\x42\x01\x0d"sv, "netscapeComment", comment},
};

/// The entry for the extension whose SEQUENCE begins here, also when the extension is cut off.
const Entry* find(Bytes ahead)
{
    const auto extension = der::readElement(ahead);
    if (!extension) {
        return nullptr;
    }
    der::Elements inner(ahead.subspan(extension->header));
    std::uint8_t tag = 0;
    const auto oid = inner.next(tag);
    if (!oid) {
        return nullptr;
    }
    const std::string_view wanted(reinterpret_cast<const char*>(oid->data()), oid->size());
    for (const Entry& entry : kExtensions) {
        if (entry.oid == wanted) {
            return &entry;
        }
    }
    return nullptr;
}

} // namespace

void decodeExtensionList(FieldReader& reader, const char* name)
{
    FieldReader list = element(reader, name, der::kSequence, Format::List);
    while (list.more()) {
        const Entry* entry = find(list.ahead());
        FieldReader extension
            = element(list, entry != nullptr ? entry->name : "extension", der::kSequence);
        value(extension, "extnID", der::kOid, Format::Oid);
        if (nextTag(extension) == der::kBoolean) {
            value(extension, "critical", der::kBoolean, Format::Boolean);
        }
        if (entry != nullptr) {
            FieldReader content = element(extension, "extnValue", der::kOctetString);
            entry->decode(content);
        } else {
            value(extension, "extnValue", der::kOctetString, Format::Raw);
        }
    }
}

} // namespace workbench::wire::certificate
