#include "core/report/json_text.h"

#include <array>
#include <charconv>

namespace workbench {
namespace {

constexpr std::string_view kDigits = "0123456789abcdef";

/// The letter behind the backslash; 0: the character has none.
char shortEscape(char character)
{
    switch (character) {
    case '"':
    case '\\':
        return character;
    case '\n':
        return 'n';
    case '\r':
        return 'r';
    case '\t':
        return 't';
    default:
        return '\0';
    }
}

} // namespace

void appendJsonText(std::string& out, std::string_view text)
{
    constexpr unsigned char kFirstPrintable = 0x20;
    out += '"';
    std::size_t plain = 0; // from here on nothing had to be escaped
    for (std::size_t i = 0; i < text.size(); ++i) {
        const auto byte = static_cast<unsigned char>(text[i]);
        const char letter = shortEscape(text[i]);
        if (letter == '\0' && byte >= kFirstPrintable) {
            continue;
        }
        out.append(text, plain, i - plain);
        plain = i + 1;
        if (letter != '\0') {
            out += '\\';
            out += letter;
        } else {
            out += "\\u00";
            out += kDigits[byte >> 4U];
            out += kDigits[byte & 0xfU];
        }
    }
    out.append(text, plain);
    out += '"';
}

void appendJsonHex(std::string& out, wire::Bytes bytes)
{
    const std::size_t start = out.size() + 1;
    out.resize(out.size() + bytes.size() * 2 + 2, '"');
    char* to = out.data() + start;
    for (const std::uint8_t byte : bytes) {
        *to++ = kDigits[byte >> 4U];
        *to++ = kDigits[byte & 0xfU];
    }
}

void appendJsonNumber(std::string& out, std::uint64_t number)
{
    constexpr std::size_t kMostDigits = 20;
    std::array<char, kMostDigits> digits {};
    const auto end = std::to_chars(digits.data(), digits.data() + digits.size(), number).ptr;
    out.append(digits.data(), end);
}

} // namespace workbench
