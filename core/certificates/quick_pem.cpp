#include "core/certificates/quick_pem.h"

#include <openssl/pem.h>

#include <algorithm>

namespace workbench {
namespace {

constexpr QByteArrayView kBegin = "-----BEGIN ";
constexpr QByteArrayView kEnd = "-----END ";
constexpr QByteArrayView kDashes = "-----";
constexpr qsizetype kLongestLine = 76;

bool isBase64(char character)
{
    return (character >= 'A' && character <= 'Z') || (character >= 'a' && character <= 'z')
        || (character >= '0' && character <= '9') || character == '+' || character == '/'
        || character == '=';
}

/// Takes lines off a text, without their ends.
class Lines
{
public:
    explicit Lines(QByteArrayView text)
        : m_rest(text)
    { }

    bool atEnd() const { return m_rest.isEmpty(); }

    QByteArrayView next()
    {
        const qsizetype end = m_rest.indexOf('\n');
        QByteArrayView line = end < 0 ? m_rest : m_rest.first(end);
        m_rest = end < 0 ? QByteArrayView() : m_rest.sliced(end + 1);
        if (line.endsWith('\r')) {
            line.chop(1);
        }
        return line;
    }

private:
    QByteArrayView m_rest;
};

/// The label of a line that begins or ends a block; empty for another line.
QByteArrayView labelOf(QByteArrayView line, QByteArrayView mark)
{
    return line.startsWith(mark) && line.endsWith(kDashes)
            && line.size() > mark.size() + kDashes.size()
        ? line.sliced(mark.size()).chopped(kDashes.size())
        : QByteArrayView();
}

/// The lines up to the end of the block put together; nothing where one is no line of Base64.
/// `keep` false: only looked at.
std::optional<QByteArray> readBody(Lines& lines, QByteArrayView label, bool keep)
{
    QByteArray body;
    qsizetype size = 0;
    while (!lines.atEnd()) {
        const QByteArrayView line = lines.next();
        if (line.startsWith('-')) {
            return labelOf(line, kEnd) == label && size % 4 == 0 ? std::optional(body)
                                                                 : std::nullopt;
        }
        if (line.isEmpty() || line.size() > kLongestLine
            || !std::all_of(line.begin(), line.end(), isBase64)) {
            return std::nullopt;
        }
        size += line.size();
        if (keep) {
            body.append(line);
        }
    }
    return std::nullopt;
}

} // namespace

std::optional<QuickPem> readQuickPem(QByteArrayView text)
{
    QuickPem pem;
    Lines lines(text);
    while (!lines.atEnd()) {
        const QByteArrayView line = lines.next();
        const QByteArrayView label = labelOf(line, kBegin);
        if (label.isEmpty()) {
            if (line.contains(kDashes)) {
                return std::nullopt;
            }
            continue;
        }
        const bool isCertificate = label == PEM_STRING_X509;
        const bool isKey = label == PEM_STRING_PKCS8INF || label == PEM_STRING_PKCS8
            || label == PEM_STRING_RSA || label == PEM_STRING_ECPRIVATEKEY;
        const std::optional<QByteArray> body
            = isCertificate || isKey ? readBody(lines, label, isCertificate) : std::nullopt;
        if (!body) {
            return std::nullopt;
        }
        if (isKey) {
            pem.keyEncrypted = pem.holdsKey ? pem.keyEncrypted : label == PEM_STRING_PKCS8;
            pem.holdsKey = true;
            continue;
        }
        const auto decoded
            = QByteArray::fromBase64Encoding(*body, QByteArray::AbortOnBase64DecodingErrors);
        if (!decoded) {
            return std::nullopt;
        }
        pem.certificates.append(*decoded);
    }
    return pem;
}

} // namespace workbench
