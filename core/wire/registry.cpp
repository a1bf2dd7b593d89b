#include "core/wire/registry.h"

#include "core/wire/registry/tables.h"

#include <algorithm>
#include <array>
#include <span>

namespace workbench::wire {
namespace {

using tables::CodePoint;

template <typename Entry>
const Entry* find(std::span<const Entry> table, std::uint32_t value)
{
    const auto at = std::lower_bound(
        table.begin(), table.end(), value, [](const Entry& entry, std::uint32_t wanted) {
            return entry.value < wanted;
        });
    return at != table.end() && at->value == value ? &*at : nullptr;
}

const char*
nameIn(std::span<const CodePoint> table, std::span<const CodePoint> added, std::uint32_t value)
{
    const CodePoint* entry = find(table, value);
    if (entry == nullptr) {
        entry = find(added, value);
    }
    return entry != nullptr ? entry->name : nullptr;
}

std::string hex(std::uint32_t value, int digits)
{
    constexpr std::string_view kDigits = "0123456789abcdef";
    std::string text = "0x";
    for (int shift = (digits - 1) * 4; shift >= 0; shift -= 4) {
        text += kDigits[(value >> shift) & 0xf];
    }
    return text;
}

std::string nameOr16(const char* name, std::uint16_t value)
{
    if (name != nullptr) {
        return name;
    }
    return isGrease(value) ? "GREASE (" + hex(value, 4) + ")" : hex(value, 4);
}

std::string nameOr8(const char* name, std::uint8_t value)
{
    return name != nullptr ? std::string(name) : "unknown (" + std::to_string(value) + ")";
}

bool equalIgnoringCase(std::string_view left, std::string_view right)
{
    const auto lower
        = [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; };
    return std::equal(left.begin(), left.end(), right.begin(), right.end(), [&](char a, char b) {
        return lower(a) == lower(b);
    });
}

std::optional<std::uint32_t> valueIn(std::span<const CodePoint> table, std::string_view name)
{
    for (const CodePoint& entry : table) {
        if (equalIgnoringCase(entry.name, name)) {
            return entry.value;
        }
    }
    return std::nullopt;
}

std::optional<std::uint16_t> valueIn(std::initializer_list<std::span<const CodePoint>> all,
                                     std::string_view name)
{
    for (const std::span<const CodePoint> table : all) {
        if (const auto value = valueIn(table, name)) {
            return static_cast<std::uint16_t>(*value);
        }
    }
    return std::nullopt;
}

constexpr std::array<CodePoint, 7> kGroupAliases {{
    {0x0013, "prime192v1"},
    {0x0013, "P-192"},
    {0x0015, "P-224"},
    {0x0017, "prime256v1"},
    {0x0017, "P-256"},
    {0x0018, "P-384"},
    {0x0019, "P-521"},
}};

constexpr std::array<CodePoint, 18> kSignatureAliases {{
    {0x0201, "RSA+SHA1"},
    {0x0202, "DSA+SHA1"},
    {0x0203, "ECDSA+SHA1"},
    {0x0301, "RSA+SHA224"},
    {0x0303, "ECDSA+SHA224"},
    {0x0401, "RSA+SHA256"},
    {0x0402, "DSA+SHA256"},
    {0x0403, "ECDSA+SHA256"},
    {0x0501, "RSA+SHA384"},
    {0x0503, "ECDSA+SHA384"},
    {0x0601, "RSA+SHA512"},
    {0x0603, "ECDSA+SHA512"},
    {0x0804, "RSA-PSS+SHA256"},
    {0x0805, "RSA-PSS+SHA384"},
    {0x0806, "RSA-PSS+SHA512"},
    {0x0804, "PSS+SHA256"},
    {0x0805, "PSS+SHA384"},
    {0x0806, "PSS+SHA512"},
}};

std::vector<std::uint16_t> valuesOf(std::span<const CodePoint> table,
                                    std::span<const CodePoint> added)
{
    std::vector<std::uint16_t> values;
    for (const std::span<const CodePoint> part : {table, added}) {
        for (const CodePoint& entry : part) {
            values.push_back(static_cast<std::uint16_t>(entry.value));
        }
    }
    std::sort(values.begin(), values.end());
    values.erase(std::unique(values.begin(), values.end()), values.end());
    return values;
}

} // namespace

const CipherSuiteInfo* cipherSuiteInfo(std::uint16_t suite)
{
    const CipherSuiteInfo* info = find(tables::cipherSuites(), suite);
    return info != nullptr ? info : find(tables::addedCipherSuites(), suite);
}

const char* registeredCipherSuiteName(std::uint16_t suite)
{
    const CipherSuiteInfo* info = cipherSuiteInfo(suite);
    return info != nullptr ? info->name : nullptr;
}

const char* registeredExtensionName(std::uint16_t type)
{
    return nameIn(tables::extensionTypes(), tables::addedExtensionTypes(), type);
}

const char* registeredHandshakeTypeName(std::uint8_t type)
{
    return nameIn(tables::handshakeTypes(), {}, type);
}

const char* registeredContentTypeName(std::uint8_t type)
{
    return nameIn(tables::contentTypes(), tables::addedContentTypes(), type);
}

std::string cipherSuiteName(std::uint16_t suite)
{
    return nameOr16(registeredCipherSuiteName(suite), suite);
}

std::string openSslCipherName(std::uint16_t suite)
{
    const CipherSuiteInfo* info = cipherSuiteInfo(suite);
    return info != nullptr ? info->openSslName : "";
}

std::string sslv2CipherKindName(std::uint32_t kind)
{
    if (const char* name = nameIn(tables::sslv2CipherKinds(), {}, kind)) {
        return name;
    }
    // RFC 5246 §E.2: a hello in SSL 2 format offers newer suites with a zero in front.
    const auto suite = static_cast<std::uint16_t>(kind);
    const char* name = kind <= 0xffff ? registeredCipherSuiteName(suite) : nullptr;
    return name != nullptr ? std::string(name) : hex(kind, 6);
}

std::string groupName(std::uint16_t group)
{
    return nameOr16(nameIn(tables::supportedGroups(), tables::addedSupportedGroups(), group),
                    group);
}

std::string signatureSchemeName(std::uint16_t scheme)
{
    return nameOr16(nameIn(tables::signatureSchemes(), tables::addedSignatureSchemes(), scheme),
                    scheme);
}

std::string handshakeTypeName(std::uint8_t type)
{
    return nameOr8(registeredHandshakeTypeName(type), type);
}

std::string alertName(std::uint8_t description)
{
    return nameOr8(nameIn(tables::alerts(), {}, description), description);
}

std::string alertLevelName(std::uint8_t level)
{
    if (level == 1) {
        return "warning";
    }
    return level == 2 ? "fatal" : nameOr8(nullptr, level);
}

std::string extensionName(std::uint16_t type)
{
    return nameOr16(registeredExtensionName(type), type);
}

std::string contentTypeName(std::uint8_t type)
{
    return nameOr8(registeredContentTypeName(type), type);
}

std::string versionName(std::uint16_t version)
{
    constexpr std::array<CodePoint, 9> kVersions {{
        {0x0002, "SSL 2.0"},
        {0x0100, "DTLS 1.0 (before the RFC)"},
        {0x0300, "SSL 3.0"},
        {0x0301, "TLS 1.0"},
        {0x0302, "TLS 1.1"},
        {0x0303, "TLS 1.2"},
        {0x0304, "TLS 1.3"},
        {0xfefc, "DTLS 1.3"},
        {0xfefd, "DTLS 1.2"},
    }};
    if (version == 0xfeff) {
        return "DTLS 1.0";
    }
    // draft-ietf-tls-tls13-*: 0x7f and the number of the draft.
    if ((version >> 8) == 0x7f) {
        return "TLS 1.3 draft " + std::to_string(version & 0xff);
    }
    const CodePoint* entry = find(std::span<const CodePoint>(kVersions), version);
    return nameOr16(entry != nullptr ? entry->name : nullptr, version);
}

std::optional<std::uint16_t> cipherSuiteByName(std::string_view name)
{
    for (const auto table : {tables::cipherSuites(), tables::addedCipherSuites()}) {
        for (const CipherSuiteInfo& info : table) {
            if (!name.empty()
                && (equalIgnoringCase(info.name, name)
                    || equalIgnoringCase(info.openSslName, name))) {
                return info.value;
            }
        }
    }
    return std::nullopt;
}

std::optional<std::uint16_t> groupByName(std::string_view name)
{
    return valueIn({tables::supportedGroups(), tables::addedSupportedGroups(), kGroupAliases},
                   name);
}

std::optional<std::uint16_t> signatureSchemeByName(std::string_view name)
{
    return valueIn({tables::signatureSchemes(), tables::addedSignatureSchemes(), kSignatureAliases},
                   name);
}

std::optional<std::uint8_t> alertByName(std::string_view name)
{
    const auto value = valueIn(tables::alerts(), name);
    return value ? std::optional(static_cast<std::uint8_t>(*value)) : std::nullopt;
}

std::optional<std::uint16_t> extensionByName(std::string_view name)
{
    return valueIn({tables::extensionTypes(), tables::addedExtensionTypes()}, name);
}

std::vector<std::uint16_t> registeredGroups()
{
    return valuesOf(tables::supportedGroups(), tables::addedSupportedGroups());
}

std::vector<std::uint16_t> registeredSignatureSchemes()
{
    return valuesOf(tables::signatureSchemes(), tables::addedSignatureSchemes());
}

} // namespace workbench::wire
