#include "core/wire/certificate/certificate.h"
#include "core/wire/certificate/der_fields.h"

/// What others say about a certificate: OCSP and Certificate Transparency.
namespace workbench::wire::certificate {
namespace {

void time(FieldReader& reader, const char* name)
{
    value(reader, name, der::kGeneralizedTime, Format::DerTime);
}

/// RFC 6960 §4.1.1.
void certificateId(FieldReader& reader)
{
    FieldReader id = element(reader, "certID", der::kSequence);
    decodeAlgorithm(id, "hashAlgorithm");
    value(id, "issuerNameHash", der::kOctetString, Format::Raw);
    value(id, "issuerKeyHash", der::kOctetString, Format::Raw);
    value(id, "serialNumber", der::kInteger, Format::Raw);
}

void certificateStatus(FieldReader& reader)
{
    FieldReader choice = reader.group("certStatus");
    switch (nextTag(choice)) {
    case der::implicitTag(0):
        value(choice, "good", der::implicitTag(0), Format::Raw);
        break;
    case der::explicitTag(1): {
        FieldReader revoked = element(choice, "revoked", der::explicitTag(1));
        time(revoked, "revocationTime");
        if (nextTag(revoked) == der::explicitTag(0)) {
            FieldReader reason = element(revoked, "revocationReason", der::explicitTag(0));
            value(reason, "reason", der::kEnumerated, Format::CrlReason);
        }
        break;
    }
    default:
        value(choice, "unknown", der::implicitTag(2), Format::Raw);
        break;
    }
}

void extensions(FieldReader& reader, const char* name)
{
    if (nextTag(reader) == der::explicitTag(1)) {
        FieldReader outer = element(reader, name, der::explicitTag(1));
        decodeExtensionList(outer, "extensions");
    }
}

void singleResponse(FieldReader& list)
{
    FieldReader response = element(list, "singleResponse", der::kSequence);
    certificateId(response);
    certificateStatus(response);
    time(response, "thisUpdate");
    if (nextTag(response) == der::explicitTag(0)) {
        FieldReader outer = element(response, "nextUpdate", der::explicitTag(0));
        time(outer, "nextUpdate");
    }
    extensions(response, "singleExtensions");
}

void responder(FieldReader& reader)
{
    if (nextTag(reader) == der::explicitTag(1)) {
        FieldReader outer = element(reader, "responderID", der::explicitTag(1));
        decodeName(outer, "byName");
    } else {
        FieldReader outer = element(reader, "responderID", der::explicitTag(2));
        value(outer, "byKey", der::kOctetString, Format::Raw);
    }
}

void responseData(FieldReader& reader)
{
    FieldReader data = element(reader, "tbsResponseData", der::kSequence);
    if (nextTag(data) == der::explicitTag(0)) {
        FieldReader outer = element(data, "version", der::explicitTag(0));
        value(outer, "version", der::kInteger, Format::X509Version);
    }
    responder(data);
    time(data, "producedAt");
    {
        FieldReader list = element(data, "responses", der::kSequence, Format::List);
        while (list.more()) {
            singleResponse(list);
        }
    }
    extensions(data, "responseExtensions");
}

void basicResponse(FieldReader& reader)
{
    FieldReader basic = element(reader, "BasicOCSPResponse", der::kSequence);
    responseData(basic);
    decodeAlgorithm(basic, "signatureAlgorithm");
    {
        FieldReader bits = element(basic, "signature", der::kBitString);
        bits.uint("unused_bits", 1);
        bits.rest("bits");
    }
    if (nextTag(basic) == der::explicitTag(0)) {
        FieldReader outer = element(basic, "certs", der::explicitTag(0));
        FieldReader list = element(outer, "certificates", der::kSequence, Format::List);
        while (list.more()) {
            FieldReader certificate = element(list, "Certificate", der::kSequence);
            decodeX509(certificate);
        }
    }
}

/// RFC 6962 §3.2.
void timestamp(FieldReader& list)
{
    constexpr std::size_t kLogId = 32;
    FieldReader sct = list.vector("serialized_sct", {2, 1});
    if (sct.uint("sct_version", 1, Format::SctVersion) != 0) {
        sct.rest("sct");
        return;
    }
    sct.bytes("log_id", kLogId);
    sct.uint("timestamp", 8, Format::UnixMilliseconds);
    sct.opaque("extensions", {2});
    sct.uint("algorithm", 2, Format::SignatureScheme);
    sct.opaque("signature", {2});
}

} // namespace

void decodeSctList(FieldReader& reader)
{
    FieldReader list = reader.vector("sct_list", {2, 1}, Format::List);
    while (list.more()) {
        timestamp(list);
    }
}

void decodeOcspResponse(FieldReader& reader)
{
    FieldReader response = element(reader, "OCSPResponse", der::kSequence);
    value(response, "responseStatus", der::kEnumerated, Format::OcspResponseStatus);
    if (nextTag(response) != der::explicitTag(0)) {
        return;
    }
    FieldReader outer = element(response, "responseBytes", der::explicitTag(0));
    FieldReader bytes = element(outer, "ResponseBytes", der::kSequence);
    value(bytes, "responseType", der::kOid, Format::Oid);
    FieldReader content = element(bytes, "response", der::kOctetString);
    basicResponse(content);
}

void decodeStatus(FieldReader& reader)
{
    constexpr std::uint64_t kOcsp = 1;
    constexpr std::uint64_t kOcspMulti = 2;
    const auto type = reader.uint("status_type", 1, Format::CertificateStatusType);
    if (type == kOcsp) {
        FieldReader response = reader.vector("response", {3, 1});
        decodeOcspResponse(response);
    } else if (type == kOcspMulti) {
        FieldReader list = reader.vector("ocsp_response_list", {3, 1}, Format::List);
        while (list.more()) {
            FieldReader response = list.vector("response", {3});
            if (response.more()) { // RFC 6961 §2.2: nothing for a certificate without one
                decodeOcspResponse(response);
            }
        }
    } else {
        reader.rest("response");
    }
}

} // namespace workbench::wire::certificate
