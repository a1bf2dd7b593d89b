#include "core/certificates/pasted_text.h"

#include "core/base/wipe.h"

#include <QByteArrayView>
#include <QStringDecoder>

#include <algorithm>
#include <utility>

namespace workbench {
namespace {

constexpr QByteArrayView kBegin = "-----BEGIN ";
constexpr QByteArrayView kEnd = "-----END ";
constexpr QByteArrayView kDashes = "-----";
constexpr qsizetype kLongestLabel = 64;
constexpr qsizetype kLineLength = 64;
constexpr qsizetype kLongestLine = 76; // of MIME; what is longer is somebody's whole block
constexpr qsizetype kShortestBase64 = 40; // of something that could be a key

/// Overwrites a working copy when it goes: it may hold a key.
struct Wiped
{
    QByteArray bytes;

    Wiped() = default;
    Q_DISABLE_COPY_MOVE(Wiped)

    ~Wiped() { wipe(bytes); }
};

bool isBase64(char c)
{
    return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '+'
        || c == '/' || c == '=';
}

bool isBlank(char c)
{
    return c == ' ' || c == '\t' || c == '\r';
}

/// What stands around lines in mail, programs and configurations, and is no Base64.
bool isOrnament(char c)
{
    return isBlank(c) || QByteArrayView(">|#*\"',;\\").contains(c);
}

QByteArrayView withoutOrnaments(QByteArrayView line)
{
    while (!line.isEmpty() && isOrnament(line.front())) {
        line = line.sliced(1);
    }
    while (!line.isEmpty() && isOrnament(line.back())) {
        line.chop(1);
    }
    return line;
}

/// Calls `use` with every line until it says no; false then.
template <typename Use>
bool eachLine(QByteArrayView text, const Use& use)
{
    while (!text.isEmpty()) {
        const qsizetype end = text.indexOf('\n');
        if (!use(text.first(end < 0 ? text.size() : end))) {
            return false;
        }
        text = text.sliced(end < 0 ? text.size() : end + 1);
    }
    return true;
}

/// One block of the text, by offsets.
struct Block
{
    QByteArrayView label;
    qsizetype begin = 0; ///< of its first dash
    qsizetype body = 0; ///< after the line that begins it
    qsizetype bodyEnd = 0; ///< the first dash of the line that ends it
    qsizetype end = 0; ///< after its last dash
};

/// Finds blocks from front to back, each place of the text looked at once.
class BlockFinder
{
public:
    explicit BlockFinder(QByteArrayView text)
        : m_text(text)
        , m_begin(text.indexOf(kBegin))
        , m_end(text.indexOf(kEnd))
    { }

    /// The next whole block.
    std::optional<Block> next()
    {
        while (m_begin >= 0) {
            const qsizetype begin
                = std::exchange(m_begin, m_text.indexOf(kBegin, m_begin + kBegin.size()));
            if (m_end >= 0 && m_end < begin) {
                m_end = m_text.indexOf(kEnd, begin);
            }
            if (m_end < 0) {
                return std::nullopt;
            }
            if (m_begin >= 0 && m_begin < m_end) {
                continue; // it never ends
            }
            if (const std::optional<Block> block = blockAt(begin)) {
                return block;
            }
        }
        return std::nullopt;
    }

private:
    std::optional<Block> blockAt(qsizetype begin) const
    {
        const qsizetype labelAt = begin + kBegin.size();
        const qsizetype labelLength = m_text.sliced(labelAt)
                                          .first(std::min(kLongestLabel, m_text.size() - labelAt))
                                          .indexOf(kDashes);
        if (labelLength < 0) {
            return std::nullopt;
        }
        const QByteArrayView label = m_text.sliced(labelAt, labelLength);
        const QByteArrayView close = m_text.sliced(m_end + kEnd.size());
        if (!close.startsWith(label) || !close.sliced(labelLength).startsWith(kDashes)) {
            return std::nullopt;
        }
        const qsizetype body = labelAt + labelLength + kDashes.size();
        return body > m_end
            ? std::nullopt
            : std::optional(Block {.label = label,
                                   .begin = begin,
                                   .body = body,
                                   .bodyEnd = m_end,
                                   .end = m_end + kEnd.size() + labelLength + kDashes.size()});
    }

