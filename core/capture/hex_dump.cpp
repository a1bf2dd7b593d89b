#include "core/capture/hex_dump.h"

#include <algorithm>
#include <charconv>
#include <limits>
#include <string>

namespace workbench::capture {
namespace {

constexpr std::uint8_t kSent = 1;
constexpr std::uint8_t kReceived = 2;

struct Line
{
    enum class Kind
    {
        Other,
        Repeat, ///< "*": lines like the one before
        Data, ///< an offset and bytes, or an offset alone at the end
        Heading, ///< ">>> TLS 1.3, Handshake [length 0200], ClientHello", "write to 0x…"
        Digits ///< bytes without an offset
    };

    Kind kind = Kind::Other;
    std::string_view offset; ///< digits
    bool isMarked = false; ///< a colon or dash behind the offset leaves no doubt
    std::string_view rest;
};

std::string_view trimmed(std::string_view text)
{
    const std::size_t begin = text.find_first_not_of(" \t\r");
    if (begin == std::string_view::npos) {
        return {};
    }
    return text.substr(begin, text.find_last_not_of(" \t\r") - begin + 1);
}

std::size_t digitsAhead(std::string_view text)
{
    return static_cast<std::size_t>(
        std::find_if(text.begin(), text.end(), [](char c) { return hexDigit(c) < 0; })
        - text.begin());
}

bool isHeading(std::string_view line)
{
    return line.starts_with(">>> ") || line.starts_with("<<< ") || line.starts_with("write to ")
        || line.starts_with("read from ");
}

Line classify(std::string_view text)
{
    constexpr std::size_t kShortestOffset = 4;
    constexpr std::size_t kLongestOffset = 16;
    const std::string_view line = trimmed(text);
    Line result {.rest = line};
    if (isHeading(line)) {
        result.kind = Line::Kind::Heading;
        return result;
    }
    if (line == "*") {
        result.kind = Line::Kind::Repeat;
        return result;
    }
    const std::size_t width = digitsAhead(line);
    const std::string_view behind = line.substr(width);
    const bool isColon = behind.starts_with(": ");
    const bool isDash = behind.starts_with(" - ");
    const bool isOffset = width >= kShortestOffset && width <= kLongestOffset;
    if (isOffset
        && (isColon || isDash || behind.empty() || behind[0] == ' ' || behind[0] == '\t')) {
        result.kind = Line::Kind::Data;
        result.offset = line.substr(0, width);
        result.isMarked = isColon || isDash;
        result.rest = behind.substr(isColon ? 1 : isDash ? 3 : 0);
        return result;
    }
    result.kind = width > 0 ? Line::Kind::Digits : Line::Kind::Other;
    return result;
}

std::vector<Line> classifyAll(std::string_view text)
{
    std::vector<Line> lines;
    while (!text.empty()) {
        const std::size_t end = std::min(text.find('\n'), text.size());
        lines.push_back(classify(text.substr(0, end)));
        text.remove_prefix(std::min(end + 1, text.size()));
    }
    return lines;
}

std::optional<std::uint64_t> numberOf(std::string_view digits, int radix)
{
    std::uint64_t value = 0;
    const char* end = digits.data() + digits.size();
    const auto [stop, error] = std::from_chars(digits.data(), end, value, radix);
    return error == std::errc() && stop == end ? std::optional(value) : std::nullopt;
}

/// Bytes off the front of a line's columns, at most `limit`. `end`: behind the last one.
std::vector<std::uint8_t> bytesOf(std::string_view columns, std::size_t limit, std::size_t& end)
{
    constexpr std::size_t kLongestGroup = 16;
    constexpr unsigned kHex = 16;
    std::vector<std::uint8_t> bytes;
    std::size_t at = 0;
    end = 0;
    while (at < columns.size()) {
        if (columns[at] == ' ' || columns[at] == '\t' || columns[at] == '-') {
            ++at;
            continue;
        }
        const std::size_t width = digitsAhead(columns.substr(at));
        const std::size_t behind = at + width;
        const bool isClosed = behind == columns.size() || columns[behind] == ' '
            || columns[behind] == '\t' || columns[behind] == '-';
        if (width == 0 || width % 2 != 0 || width > kLongestGroup || !isClosed
            || bytes.size() + width / 2 > limit) {
            break;
        }
        for (std::size_t i = at; i < behind; i += 2) {
            bytes.push_back(
                static_cast<std::uint8_t>(static_cast<unsigned>(hexDigit(columns[i])) * kHex
                                          + static_cast<unsigned>(hexDigit(columns[i + 1]))));
        }
        at = behind;
        end = behind;
    }
    return bytes;
}

/// Where nothing says how many bytes a line has: as many as there are characters in the column
/// behind them, else all that look like bytes.
std::vector<std::uint8_t> bytesWithText(std::string_view columns)
{
    constexpr std::size_t kAll = 64;
    std::size_t end = 0;
    std::vector<std::uint8_t> all = bytesOf(columns, kAll, end);
    for (std::size_t count = all.size(); count > 0; --count) {
        std::vector<std::uint8_t> some = bytesOf(columns, count, end);
        const std::string_view behind = columns.substr(end);
        const std::size_t start = behind.find_first_not_of(" \t");
        if (some.size() == count && start != std::string_view::npos && start >= 2
            && behind.size() - start == count) {
            return some;
        }
    }
    return all;
}

/// "(5 bytes => 5 (0x5))" in a heading of `openssl -debug`: bytes in the lines below it.
std::size_t transferred(std::string_view heading)
{
    constexpr std::string_view kArrow = "=> ";
    constexpr int kDecimal = 10;
    const std::size_t at = heading.find(kArrow);
    if (at == std::string_view::npos) {
        return 0;
    }
    const std::string_view digits = heading.substr(at + kArrow.size());
    const std::string_view number = digits.substr(0, digitsAhead(digits));
    return static_cast<std::size_t>(numberOf(number, kDecimal).value_or(0));
}

/// Puts the lines with offsets together.
class DumpReader
{
public:
    explicit DumpReader(const std::vector<Line>& lines)
        : m_lines(lines)
    {
        chooseRadix();
    }

