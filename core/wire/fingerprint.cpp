#include "core/wire/fingerprint.h"

#include "core/wire/code_points.h"
#include "core/wire/field_format.h"
#include "core/wire/registry.h"

#include <algorithm>
#include <vector>

namespace workbench::wire {
namespace {

std::vector<std::uint16_t> withoutGrease(const std::vector<std::uint16_t>& values)
{
    std::vector<std::uint16_t> kept;
    std::copy_if(values.begin(), values.end(), std::back_inserter(kept), [](std::uint16_t value) {
        return !isGrease(value);
    });
    return kept;
}

template <typename Values>
std::string joined(const Values& values)
{
    std::string text;
    for (const auto value : values) {
        text += (text.empty() ? "" : "-") + std::to_string(value);
    }
    return text;
}

/// Four digits each, with commas.
std::string hexList(const std::vector<std::uint16_t>& values)
{
    constexpr std::string_view kDigits = "0123456789abcdef";
    std::string text;
    for (const std::uint16_t value : values) {
        text += text.empty() ? "" : ",";
        for (int shift = 12; shift >= 0; shift -= 4) {
            text += kDigits[(value >> shift) & 0xf];
        }
    }
    return text;
}

std::string twoDigits(std::size_t count)
{
    const std::string text = std::to_string(std::min<std::size_t>(count, 99));
    return text.size() < 2 ? "0" + text : text;
}

const char* versionMark(const ClientHelloSummary& hello)
{
    const std::vector<std::uint16_t> versions = withoutGrease(hello.versions);
    // DTLS counts downwards, so its newest version is the smallest number.
    const bool dtls = isDtlsVersion(hello.legacyVersion);
    const auto newest = dtls ? std::min_element(versions.begin(), versions.end())
                             : std::max_element(versions.begin(), versions.end());
    switch (newest == versions.end() ? 0 : *newest) {
    case 0x0304:
        return "13";
    case 0x0303:
        return "12";
    case 0x0302:
        return "11";
    case 0x0301:
        return "10";
    case 0x0300:
        return "s3";
    case 0x0002:
        return "s2";
    case 0xfeff:
        return "d1";
    case 0xfefd:
        return "d2";
    case 0xfefc:
        return "d3";
    default:
        return "00";
    }
}

bool isAlphanumeric(char c)
{
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

/// First and last character of the first protocol, of its hexadecimal form when they are no letters
/// or digits.
std::string protocolMark(const ClientHelloSummary& hello)
{
    if (hello.alpn.empty() || hello.alpn.front().empty()) {
        return "00";
    }
    const std::string& first = hello.alpn.front();
    if (isAlphanumeric(first.front()) && isAlphanumeric(first.back())) {
        return {first.front(), first.back()};
    }
    const std::vector<std::uint8_t> bytes(first.begin(), first.end());
    const std::string digits = hexText(bytes);
    return {digits.front(), digits.back()};
}

struct Ja4Parts
{
    std::string head;
    std::string suites;
    std::string extensions; ///< sorted
    std::string schemes; ///< in the order sent
};

Ja4Parts ja4Parts(const ClientHelloSummary& hello, Carrier carrier)
{
    constexpr auto kServerName = static_cast<std::uint16_t>(ExtensionType::ServerName);
    constexpr auto kAlpn = static_cast<std::uint16_t>(ExtensionType::Alpn);
    std::vector<std::uint16_t> suites = withoutGrease(hello.cipherSuites);
    std::vector<std::uint16_t> extensions = withoutGrease(hello.extensions);
    const bool named
        = std::find(extensions.begin(), extensions.end(), kServerName) != extensions.end();
    Ja4Parts parts;
    parts.head = carrier == Carrier::Quic ? "q" : carrier == Carrier::Udp ? "d" : "t";
    parts.head += versionMark(hello);
    parts.head += named ? "d" : "i";
    parts.head += twoDigits(suites.size()) + twoDigits(extensions.size()) + protocolMark(hello);
    std::sort(suites.begin(), suites.end());
    std::sort(extensions.begin(), extensions.end());
    extensions.erase(
        std::remove_if(extensions.begin(),
                       extensions.end(),
                       [](std::uint16_t type) { return type == kServerName || type == kAlpn; }),
        extensions.end());
    parts.suites = hexList(suites);
    parts.extensions = hexList(extensions);
    parts.schemes = hexList(withoutGrease(hello.signatureSchemes));
    return parts;
}

std::string shortDigest(const std::string& text, Digest sha256)
{
    constexpr std::size_t kDigits = 12;
    return text.empty() ? std::string(kDigits, '0') : sha256(text).substr(0, kDigits);
}

} // namespace

std::string ja3Text(const ClientHelloSummary& hello)
{
    return std::to_string(hello.legacyVersion) + ',' + joined(withoutGrease(hello.cipherSuites))
        + ',' + joined(withoutGrease(hello.extensions)) + ',' + joined(withoutGrease(hello.groups))
        + ',' + joined(hello.pointFormats);
}

std::string ja3sText(const ServerHelloSummary& hello)
{
    return std::to_string(hello.legacyVersion) + ',' + std::to_string(hello.cipherSuite) + ','
        + joined(hello.extensions);
}

std::string ja4(const ClientHelloSummary& hello, Carrier carrier, Digest sha256)
{
    const Ja4Parts parts = ja4Parts(hello, carrier);
    const std::string schemes = parts.schemes.empty() ? "" : "_" + parts.schemes;
    const std::string last = parts.extensions.empty() ? "" : parts.extensions + schemes;
    return parts.head + '_' + shortDigest(parts.suites, sha256) + '_' + shortDigest(last, sha256);
}

std::string ja4Raw(const ClientHelloSummary& hello, Carrier carrier)
{
    const Ja4Parts parts = ja4Parts(hello, carrier);
    return parts.head + '_' + parts.suites + '_' + parts.extensions
        + (parts.schemes.empty() ? "" : "_" + parts.schemes);
}

ClientHelloSummary lastingPart(ClientHelloSummary hello)
{
    std::erase_if(hello.extensions, [](std::uint16_t type) {
        const auto extension = static_cast<ExtensionType>(type);
        return extension == ExtensionType::PreSharedKey || extension == ExtensionType::EarlyData
            || extension == ExtensionType::Padding;
    });
    hello.preSharedKey = false;
    hello.earlyData = false;
    return hello;
}

} // namespace workbench::wire