    QByteArrayView m_text;
    qsizetype m_begin;
    qsizetype m_end;
};

/// Whether OpenSSL reads the block as it stands. A line with a colon is a header (RFC 1421), and an
/// empty one stands behind headers only.
bool isUsual(QByteArrayView text, const Block& block)
{
    const bool startsLine = block.begin == 0 || text[block.begin - 1] == '\n';
    const QByteArrayView body = text.sliced(block.body, block.bodyEnd - block.body);
    const qsizetype firstLine = body.indexOf('\n') + 1;
    if (!startsLine || firstLine == 0 || !body.first(firstLine).trimmed().isEmpty()
        || !body.endsWith('\n')) {
        return false;
    }
    const bool hasHeaders = body.contains(':');
    return eachLine(body.sliced(firstLine), [hasHeaders](QByteArrayView line) {
        while (!line.isEmpty() && isBlank(line.back())) {
            line.chop(1);
        }
        const bool isData
            = line.size() <= kLongestLine && std::all_of(line.begin(), line.end(), &isBase64);
        return line.isEmpty() ? hasHeaders : isData || line.contains(':');
    });
}

/// “\n” and “\r” spelled out become line ends, “\/” (of JSON) a slash.
void unescape(QByteArrayView text, QByteArray& out)
{
    out.reserve(text.size());
    for (qsizetype i = 0; i < text.size(); ++i) {
        const char following = i + 1 < text.size() ? text[i + 1] : '\0';
        const bool isEscape
            = text[i] == '\\' && (following == 'n' || following == 'r' || following == '/');
        out += !isEscape ? text[i] : following == '/' ? '/' : '\n';
        i += isEscape ? 1 : 0;
    }
}

/// Takes Base64 and headers out of a text; false where there is something else in it.
bool takeContent(QByteArrayView text, QByteArray& headers, QByteArray& base64)
{
    Wiped plain;
    unescape(text, plain.bytes);
    base64.reserve(plain.bytes.size());
    return eachLine(plain.bytes, [&](QByteArrayView line) {
        line = withoutOrnaments(line);
        if (line.contains(':') && base64.isEmpty()) {
            headers.append(line).append('\n');
            return true;
        }
        for (const char c : line) {
            if (isBase64(c)) {
                base64 += c;
            } else if (!isBlank(c)) {
                return false;
            }
        }
        return true;
    });
}

void append(const Block& block,
            const QByteArray& headers,
            const QByteArray& base64,
            QByteArray& out)
{
    if (!out.isEmpty() && !out.endsWith('\n')) {
        out += '\n';
    }
    out.append(kBegin).append(block.label).append(kDashes).append('\n').append(headers);
    if (!headers.isEmpty()) {
        out += '\n';
    }
    const QByteArrayView data = base64;
    for (qsizetype i = 0; i < data.size(); i += kLineLength) {
        out.append(data.sliced(i, std::min(kLineLength, data.size() - i))).append('\n');
    }
    out.append(kEnd).append(block.label).append(kDashes).append('\n');
}

std::optional<SecretBytes> repairedBlocks(QByteArrayView text)
{
    Wiped out;
    out.bytes.reserve(text.size() + text.size() / kLineLength + kLineLength);
    qsizetype copied = 0;
    bool isRepaired = false;
    BlockFinder finder(text);
    while (const std::optional<Block> block = finder.next()) {
        const QByteArrayView body = text.sliced(block->body, block->bodyEnd - block->body);
        Wiped base64;
        QByteArray headers;
        // What holds something else stays as it is, and is found to be damaged.
        if (!isUsual(text, *block) && takeContent(body, headers, base64.bytes)) {
            out.bytes.append(text.sliced(copied, block->begin - copied));
            append(*block, headers, base64.bytes, out.bytes);
            copied = block->end;
            isRepaired = true;
        }
    }
    if (!isRepaired) {
        return std::nullopt;
    }
    out.bytes.append(text.sliced(copied));
    return SecretBytes(std::move(out.bytes));
}

/// Base64 of DER, which begins with a SEQUENCE, or of PEM, as Kubernetes keeps it.
std::optional<SecretBytes> decodedBase64(QByteArrayView text)
{
    const QByteArrayView start = text.first(std::min(text.size(), kLineLength));
    const bool mayBe = std::all_of(start.begin(), start.end(), [](char c) {
        return isBase64(c) || isOrnament(c) || c == '\n';
    });
    Wiped base64;
    QByteArray headers;
    const bool isBase64Only
        = mayBe && takeContent(text, headers, base64.bytes) && headers.isEmpty();
    if (!isBase64Only || base64.bytes.size() < kShortestBase64) {
        return std::nullopt;
    }
    QByteArray::FromBase64Result decoded
        = QByteArray::fromBase64Encoding(base64.bytes, QByteArray::AbortOnBase64DecodingErrors);
    Wiped content;
    content.bytes.swap(decoded.decoded);
    constexpr char kSequence = 0x30;
    if (!decoded || content.bytes.isEmpty()) {
        return std::nullopt;
    }
    if (content.bytes.contains(kBegin)) {
        std::optional<SecretBytes> inner = repairedBlocks(content.bytes);
        return inner ? inner : SecretBytes(std::move(content.bytes));
    }
    return content.bytes.front() == kSequence ? std::optional(SecretBytes(std::move(content.bytes)))
                                              : std::nullopt;
}

std::optional<QStringConverter::Encoding> encodingOf(const QByteArray& bytes)
{
    const std::optional<QStringConverter::Encoding> marked = QStringConverter::encodingForData(
        QByteArrayView(bytes).first(std::min<qsizetype>(bytes.size(), 4)));
    if (marked) {
        return marked;
    }
    if (bytes.contains(QByteArrayView("-\0-\0B\0E\0G\0I\0N\0", 14))) {
        return bytes.indexOf(QByteArrayView("-\0-\0", 4)) % 2 == 0 ? QStringConverter::Utf16LE
                                                                   : QStringConverter::Utf16BE;
    }
    return std::nullopt;
}

} // namespace

std::optional<SecretBytes> repairedPaste(const QByteArray& bytes)
{
    Wiped text;
    if (const std::optional<QStringConverter::Encoding> encoding = encodingOf(bytes)) {
        QString decoded = QStringDecoder(*encoding).decode(bytes);
        text.bytes = decoded.toUtf8();
        wipeEverywhere(decoded);
    }
    const QByteArrayView view = text.bytes.isEmpty() ? QByteArrayView(bytes) : text.bytes;
    std::optional<SecretBytes> repaired
        = view.contains(kBegin) ? repairedBlocks(view) : decodedBase64(view);
    if (!repaired && !text.bytes.isEmpty()) {
        repaired = SecretBytes(std::move(text.bytes));
    }
    return repaired;
}

} // namespace workbench