    bool isDump() const { return m_radix != 0; }

    HexText read()
    {
        for (std::size_t i = 0; i < m_lines.size(); ++i) {
            const Line& line = m_lines[i];
            if (line.kind == Line::Kind::Heading) {
                const bool isSent = line.rest.starts_with(">>>") || line.rest.starts_with("write");
                m_text.blocks.push_back({.direction = isSent ? kSent : kReceived});
                m_position = 0;
                m_left = transferred(line.rest);
            } else if (line.kind == Line::Kind::Repeat) {
                repeat(i);
            } else if (line.kind == Line::Kind::Data) {
                take(i);
            }
        }
        std::erase_if(m_text.blocks, [](const HexBlock& block) { return block.bytes.empty(); });
        return std::move(m_text);
    }

private:
    /// Offsets are hexadecimal, of od octal, or decimal: those that agree with the bytes of a line.
    /// Without a second line only zero can be told from bytes.
    void chooseRadix()
    {
        constexpr std::size_t kMost = 64;
        const Line* first = nullptr;
        for (const Line& line : m_lines) {
            if (line.kind != Line::Kind::Data) {
                continue;
            }
            if (first == nullptr) {
                first = &line;
                continue;
            }
            std::size_t end = 0;
            const std::size_t bytes = bytesOf(first->rest, kMost, end).size();
            for (const int radix : {16, 8, 10}) {
                const auto from = numberOf(first->offset, radix);
                const auto to = numberOf(line.offset, radix);
                const bool fits = from && to && *to > *from && *to - *from <= bytes
                    && ((*to - *from) % 4 == 0 || *to - *from + 1 >= bytes);
                if (fits) {
                    m_radix = radix;
                    return;
                }
            }
            break;
        }
        std::size_t end = 0;
        const bool isZero = first != nullptr && numberOf(first->offset, 16) == 0U
            && digitsAhead(trimmed(first->rest)) == 2;
        if (first != nullptr && (first->isMarked || isZero)
            && !bytesOf(first->rest, kMost, end).empty()) {
            constexpr int kHexadecimal = 16;
            m_radix = kHexadecimal;
        }
    }

    /// The offset of the next line with one, when it goes on from this line.
    std::optional<std::uint64_t> nextOffset(std::size_t index) const
    {
        for (std::size_t i = index + 1; i < m_lines.size(); ++i) {
            if (m_lines[i].kind == Line::Kind::Heading || m_lines[i].kind == Line::Kind::Repeat) {
                return std::nullopt;
            }
            if (m_lines[i].kind == Line::Kind::Data) {
                return numberOf(m_lines[i].offset, m_radix);
            }
        }
        return std::nullopt;
    }

    void take(std::size_t index)
    {
        constexpr std::size_t kMostInLine = 64;
        constexpr std::size_t kHexdumpOffset = 7;
        const Line& line = m_lines[index];
        const std::optional<std::uint64_t> offset = numberOf(line.offset, m_radix);
        if (!offset) {
            return;
        }
        if (m_text.blocks.empty() || *offset < m_position) {
            const std::uint8_t direction
                = m_text.blocks.empty() ? std::uint8_t(0) : m_text.blocks.back().direction;
            m_text.blocks.push_back({.direction = direction});
        }
        const std::optional<std::uint64_t> next = nextOffset(index);
        std::size_t end = 0;
        // hexdump without -C prints words of a little-endian machine.
        const bool isWords = !line.isMarked && line.offset.size() == kHexdumpOffset
            && digitsAhead(trimmed(line.rest)) == 4;
        const bool isKnown = next && *next > *offset && *next - *offset <= kMostInLine;
        const std::size_t count = isKnown ? static_cast<std::size_t>(*next - *offset) : kMostInLine;
        std::vector<std::uint8_t> bytes = isWords ? bytesOf(line.rest, count + count % 2, end)
            : isKnown                             ? bytesOf(line.rest, count, end)
                                                  : bytesWithText(line.rest);
        if (isWords) {
            swapWords(bytes);
            bytes.resize(std::min(bytes.size(), count)); // half a word was padded
        }
        bytes.resize(std::min(bytes.size(), m_left));
        m_left -= bytes.size();
        std::vector<std::uint8_t>& all = m_text.blocks.back().bytes;
        all.insert(all.end(), bytes.begin(), bytes.end());
        m_position = *offset + bytes.size();
        m_last = std::move(bytes);
    }

