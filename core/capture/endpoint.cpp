#include "core/capture/endpoint.h"

#include <algorithm>
#include <charconv>

namespace workbench::capture {
namespace {

constexpr std::size_t kV4Size = 4;
constexpr std::size_t kGroups = 8;

std::string hexGroup(unsigned value)
{
    constexpr int kHex = 16;
    std::array<char, 4> digits {};
    const auto end = std::to_chars(digits.data(), digits.data() + digits.size(), value, kHex).ptr;
    return {digits.data(), end};
}

/// RFC 5952 §4: lower case, no leading zeros, the first longest run of two or more zeros as "::".
std::string v6Text(const std::array<std::uint8_t, 16>& bytes)
{
    std::array<unsigned, kGroups> groups {};
    for (std::size_t i = 0; i < kGroups; ++i) {
        groups.at(i) = static_cast<unsigned>(bytes.at(2 * i) << 8 | bytes.at(2 * i + 1));
    }
    std::size_t best = kGroups;
    std::size_t longest = 1;
    for (std::size_t i = 0; i < kGroups; ++i) {
        std::size_t end = i;
        while (end < kGroups && groups.at(end) == 0) {
            ++end;
        }
        if (end - i > longest) {
            best = i;
            longest = end - i;
        }
    }
    std::string text;
    for (std::size_t i = 0; i < kGroups; ++i) {
        if (i == best) {
            text += "::";
            i += longest - 1;
            continue;
        }
        if (!text.empty() && !text.ends_with(':')) {
            text += ':';
        }
        text += hexGroup(groups.at(i));
    }
    return text;
}

} // namespace

Address Address::from(wire::Bytes bytes)
{
    Address address;
    address.isV6 = bytes.size() > kV4Size;
    std::copy_n(bytes.begin(), std::min(bytes.size(), address.bytes.size()), address.bytes.begin());
    return address;
}

std::string Address::text() const
{
    if (isV6) {
        return v6Text(bytes);
    }
    std::string text;
    for (std::size_t i = 0; i < kV4Size; ++i) {
        text += (i == 0 ? "" : ".") + std::to_string(bytes.at(i));
    }
    return text;
}

std::string Endpoint::text() const
{
    const std::string host = address.isV6 ? "[" + address.text() + "]" : address.text();
    return host + ":" + std::to_string(port);
}

} // namespace workbench::capture
