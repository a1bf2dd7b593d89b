#include "core/capture/hex_text.h"

#include "core/capture/hex_dump.h"

#include <algorithm>

namespace workbench::capture {
namespace {

bool isSpace(char character)
{
    return character == ' ' || character == '\t' || character == '\r' || character == '\n'
        || character == '\f';
}

bool isSeparator(char character)
{
    constexpr std::string_view kSeparators = ":,;-\"'{}()[]";
    return isSpace(character) || kSeparators.find(character) != std::string_view::npos;
}

/// Bytes from digits alone, with whatever people put between them.
class PlainReader
{
public:
    explicit PlainReader(std::string_view text)
        : m_text(text)
    {
        // Of a C array only what is in the braces.
        const std::size_t open = text.find('{');
        if (open != std::string_view::npos) {
            m_at = open + 1;
            m_text = text.substr(0, std::min(text.find('}', open), text.size()));
        }
    }

    HexText read()
    {
        while (m_at < m_text.size() && !m_fault) {
            step();
        }
        if (!m_fault && m_high >= 0) {
            m_at = m_highAt;
            fail("the last byte has only one hexadecimal digit");
        }
        HexText result;
        result.blocks.push_back({.bytes = std::move(m_bytes)});
        result.fault = std::move(m_fault);
        return result;
    }

private:
    void step()
    {
        if (skipComment() || skipPrefix()) {
            return;
        }
        const char character = m_text[m_at];
        const int digit = hexDigit(character);
        if (digit < 0 && isSeparator(character) && m_high < 0) {
            ++m_at;
        } else if (digit < 0) {
            failAt(character);
        } else {
            ++m_at;
            take(digit);
        }
    }

    /// A character that is none of a byte, maybe behind the first digit of one.
    void failAt(char character)
    {
        if (!isSeparator(character)) {
            fail("“" + visible(character) + "” is not a hexadecimal digit");
            return;
        }
        m_at = m_highAt;
        fail("a byte has only one hexadecimal digit");
    }

    void take(int digit)
    {
        constexpr int kHex = 16;
        if (m_high < 0) {
            m_high = digit;
            m_highAt = m_at - 1;
            return;
        }
        m_bytes.push_back(static_cast<std::uint8_t>(m_high * kHex + digit));
        m_high = -1;
    }

    bool skipComment()
    {
        const std::string_view rest = m_text.substr(m_at);
        std::size_t end = 0;
        if (rest.starts_with("/*")) {
            end = rest.find("*/");
            end = end == std::string_view::npos ? end : end + 2;
        } else if (rest.starts_with("//") || rest.starts_with('#')) {
            end = rest.find('\n');
        } else {
            return false;
        }
        m_at += std::min(end, rest.size());
        return true;
    }

    bool skipPrefix()
    {
        constexpr std::string_view kByteOrderMark = "\xef\xbb\xbf";
        const std::string_view rest = m_text.substr(m_at);
        if (m_high < 0
            && (rest.starts_with("0x") || rest.starts_with("0X") || rest.starts_with("\\x"))) {
            m_at += 2;
            return true;
        }
        if (m_at == 0 && rest.starts_with(kByteOrderMark)) {
            m_at += kByteOrderMark.size();
            return true;
        }
        return false;
    }

    static std::string visible(char character)
    {
        constexpr std::string_view kDigits = "0123456789abcdef";
        const auto byte = static_cast<unsigned char>(character);
        return byte > 0x20 && byte < 0x7f
            ? std::string(1, character)
            : std::string("\\x") + kDigits[byte >> 4] + kDigits[byte & 0xf];
    }

    void fail(const std::string& what)
    {
        const std::string_view before = m_text.substr(0, m_at);
        const auto line = std::count(before.begin(), before.end(), '\n') + 1;
        const std::size_t start = before.rfind('\n');
        const std::size_t column = start == std::string_view::npos ? m_at + 1 : m_at - start;
        m_fault = InputFault {m_at,
                              "line " + std::to_string(line) + ", column " + std::to_string(column)
                                  + ": " + what,
                              {}};
    }

    std::string_view m_text;
    std::size_t m_at = 0;
    int m_high = -1; ///< the first digit of a byte
    std::size_t m_highAt = 0;
    std::vector<std::uint8_t> m_bytes;
    std::optional<InputFault> m_fault;
};

} // namespace

int hexDigit(char character)
{
    constexpr int kTen = 10;
    if (character >= '0' && character <= '9') {
        return character - '0';
    }
    if (character >= 'a' && character <= 'f') {
        return character - 'a' + kTen;
    }
    if (character >= 'A' && character <= 'F') {
        return character - 'A' + kTen;
    }
    return -1;
}

HexText readHexText(std::string_view text)
{
    if (std::optional<HexText> dump = readHexDump(text)) {
        return std::move(*dump);
    }
    return PlainReader(text).read();
}

} // namespace workbench::capture