    static void swapWords(std::vector<std::uint8_t>& bytes)
    {
        for (std::size_t i = 0; i + 1 < bytes.size(); i += 2) {
            std::swap(bytes[i], bytes[i + 1]);
        }
    }

    void repeat(std::size_t index)
    {
        const std::optional<std::uint64_t> next = nextOffset(index);
        if (!next || m_last.empty() || m_text.blocks.empty() || *next < m_position
            || *next - m_position > kMostRepeated - m_repeated) {
            return;
        }
        m_repeated += static_cast<std::size_t>(*next - m_position);
        std::vector<std::uint8_t>& all = m_text.blocks.back().bytes;
        while (m_position + m_last.size() <= *next) {
            all.insert(all.end(), m_last.begin(), m_last.end());
            m_position += m_last.size();
        }
    }

    const std::vector<Line>& m_lines;
    int m_radix = 0; ///< 0: this is no dump
    std::size_t m_repeated = 0; ///< bytes that only a "*" stands for, in all
    std::uint64_t m_position = 0; ///< offset behind what was read of the block
    std::vector<std::uint8_t> m_last; ///< of the last line
    std::size_t m_left = std::numeric_limits<std::size_t>::max(); ///< of what a heading announced
    HexText m_text;
};

/// ">>> TLS 1.3, Handshake [length 0200], ClientHello": content type; 0 for what stands around it.
std::uint8_t contentTypeOf(std::string_view heading)
{
    constexpr std::uint8_t kChangeCipherSpec = 20;
    constexpr std::uint8_t kAlert = 21;
    constexpr std::uint8_t kHandshake = 22;
    if (heading.find(", Handshake [") != std::string_view::npos) {
        return kHandshake;
    }
    if (heading.find(", Alert [") != std::string_view::npos) {
        return kAlert;
    }
    return heading.find(", ChangeCipherSpec [") != std::string_view::npos ? kChangeCipherSpec
                                                                          : std::uint8_t(0);
}

/// "[length 0200]" in a heading, in hexadecimal: bytes in the lines below it.
std::size_t announcedLength(std::string_view heading)
{
    constexpr std::string_view kWord = "[length ";
    constexpr int kHexadecimal = 16;
    const std::size_t at = heading.find(kWord);
    if (at == std::string_view::npos) {
        return 0;
    }
    const std::string_view digits = heading.substr(at + kWord.size());
    return static_cast<std::size_t>(
        numberOf(digits.substr(0, digitsAhead(digits)), kHexadecimal).value_or(0));
}

/// `openssl -msg`: messages in clear, between headers of records that are left out.
HexText readMessages(const std::vector<Line>& lines)
{
    constexpr std::size_t kMostInLine = 64;
    HexText text;
    std::size_t left = 0; // other output follows without a heading
    for (const Line& line : lines) {
        if (line.kind == Line::Kind::Heading) {
            left = announcedLength(line.rest);
            text.blocks.push_back({.direction = line.rest.starts_with(">>>") ? kSent : kReceived,
                                   .contentType = contentTypeOf(line.rest)});
        } else if (line.kind != Line::Kind::Other && !text.blocks.empty()) {
            std::size_t end = 0;
            const std::vector<std::uint8_t> bytes
                = bytesOf(line.rest, std::min(left, kMostInLine), end);
            std::vector<std::uint8_t>& all = text.blocks.back().bytes;
            all.insert(all.end(), bytes.begin(), bytes.end());
            left -= bytes.size();
        }
    }
    std::erase_if(text.blocks, [](const HexBlock& block) {
        return block.bytes.empty() || block.contentType == 0;
    });
    return text;
}

} // namespace

std::optional<HexText> readHexDump(std::string_view text)
{
    const std::vector<Line> lines = classifyAll(text);
    const bool hasMessages = std::any_of(lines.begin(), lines.end(), [](const Line& line) {
        return line.kind == Line::Kind::Heading
            && (line.rest.starts_with(">>> ") || line.rest.starts_with("<<< "))
            && contentTypeOf(line.rest) != 0;
    });
    if (hasMessages) {
        return readMessages(lines);
    }
    DumpReader reader(lines);
    if (!reader.isDump()) {
        return std::nullopt;
    }
    return reader.read();
}

} // namespace workbench::capture
