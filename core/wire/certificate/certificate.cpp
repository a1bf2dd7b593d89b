#include "core/wire/certificate/certificate.h"

#include "core/wire/certificate/der_fields.h"
#include "core/wire/decode.h"

#include <algorithm>
#include <array>

namespace workbench::wire {
namespace certificate {

namespace {

/// The number of unused bits and the bits (X.690 §8.6).
void bitString(FieldReader& reader, const char* name)
{
    FieldReader bits = element(reader, name, der::kBitString);
    bits.uint("unused_bits", 1);
    bits.rest("bits");
}

void time(FieldReader& reader, const char* name)
{
    const std::uint8_t tag = nextTag(reader);
    value(reader,
          name,
          tag == der::kUtcTime ? der::kUtcTime : der::kGeneralizedTime,
          Format::DerTime);
}

bool isRsa(Bytes oid)
{
    constexpr std::array<std::uint8_t, 9> kRsaEncryption
        = {0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x01, 0x01};
    return std::equal(oid.begin(), oid.end(), kRsaEncryption.begin(), kRsaEncryption.end());
}

/// AlgorithmIdentifier; the content of its OID.
Bytes algorithm(FieldReader& reader, const char* name)
{
    FieldReader identifier = element(reader, name, der::kSequence);
    const Bytes oid = value(identifier, "algorithm", der::kOid, Format::Oid);
    if (nextTag(identifier) == der::kOid) {
        value(identifier, "namedCurve", der::kOid, Format::Oid); // RFC 5480 §2.1.1
    } else if (identifier.more()) {
        any(identifier, "parameters");
    }
    return oid;
}

void validity(FieldReader& reader)
{
    FieldReader period = element(reader, "validity", der::kSequence);
    time(period, "notBefore");
    time(period, "notAfter");
}

void toBeSigned(FieldReader& reader)
{
    FieldReader tbs = element(reader, "tbsCertificate", der::kSequence);
    if (nextTag(tbs) == der::explicitTag(0)) {
        FieldReader outer = element(tbs, "version", der::explicitTag(0));
        value(outer, "version", der::kInteger, Format::X509Version);
    }
    value(tbs, "serialNumber", der::kInteger, Format::Raw);
    decodeAlgorithm(tbs, "signature");
    decodeName(tbs, "issuer");
    validity(tbs);
    decodeName(tbs, "subject");
    decodePublicKey(tbs);
    if (nextTag(tbs) == der::implicitTag(1)) {
        value(tbs, "issuerUniqueID", der::implicitTag(1), Format::Raw);
    }
    if (nextTag(tbs) == der::implicitTag(2)) {
        value(tbs, "subjectUniqueID", der::implicitTag(2), Format::Raw);
    }
    if (nextTag(tbs) == der::explicitTag(3)) {
        FieldReader outer = element(tbs, "extensions", der::explicitTag(3));
        decodeExtensionList(outer, "extensions");
    }
}

} // namespace

void decodeAlgorithm(FieldReader& reader, const char* name)
{
    algorithm(reader, name);
}

void decodeOid(FieldReader& reader, const char* name)
{
    value(reader, name, der::kOid, Format::Oid);
}

void decodePublicKey(FieldReader& reader)
{
    FieldReader info = element(reader, "subjectPublicKeyInfo", der::kSequence);
    const bool rsa = isRsa(algorithm(info, "algorithm"));
    if (!rsa) {
        bitString(info, "subjectPublicKey");
        return;
    }
    FieldReader bits = element(info, "subjectPublicKey", der::kBitString);
    bits.uint("unused_bits", 1);
    FieldReader key = element(bits, "RSAPublicKey", der::kSequence); // RFC 8017 §A.1.1
    value(key, "modulus", der::kInteger, Format::Raw);
    value(key, "publicExponent", der::kInteger, Format::Integer);
}

void decodeX509(FieldReader& reader)
{
    toBeSigned(reader);
    decodeAlgorithm(reader, "signatureAlgorithm");
    bitString(reader, "signatureValue");
}

} // namespace certificate

FieldTree decodeCertificate(Bytes der)
{
    FieldTree tree(der);
    FieldReader root(tree, "certificate");
    FieldReader certificate = certificate::element(root, "Certificate", der::kSequence);
    certificate::decodeX509(certificate);
    return tree;
}

} // namespace workbench::wire
