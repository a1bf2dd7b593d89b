#include "core/base/escaped_text.h"

#include <QCoreApplication>

#include <utility>

namespace workbench {
namespace {

constexpr qsizetype kLengthOfByte = 4; // \xNN

/// 0 to 15; -1: no hexadecimal digit.
int hexDigit(QChar letter)
{
    static const QString digits = QStringLiteral("0123456789abcdef");
    return static_cast<int>(digits.indexOf(letter.toLower()));
}

/// The byte of two hexadecimal digits at `place`; -1: there are none.
int hexByte(const QString& text, qsizetype place)
{
    constexpr int kBase = 16;
    if (place + 2 > text.size()) {
        return -1;
    }
    const int high = hexDigit(text.at(place));
    const int low = hexDigit(text.at(place + 1));
    return high < 0 || low < 0 ? -1 : high * kBase + low;
}

/// The bytes of the escape whose backslash is at `place`, which then is behind it; empty: it is
/// none.
QByteArray escapeAt(const QString& text, qsizetype& place)
{
    constexpr std::pair<char, char> kLetters[]
        = {{'r', '\r'}, {'n', '\n'}, {'t', '\t'}, {'\\', '\\'}};
    const QChar letter = place + 1 < text.size() ? text.at(place + 1) : QChar();
    for (const auto& [written, meant] : kLetters) {
        if (letter == QLatin1Char(written)) {
            place += 2;
            return {1, meant};
        }
    }
    const int byte = letter == QLatin1Char('x') ? hexByte(text, place + 2) : -1;
    if (byte < 0) {
        return {};
    }
    place += kLengthOfByte;
    return {1, static_cast<char>(byte)};
}

/// What a person takes for an escape: letters that are pairs of surrogates are whole.
QString writtenAt(const QString& text, qsizetype place)
{
    const bool isByte = text.mid(place + 1, 1) == QLatin1String("x");
    QString written = text.mid(place, isByte ? kLengthOfByte : 2);
    if (written.back().isHighSurrogate()) {
        written += text.mid(place + written.size(), 1);
    }
    return written;
}

} // namespace

Result<QByteArray> escapedText(const QString& text)
{
    QByteArray bytes;
    qsizetype place = 0;
    while (place < text.size()) {
        // A run of plain letters in one go: pairs of surrogates must not be parted.
        const qsizetype found = text.indexOf(QLatin1Char('\\'), place);
        const qsizetype end = found < 0 ? text.size() : found;
        bytes += text.mid(place, end - place).toUtf8();
        place = end;
        if (found < 0) {
            break;
        }
        const QByteArray escape = escapeAt(text, place);
        if (escape.isEmpty()) {
            return fail(
                {.code = ErrorCode::InvalidInput,
                 .message = QCoreApplication::translate("EscapedText",
                                                        "“%1” at character %2 stands for nothing.")
                                .arg(writtenAt(text, place),
                                     QString::number(text.left(place).toUcs4().size() + 1)),
                 .remedy = QCoreApplication::translate(
                     "EscapedText", R"(Known are \r, \n, \t, \xNN and, for a backslash, \\.)")});
        }
        bytes += escape;
    }
    return bytes;
}

} // namespace workbench
