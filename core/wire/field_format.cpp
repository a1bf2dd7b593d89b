#include "core/wire/field_format.h"

#include "core/wire/der_format.h"
#include "core/wire/enumerations.h"
#include "core/wire/registry.h"

#include <algorithm>
#include <string_view>

namespace workbench::wire {
namespace {

constexpr std::string_view kDigits = "0123456789abcdef";

std::uint64_t numberOf(Bytes bytes)
{
    std::uint64_t value = 0;
    for (const std::uint8_t byte : bytes) {
        value = value << 8 | byte;
    }
    return value;
}

/// Names and numbers of two bytes: "x25519 (0x001d)"; the registry has text with the number for
/// those without a name.
std::string named16(const std::string& name, Bytes bytes)
{
    const bool holdsNumber = name.starts_with("0x") || name.starts_with("GREASE");
    return holdsNumber ? name : name + " (" + hexNumber(bytes) + ")";
}

std::string named8(const std::string& name, std::uint8_t value)
{
    const bool holdsNumber = name.starts_with("unknown (");
    return holdsNumber ? name : name + " (" + std::to_string(value) + ")";
}

/// Null when the format is none of the registries.
std::string registryText(Format format, Bytes bytes)
{
    const std::uint64_t value = numberOf(bytes);
    const auto wide = static_cast<std::uint16_t>(value);
    const auto narrow = static_cast<std::uint8_t>(value);
    switch (format) {
    case Format::CipherSuite:
        return named16(cipherSuiteName(wide), bytes);
    case Format::Sslv2CipherKind:
        return named16(sslv2CipherKindName(static_cast<std::uint32_t>(value)), bytes);
    case Format::Group:
        return named16(groupName(wide), bytes);
    case Format::SignatureScheme:
        return named16(signatureSchemeName(wide), bytes);
    case Format::ExtensionType:
        return named16(extensionName(wide), bytes);
    case Format::Version:
        return named16(versionName(wide), bytes);
    case Format::HandshakeType:
        return named8(handshakeTypeName(narrow), narrow);
    case Format::ContentType:
        return named8(contentTypeName(narrow), narrow);
    case Format::AlertLevel:
        return named8(alertLevelName(narrow), narrow);
    case Format::AlertDescription:
        return named8(alertName(narrow), narrow);
    default:
        return {};
    }
}

std::string enumerationText(Format format, Bytes bytes)
{
    const std::uint64_t value = numberOf(bytes);
    const bool wide = bytes.size() > 1;
    const char* name = enumerationName(format, value);
    if (name == nullptr && wide && isGrease(static_cast<std::uint16_t>(value))) {
        name = "GREASE";
    }
    const std::string number = wide ? hexNumber(bytes) : std::to_string(value);
    return std::string(name != nullptr ? name : "unknown") + " (" + number + ")";
}

/// RFC 9000 §16: the two top bits say how many bytes there are.
std::uint64_t quicNumber(Bytes bytes)
{
    constexpr std::size_t kLongest = 8;
    const Bytes number = bytes.first(std::min(bytes.size(), kLongest));
    return number.empty() ? 0 : numberOf(number) & ((1ULL << (number.size() * 8 - 2)) - 1);
}

std::string quicParameter(Bytes bytes)
{
    const std::uint64_t value = quicNumber(bytes);
    const char* name = enumerationName(Format::QuicParameter, value);
    const bool grease = value % 31 == 27; // RFC 9000 §18.1
    const char* fallback = grease ? "GREASE" : "unknown";
    return std::string(name != nullptr ? name : fallback) + " (" + std::to_string(value) + ")";
}

std::string plainText(Format format, Bytes bytes)
{
    const std::uint64_t value = bytes.size() <= 8 ? numberOf(bytes) : 0;
    switch (format) {
    case Format::Structure:
    case Format::List:
        return {};
    case Format::Unsigned:
        return std::to_string(value);
    case Format::Hex:
        return hexNumber(bytes);
    case Format::Text:
        return printable(bytes);
    case Format::QuicInteger:
        return std::to_string(quicNumber(bytes));
    case Format::QuicParameter:
        return quicParameter(bytes);
    case Format::UnixSeconds:
        return unixTime(value);
    case Format::UnixMilliseconds:
        return unixTime(value / 1000);
    case Format::Seconds:
        return std::to_string(value) + " s";
    default:
        return hexText(bytes);
    }
}

bool isRegistry(Format format)
{
    return format >= Format::CipherSuite && format <= Format::AlertDescription;
}

bool isEnumeration(Format format)
{
    return format >= Format::CompressionMethod && format <= Format::BasisType
        && format != Format::QuicParameter;
}

bool isDer(Format format)
{
    return format >= Format::Oid || format == Format::Address || format == Format::Bits;
}

/// Not in the middle of a character of UTF-8.
std::string shortened(std::string text, std::size_t limit)
{
    if (text.size() <= limit) {
        return text;
    }
    std::size_t end = limit;
    while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xc0) == 0x80) {
        --end;
    }
    return text.substr(0, end) + "…";
}

} // namespace

std::string hexText(Bytes bytes)
{
    std::string text;
    text.reserve(bytes.size() * 2);
    for (const std::uint8_t byte : bytes) {
        text += kDigits[byte >> 4];
        text += kDigits[byte & 0xf];
    }
    return text;
}

std::string hexNumber(Bytes bytes)
{
    return "0x" + hexText(bytes);
}

bool isNumeric(Format format)
{
    return format == Format::Unsigned || format == Format::Hex || isRegistry(format)
        || isEnumeration(format) || (format >= Format::UnixSeconds && format <= Format::Seconds);
}

std::string formatValue(Format format, Bytes bytes, std::size_t limit)
{
    // More than the limit is cut anyway; a byte makes at least one character.
    const Bytes shown = bytes.first(std::min(bytes.size(), limit + 1));
    if (bytes.empty()) {
        return {};
    }
    if (isRegistry(format)) {
        return shortened(registryText(format, shown), limit);
    }
    if (isEnumeration(format)) {
        return shortened(enumerationText(format, shown), limit);
    }
    // A name needs all of its bytes: its outer length would not fit what is cut off.
    return shortened(isDer(format) ? derText(format, bytes) : plainText(format, shown), limit);
}

} // namespace workbench::wire
