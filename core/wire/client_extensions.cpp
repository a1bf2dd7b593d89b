#include "core/wire/byte_writer.h"
#include "core/wire/client_hello.h"
#include "core/wire/code_points.h"

#include <algorithm>

namespace workbench::wire {
namespace {

/// As much as a length of two bytes can say, in a body whose own length has two bytes.
constexpr std::size_t kLargest = 0xffff - 4;

RawExtension extension(ExtensionType type, const ByteWriter& body)
{
    return {static_cast<std::uint16_t>(type), body.result()};
}

Bytes asBytes(std::string_view text)
{
    return {reinterpret_cast<const std::uint8_t*>(text.data()), text.size()};
}

RawExtension numbers(ExtensionType type,
                     const std::vector<std::uint16_t>& values,
                     std::size_t width,
                     std::size_t most)
{
    ByteWriter body;
    body.vector(width, [&](ByteWriter& list) {
        for (std::size_t index = 0; index < std::min(values.size(), most); ++index) {
            list.uint(values[index], 2);
        }
    });
    return extension(type, body);
}

RawExtension octets(ExtensionType type, const std::vector<std::uint8_t>& values)
{
    ByteWriter body;
    body.opaque(1, Bytes(values).first(std::min<std::size_t>(values.size(), 0xff)));
    return extension(type, body);
}

} // namespace

RawExtension serverNameExtension(std::string_view host)
{
    ByteWriter body;
    body.vector(2, [host](ByteWriter& list) {
        list.uint(0, 1); // host_name
        list.opaque(2, asBytes(host.substr(0, kLargest - 3)));
    });
    return extension(ExtensionType::ServerName, body);
}

RawExtension supportedGroupsExtension(const std::vector<std::uint16_t>& groups)
{
    return numbers(ExtensionType::SupportedGroups, groups, 2, kLargest / 2);
}

RawExtension ecPointFormatsExtension(const std::vector<std::uint8_t>& formats)
{
    return octets(ExtensionType::EcPointFormats, formats);
}

RawExtension signatureAlgorithmsExtension(const std::vector<std::uint16_t>& schemes)
{
    return numbers(ExtensionType::SignatureAlgorithms, schemes, 2, kLargest / 2);
}

RawExtension alpnExtension(const std::vector<std::string>& protocols)
{
    ByteWriter body;
    body.vector(2, [&protocols](ByteWriter& list) {
        for (const std::string& protocol : protocols) {
            const std::string_view name = std::string_view(protocol).substr(0, 0xff);
            if (list.result().size() + name.size() < kLargest) {
                list.opaque(1, asBytes(name));
            }
        }
    });
    return extension(ExtensionType::Alpn, body);
}

RawExtension supportedVersionsExtension(const std::vector<std::uint16_t>& versions)
{
    return numbers(ExtensionType::SupportedVersions, versions, 1, 0xff / 2);
}

RawExtension keyShareExtension(const std::vector<KeyShare>& shares)
{
    ByteWriter body;
    body.vector(2, [&shares](ByteWriter& list) {
        for (const KeyShare& share : shares) {
            if (list.result().size() + share.keyExchange.size() + 4 <= kLargest) {
                list.uint(share.group, 2);
                list.opaque(2, share.keyExchange);
            }
        }
    });
    return extension(ExtensionType::KeyShare, body);
}

RawExtension pskKeyExchangeModesExtension(const std::vector<std::uint8_t>& modes)
{
    return octets(ExtensionType::PskKeyExchangeModes, modes);
}

RawExtension statusRequestExtension()
{
    ByteWriter body;
    body.uint(1, 1); // ocsp
    body.uint(0, 2);
    body.uint(0, 2);
    return extension(ExtensionType::StatusRequest, body);
}

RawExtension renegotiationInfoExtension()
{
    ByteWriter body;
    body.uint(0, 1);
    return extension(ExtensionType::RenegotiationInfo, body);
}

RawExtension paddingExtension(std::size_t length)
{
    return {static_cast<std::uint16_t>(ExtensionType::Padding),
            std::vector<std::uint8_t>(std::min(length, kLargest))};
}

RawExtension emptyExtension(std::uint16_t type)
{
    return {type, {}};
}

} // namespace workbench::wire
