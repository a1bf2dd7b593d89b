#include "core/base/escaped_text.h"

namespace workbench {
namespace {

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

} // namespace

QByteArray escapedText(const QString& text)
{
    QByteArray bytes;
    for (qsizetype i = 0; i < text.size(); ++i) {
        if (text.at(i) != QLatin1Char('\\') || i + 1 == text.size()) {
            // A run of plain letters in one go: pairs of surrogates must not be parted.
            qsizetype end = text.indexOf(QLatin1Char('\\'), i + 1);
            end = end < 0 ? text.size() : end;
            bytes += text.mid(i, end - i).toUtf8();
            i = end - 1;
            continue;
        }
        const QChar letter = text.at(++i);
        const int byte = letter == QLatin1Char('x') ? hexByte(text, i + 1) : -1;
        if (byte >= 0) {
            bytes += static_cast<char>(byte);
            i += 2;
        } else {
            bytes += letter == QLatin1Char('r') ? QByteArray("\r")
                : letter == QLatin1Char('n')    ? QByteArray("\n")
                : letter == QLatin1Char('t')    ? QByteArray("\t")
                                                : QString(letter).toUtf8();
        }
    }
    return bytes;
}

} // namespace workbench
