#include "core/wire/der_format.h"

#include "core/wire/der.h"
#include "core/wire/enumerations.h"

#include <algorithm>
#include <array>
#include <cstdio>
#include <string_view>
#include <vector>

namespace workbench::wire {
namespace {

constexpr std::uint64_t kSecondsPerDay = 86400;

/// Year, month, day of a day counted from 1970-01-01 (Gregorian).
std::array<int, 3> civilDate(std::uint64_t day)
{
    const auto leap
        = [](int year) { return (year % 4 == 0 && year % 100 != 0) || year % 400 == 0; };
    // 400 years have 146097 days; what is left is at most 400 steps.
    int year = 1970 + static_cast<int>(day / 146097) * 400;
    auto left = static_cast<int>(day % 146097);
    while (left >= (leap(year) ? 366 : 365)) {
        left -= leap(year) ? 366 : 365;
        ++year;
    }
    const std::array<int, 12> lengths
        = {31, leap(year) ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    int month = 0;
    while (left >= lengths[static_cast<std::size_t>(month)]) {
        left -= lengths[static_cast<std::size_t>(month)];
        ++month;
    }
    return {year, month + 1, left + 1};
}

std::string padded(int value, std::size_t width)
{
    std::string text = std::to_string(value);
    return text.size() < width ? std::string(width - text.size(), '0') + text : text;
}

/// UTCTime YYMMDDhhmmssZ or GeneralizedTime YYYYMMDDhhmmssZ (RFC 5280 §4.1.2.5); other forms stay
/// as they are.
std::string derTime(Bytes bytes)
{
    std::string text = printable(bytes);
    const std::size_t yearDigits = text.size() == 13 ? 2 : 4;
    const bool usual = (text.size() == 13 || text.size() == 15) && text.back() == 'Z'
        && std::all_of(text.begin(), text.end() - 1, [](char c) { return c >= '0' && c <= '9'; });
    if (!usual) {
        return text;
    }
    std::string year = text.substr(0, yearDigits);
    if (yearDigits == 2) {
        year = (year >= "50" ? "19" : "20") + year;
    }
    const auto pair = [&](std::size_t index) { return text.substr(yearDigits + index * 2, 2); };
    return year + '-' + pair(0) + '-' + pair(1) + ' ' + pair(2) + ':' + pair(3) + ':' + pair(4)
        + " UTC";
}

std::string integer(Bytes bytes)
{
    if (bytes.size() > 7 || (bytes.front() & 0x80) != 0) {
        return hexNumber(bytes);
    }
    std::uint64_t value = 0;
    for (const std::uint8_t byte : bytes) {
        value = value << 8 | byte;
    }
    return std::to_string(value);
}

/// The names of the bits that are set; the first byte counts the unused ones at the end.
std::string bitNames(Format format, Bytes bytes)
{
    std::string text;
    const Bytes bits = bytes.subspan(1);
    for (std::size_t bit = 0; bit < bits.size() * 8 && bit < 64; ++bit) {
        if ((bits[bit / 8] & (0x80U >> (bit % 8))) != 0) {
            const char* name = enumerationName(format, bit);
            text += text.empty() ? "" : ", ";
            text += name != nullptr ? std::string(name) : "bit " + std::to_string(bit);
        }
    }
    return text;
}

std::string ipv4(Bytes bytes)
{
    std::string text;
    for (const std::uint8_t byte : bytes) {
        text += (text.empty() ? "" : ".") + std::to_string(byte);
    }
    return text;
}

/// RFC 5952: the longest run of zeros is left out.
std::string ipv6(Bytes bytes)
{
    std::array<unsigned, 8> groups {};
    for (std::size_t index = 0; index < groups.size(); ++index) {
        groups[index] = static_cast<unsigned>(bytes[index * 2]) << 8 | bytes[index * 2 + 1];
    }
    std::size_t bestStart = groups.size();
    std::size_t bestLength = 1;
    for (std::size_t start = 0; start < groups.size(); ++start) {
        std::size_t length = 0;
        while (start + length < groups.size() && groups[start + length] == 0) {
            ++length;
        }
        if (length > bestLength) {
            bestStart = start;
            bestLength = length;
        }
    }
    std::string text;
    for (std::size_t index = 0; index < groups.size(); ++index) {
        if (index == bestStart) {
            text += "::";
            index += bestLength - 1;
            continue;
        }
        text += !text.empty() && text.back() != ':' ? ":" : "";
        std::array<char, 8> digits {};
        std::snprintf(digits.data(), digits.size(), "%x", groups[index]);
        text += digits.data();
    }
    return text;
}

std::string address(Bytes bytes)
{
    switch (bytes.size()) {
    case 4:
        return ipv4(bytes);
    case 8:
        return ipv4(bytes.first(4)) + '/' + ipv4(bytes.last(4));
    case 16:
        return ipv6(bytes);
    case 32:
        return ipv6(bytes.first(16)) + '/' + ipv6(bytes.last(16));
    default:
        return hexText(bytes);
    }
}

/// BMPString has two bytes a character; only those below 0x800 and above are written as UTF-8.
std::string derString(Bytes bytes)
{
    const bool wide = bytes.size() % 2 == 0 && bytes.front() == 0;
    if (!wide) {
        return printable(bytes);
    }
    std::vector<std::uint8_t> utf8;
    for (std::size_t index = 0; index + 1 < bytes.size(); index += 2) {
        const unsigned unit = static_cast<unsigned>(bytes[index]) << 8 | bytes[index + 1];
        if (unit < 0x80) {
            utf8.push_back(static_cast<std::uint8_t>(unit));
        } else if (unit < 0x800) {
            utf8.push_back(static_cast<std::uint8_t>(0xc0 | unit >> 6));
            utf8.push_back(static_cast<std::uint8_t>(0x80 | (unit & 0x3f)));
        } else {
            utf8.push_back(static_cast<std::uint8_t>(0xe0 | unit >> 12));
            utf8.push_back(static_cast<std::uint8_t>(0x80 | (unit >> 6 & 0x3f)));
            utf8.push_back(static_cast<std::uint8_t>(0x80 | (unit & 0x3f)));
        }
    }
    return printable(utf8);
}

std::string oidText(Bytes content)
{
    const std::string numbers = oidNumbers(content);
    const char* name = oidNameByNumbers(numbers);
    if (numbers.empty()) {
        return hexText(content);
    }
    return name != nullptr ? std::string(name) + " (" + numbers + ")" : numbers;
}

/// How many bytes a character of UTF-8 has here; 0 when it is none.
std::size_t utf8Length(Bytes bytes)
{
    const std::uint8_t lead = bytes.front();
    const std::size_t length = lead < 0x80 ? 1
        : lead >= 0xc2 && lead < 0xe0      ? 2
        : lead >= 0xe0 && lead < 0xf0      ? 3
        : lead >= 0xf0 && lead < 0xf5      ? 4
                                           : 0;
    if (length == 0 || length > bytes.size()) {
        return 0;
    }
    const bool whole = std::all_of(bytes.begin() + 1,
                                   bytes.begin() + static_cast<std::ptrdiff_t>(length),
                                   [](std::uint8_t byte) { return (byte & 0xc0) == 0x80; });
    // Surrogates and overlong forms are no characters.
    const bool excluded = length > 2
        && ((lead == 0xe0 && bytes[1] < 0xa0) || (lead == 0xed && bytes[1] >= 0xa0)
            || (lead == 0xf0 && bytes[1] < 0x90) || (lead == 0xf4 && bytes[1] >= 0x90));
    return whole && !excluded ? length : 0;
}

/// The character of UTF-8 that stands here.
char32_t characterOf(Bytes bytes)
{
    constexpr std::array<unsigned, 5> kLeadBits = {0, 0x7f, 0x1f, 0x0f, 0x07};
    char32_t character = bytes.front() & kLeadBits[bytes.size()];
    for (const std::uint8_t byte : bytes.subspan(1)) {
        character = character << 6 | (byte & 0x3fU);
    }
    return character;
}

/// What a terminal or a text field obeys instead of showing it: controls, what turns the direction
/// of the text (Unicode Standard Annex 9) or cannot be seen, and separators of lines.
bool isObeyed(char32_t character)
{
    struct Span
    {
        char32_t first;
        char32_t last;
    };

    constexpr std::array kSpans = {Span {0, 0x1f},
                                   Span {0x7f, 0x9f},
                                   Span {0x61c, 0x61c},
                                   Span {0x200b, 0x200f},
                                   Span {0x2028, 0x202e},
                                   Span {0x2060, 0x206f},
                                   Span {0xfeff, 0xfeff}};
    return std::any_of(kSpans.begin(), kSpans.end(), [character](const Span& span) {
        return span.first <= character && character <= span.last;
    });
}

/// RFC 4514 §2.4: what would end or begin something else is escaped.
std::string escapedName(const std::string& value)
{
    std::string text;
    for (std::size_t index = 0; index < value.size(); ++index) {
        const char c = value[index];
        const bool edge
            = (index == 0 && (c == ' ' || c == '#')) || (index + 1 == value.size() && c == ' ');
        if (edge || std::string_view(",+\"\\<>;").find(c) != std::string_view::npos) {
            text += '\\';
        }
        text += c;
    }
    return text;
}

/// "CN=localhost", several joined with a plus.
std::string relativeName(Bytes set)
{
    std::string text;
    der::Elements attributes(set);
    std::uint8_t tag = 0;
    while (const auto attribute = attributes.next(tag)) {
        der::Elements parts(*attribute);
        const auto type = parts.next(tag);
        const auto value = parts.next(tag);
        if (!type || !value) {
            continue;
        }
        const char* name = oidName(*type);
        text += text.empty() ? "" : "+";
        text += (name != nullptr ? std::string(name) : oidNumbers(*type)) + "="
            + escapedName(value->empty() ? std::string() : derString(*value));
    }
    return text;
}

/// A field that is a whole Name begins with the header of its SEQUENCE, its content with a SET.
Bytes nameContent(Bytes bytes)
{
    const auto element = der::readElement(bytes);
    return element && element->tag == der::kSequence ? bytes.subspan(element->header) : bytes;
}

} // namespace

std::string printable(Bytes bytes)
{
    std::string text;
    text.reserve(bytes.size());
    while (!bytes.empty()) {
        const std::size_t length = utf8Length(bytes);
        if (length == 0 || isObeyed(characterOf(bytes.first(length)))) {
            text += "\\x" + hexText(bytes.first(1));
            bytes = bytes.subspan(1);
            continue;
        }
        text.append(bytes.begin(), bytes.begin() + static_cast<std::ptrdiff_t>(length));
        bytes = bytes.subspan(length);
    }
    return text;
}

std::string unixTime(std::uint64_t seconds)
{
    constexpr std::uint64_t kYear10000 = 253402300800;
    if (seconds >= kYear10000) {
        return std::to_string(seconds) + " s since 1970";
    }
    const std::array<int, 3> date = civilDate(seconds / kSecondsPerDay);
    const auto second = static_cast<int>(seconds % kSecondsPerDay);
    return padded(date[0], 4) + '-' + padded(date[1], 2) + '-' + padded(date[2], 2) + ' '
        + padded(second / 3600, 2) + ':' + padded(second / 60 % 60, 2) + ':'
        + padded(second % 60, 2) + " UTC";
}

std::string distinguishedName(Bytes content)
{
    std::string text;
    der::Elements sets(content);
    std::uint8_t tag = 0;
    while (const auto set = sets.next(tag)) {
        const std::string name = relativeName(*set);
        text.insert(0, text.empty() ? name : name + ", ");
    }
    return text;
}

std::string derText(Format format, Bytes bytes)
{
    switch (format) {
    case Format::Address:
        return address(bytes);
    case Format::Oid:
        return oidText(bytes);
    case Format::Integer:
        return integer(bytes);
    case Format::Boolean:
        return bytes.front() != 0 ? "true" : "false";
    case Format::DerTime:
        return derTime(bytes);
    case Format::DerText:
        return derString(bytes);
    case Format::DistinguishedName:
        return distinguishedName(nameContent(bytes));
    case Format::KeyUsage:
    case Format::ReasonFlags:
        return bitNames(format, bytes);
    case Format::CrlReason:
    case Format::TlsFeature:
    case Format::X509Version: {
        const char* name = bytes.size() > 2 ? nullptr : enumerationName(format, bytes.back());
        return name != nullptr ? std::string(name) + " (" + integer(bytes) + ")" : integer(bytes);
    }
    default:
        return hexText(bytes);
    }
}

} // namespace workbench::wire
