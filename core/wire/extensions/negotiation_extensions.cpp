#include "core/wire/certificate/certificate.h"
#include "core/wire/extensions/extensions.h"
#include "core/wire/list_reader.h"

/// Bodies of the extensions that came with TLS 1.2 and before.
namespace workbench::wire::extensions {

namespace {

/// OCSPStatusRequest, RFC 6066 §8.
void ocspStatusRequest(FieldReader& reader)
{
    readOpaqueList(reader, "responder_id_list", {2}, "responder_id", {2, 1});
    reader.opaque("request_extensions", {2});
}

/// A client offers a list of types, a server answers with one (RFC 7250 §3, RFC 6091 §3.3).
void certificateTypes(FieldReader& reader, Place place, const char* list, const char* one)
{
    if (place == Place::ClientHello) {
        readList(reader, list, {1, 1}, one, 1, Format::CertificateType);
    } else {
        reader.uint(one, 1, Format::CertificateType);
    }
}

} // namespace

void serverName(FieldReader& reader, Place place)
{
    if (place != Place::ClientHello) {
        return;
    }
    FieldReader list = reader.vector("server_name_list", {2, 1}, Format::List);
    while (list.more()) {
        FieldReader name = list.group("server_name");
        const auto type = name.uint("name_type", 1, Format::NameType);
        name.opaque(type == 0 ? "host_name" : "name", {2, 1}, Format::Text);
    }
}

void maxFragmentLength(FieldReader& reader, Place)
{
    reader.uint("max_fragment_length", 1, Format::MaxFragmentLength);
}

void trustedCaKeys(FieldReader& reader, Place place)
{
    constexpr std::size_t kSha1 = 20;
    if (place != Place::ClientHello) {
        return;
    }
    FieldReader list = reader.vector("trusted_authorities_list", {2}, Format::List);
    while (list.more()) {
        FieldReader authority = list.group("trusted_authority");
        switch (authority.uint("identifier_type", 1, Format::TrustedAuthority)) {
        case 0:
            break;
        case 1:
            authority.bytes("key_sha1_hash", kSha1);
            break;
        case 2: {
            FieldReader name = authority.vector("distinguished_name", {2, 1});
            certificate::decodeName(name, "name");
            break;
        }
        case 3:
            authority.bytes("cert_sha1_hash", kSha1);
            break;
        default:
            authority.rest("identifier");
            break;
        }
    }
}

void statusRequest(FieldReader& reader, Place place)
{
    if (place == Place::Certificate) {
        certificate::decodeStatus(reader);
        return;
    }
    if (!reader.more()) {
        return; // a server's answer, and the usual form in certificate_request
    }
    const auto type = reader.uint("status_type", 1, Format::CertificateStatusType);
    if (type == 1) {
        ocspStatusRequest(reader);
    } else {
        reader.rest("request");
    }
}

void statusRequestV2(FieldReader& reader, Place place)
{
    if (place != Place::ClientHello) {
        return;
    }
    FieldReader list = reader.vector("certificate_status_req_list", {2, 1}, Format::List);
    while (list.more()) {
        FieldReader item = list.group("certificate_status_request");
        const auto type = item.uint("status_type", 1, Format::CertificateStatusType);
        FieldReader request = item.vector("request", {2});
        if (type == 1 || type == 2) {
            ocspStatusRequest(request);
        } else {
            request.rest("data");
        }
    }
}

void userMapping(FieldReader& reader, Place)
{
    readList(reader, "user_mapping_types", {1, 1}, "user_mapping_type", 1, Format::UserMapping);
}

void authorization(FieldReader& reader, Place)
{
    readList(reader, "authz_format_list", {1, 1}, "authz_format", 1, Format::AuthorizationData);
}

void certType(FieldReader& reader, Place place)
{
    certificateTypes(reader, place, "certificate_types", "certificate_type");
}

void clientCertificateType(FieldReader& reader, Place place)
{
    certificateTypes(reader, place, "client_certificate_types", "client_certificate_type");
}

void serverCertificateType(FieldReader& reader, Place place)
{
    certificateTypes(reader, place, "server_certificate_types", "server_certificate_type");
}

void supportedGroups(FieldReader& reader, Place)
{
    readList(reader, "named_group_list", {2, 2}, "named_group", 2, Format::Group);
}

void ecPointFormats(FieldReader& reader, Place)
{
    readList(reader, "ec_point_format_list", {1, 1}, "ec_point_format", 1, Format::PointFormat);
}

void srp(FieldReader& reader, Place)
{
    reader.opaque("srp_I", {1, 1}, Format::Text);
}

void signatureAlgorithms(FieldReader& reader, Place)
{
    readList(reader,
             "supported_signature_algorithms",
             {2, 2},
             "signature_scheme",
             2,
             Format::SignatureScheme);
}

void useSrtp(FieldReader& reader, Place)
{
    readList(reader,
             "srtp_protection_profiles",
             {2, 2},
             "srtp_protection_profile",
             2,
             Format::SrtpProfile);
    reader.opaque("srtp_mki", {1});
}

void heartbeat(FieldReader& reader, Place)
{
    reader.uint("mode", 1, Format::HeartbeatMode);
}

void alpn(FieldReader& reader, Place)
{
    readOpaqueList(reader, "protocol_name_list", {2, 2}, "protocol_name", {1, 1}, Format::Text);
}

void signedCertificateTimestamp(FieldReader& reader, Place place)
{
    if (place != Place::ClientHello && place != Place::CertificateRequest) {
        certificate::decodeSctList(reader);
    }
}

void padding(FieldReader& reader, Place)
{
    reader.rest("padding");
}

void tokenBinding(FieldReader& reader, Place)
{
    reader.uint("major", 1);
    reader.uint("minor", 1);
    readList(reader, "key_parameters_list", {1, 1}, "key_parameters", 1, Format::TokenBindingKey);
}

void cachedInfo(FieldReader& reader, Place place)
{
    FieldReader list = reader.vector("cached_info", {2, 1}, Format::List);
    while (list.more()) {
        FieldReader object = list.group("cached_object");
        object.uint("type", 1, Format::CachedInformation);
        if (place == Place::ClientHello) {
            object.opaque("hash_value", {1, 1});
        }
    }
}

void nextProtocolNegotiation(FieldReader& reader, Place)
{
    while (reader.more()) {
        reader.opaque("protocol", {1}, Format::Text);
    }
}

void applicationSettings(FieldReader& reader, Place place)
{
    if (place == Place::ClientHello) {
        alpn(reader, place);
    } else {
        reader.rest("settings");
    }
}

void renegotiationInfo(FieldReader& reader, Place)
{
    reader.opaque("renegotiated_connection", {1});
}

void sessionTicket(FieldReader& reader, Place)
{
    reader.rest("ticket");
}

void passwordName(FieldReader& reader, Place)
{
    reader.opaque("name", {1, 1});
}

void passwordSalt(FieldReader& reader, Place)
{
    reader.opaque("password_salt", {2, 1});
}

void dnssecChain(FieldReader& reader, Place place)
{
    if (place == Place::ClientHello) {
        reader.uint("port_number", 2);
    } else {
        reader.uint("ext_support_lifetime", 2);
        reader.rest("authentication_chain");
    }
}

} // namespace workbench::wire::extensions
