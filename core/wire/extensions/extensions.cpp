#include "core/wire/extensions/extensions.h"

#include "core/wire/registry.h"

#include <array>

namespace workbench::wire {
namespace {

struct Entry
{
    std::uint16_t type;
    ExtensionDecoder decode;
};

constexpr Entry kExtensions[] = {
    {0, extensions::serverName},
    {1, extensions::maxFragmentLength},
    {2, extensions::empty}, // client_certificate_url
    {3, extensions::trustedCaKeys},
    {4, extensions::empty}, // truncated_hmac
    {5, extensions::statusRequest},
    {6, extensions::userMapping},
    {7, extensions::authorization}, // client_authz
    {8, extensions::authorization}, // server_authz
    {9, extensions::certType},
    {10, extensions::supportedGroups},
    {11, extensions::ecPointFormats},
    {12, extensions::srp},
    {13, extensions::signatureAlgorithms},
    {14, extensions::useSrtp},
    {15, extensions::heartbeat},
    {16, extensions::alpn},
    {17, extensions::statusRequestV2},
    {18, extensions::signedCertificateTimestamp},
    {19, extensions::clientCertificateType},
    {20, extensions::serverCertificateType},
    {21, extensions::padding},
    {22, extensions::empty}, // encrypt_then_mac
    {23, extensions::empty}, // extended_master_secret
    {24, extensions::tokenBinding},
    {25, extensions::cachedInfo},
    {27, extensions::compressCertificate},
    {28, extensions::recordSizeLimit},
    {29, extensions::passwordName}, // pwd_protect
    {30, extensions::passwordName}, // pwd_clear
    {31, extensions::passwordSalt},
    {33, extensions::empty}, // tls_cert_with_extern_psk
    {34, extensions::delegatedCredential},
    {35, extensions::sessionTicket},
    {39, extensions::ektCiphers},
    {40, extensions::keyShare}, // as numbered by drafts
    {41, extensions::preSharedKey},
    {42, extensions::earlyData},
    {43, extensions::supportedVersions},
    {44, extensions::cookie},
    {45, extensions::pskKeyExchangeModes},
    {47, extensions::certificateAuthorities},
    {48, extensions::oidFilters},
    {49, extensions::empty}, // post_handshake_auth
    {50, extensions::signatureAlgorithms}, // signature_algorithms_cert
    {51, extensions::keyShare},
    {53, extensions::connectionId}, // connection_id_deprecated
    {54, extensions::connectionId},
    {55, extensions::externalIdHash},
    {56, extensions::externalSessionId},
    {57, extensions::quicTransportParameters},
    {58, extensions::ticketRequest},
    {59, extensions::dnssecChain},
    {61, extensions::empty}, // rrc
    {62, extensions::tlsFlags},
    {0x3374, extensions::nextProtocolNegotiation},
    {0x4469, extensions::applicationSettings},
    {0x44cd, extensions::applicationSettings},
    {0x754f, extensions::empty}, // channel_id_old
    {0x7550, extensions::empty}, // channel_id
    {0xfd00, extensions::echOuterExtensions},
    {0xfe0d, extensions::encryptedClientHello},
    {0xff01, extensions::renegotiationInfo},
    {0xffa5, extensions::quicTransportParameters},
    {0xffce, extensions::encryptedServerName},
};

const char* fieldName(std::uint16_t type)
{
    if (isGrease(type)) {
        return "GREASE";
    }
    const char* name = registeredExtensionName(type);
    return name != nullptr ? name : "extension";
}

void decodeExtension(FieldReader& list, Place place)
{
    constexpr std::size_t kHeader = 4;
    const Bytes ahead = list.ahead();
    if (ahead.size() < kHeader) {
        list.uint("extension_type", 2, Format::ExtensionType);
        list.uint("length", 2);
        return;
    }
    const auto type = static_cast<std::uint16_t>(ahead[0] << 8 | ahead[1]);
    const auto length = static_cast<std::size_t>(ahead[2] << 8 | ahead[3]);
    FieldReader extension = list.part(fieldName(type), kHeader + length);
    extension.uint("extension_type", 2, Format::ExtensionType);
    extension.uint("length", 2);
    if (const ExtensionDecoder decode = extensionDecoder(type)) {
        decode(extension, place);
    } else if (extension.more()) {
        extension.rest("extension_data");
    }
}

} // namespace

ExtensionDecoder extensionDecoder(std::uint16_t type)
{
    for (const Entry& entry : kExtensions) {
        if (entry.type == type) {
            return entry.decode;
        }
    }
    return nullptr;
}

void decodeExtensions(FieldReader& reader, Place place)
{
    FieldReader list = reader.vector("extensions", {2}, Format::List);
    while (list.more()) {
        decodeExtension(list, place);
    }
}

namespace extensions {

void empty(FieldReader& reader, Place place)
{
    // Bytes that stand here nevertheless are too many, which the reader says by itself.
    static_cast<void>(reader);
    static_cast<void>(place);
}

} // namespace extensions
} // namespace workbench::wire
