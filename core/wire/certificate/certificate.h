#pragma once

#include "core/wire/field_reader.h"

/// Certificates, names and what vouches for them, as fields named after RFC 5280 and RFC 6960.
namespace workbench::wire::certificate {

/// Certificate, RFC 5280 §4.1.
void decodeX509(FieldReader& reader);
/// SubjectPublicKeyInfo, RFC 5280 §4.1.2.7.
void decodePublicKey(FieldReader& reader);
/// AlgorithmIdentifier, RFC 5280 §4.1.1.2.
void decodeAlgorithm(FieldReader& reader, const char* name);
/// Name, RFC 5280 §4.1.2.4; its value is "CN=…, O=…".
void decodeName(FieldReader& reader, const char* name);
/// GeneralName and GeneralNames, RFC 5280 §4.2.1.6.
void decodeGeneralName(FieldReader& reader);
void decodeGeneralNames(FieldReader& reader, const char* name, std::uint8_t tag);
/// An OBJECT IDENTIFIER.
void decodeOid(FieldReader& reader, const char* name);
/// Extensions, RFC 5280 §4.1: SEQUENCE OF Extension.
void decodeExtensionList(FieldReader& reader, const char* name);

/// DistinguishedName authorities<>, RFC 8446 §4.2.4 and RFC 5246 §7.4.4.
void decodeAuthorities(FieldReader& reader, const char* name, Prefix prefix);
/// CertificateStatus, RFC 6066 §8 and RFC 6961.
void decodeStatus(FieldReader& reader);
/// OCSPResponse, RFC 6960 §4.2.1.
void decodeOcspResponse(FieldReader& reader);
/// SignedCertificateTimestampList, RFC 6962 §3.3.
void decodeSctList(FieldReader& reader);

} // namespace workbench::wire::certificate
