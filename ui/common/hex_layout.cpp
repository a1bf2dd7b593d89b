#include "ui/common/hex_layout.h"

#include "ui/common/text.h"

#include <QCoreApplication>

namespace workbench {

namespace {

constexpr int kGap = 2; ///< between offset, bytes and text
constexpr int kHalf = 8; ///< after so many bytes there is a wider space
constexpr int kDumpedBytes = 64 * 1024;

/// An even number, so that offsets of one size look alike.
int digitsFor(int size)
{
    int digits = 4;
    while (digits < 8 && (size - 1) >> (digits * 4) > 0) {
        digits += 2;
    }
    return digits;
}

void putHex(QString& line, int column, uint value, int digits)
{
    static constexpr char kDigits[] = "0123456789abcdef";
    for (int i = digits - 1; i >= 0; --i) {
        line[column + i] = QLatin1Char(kDigits[value & 0xfU]);
        value >>= 4U;
    }
}

} // namespace

HexLayout::HexLayout(int size, int bytesPerLine)
    : m_size(size)
    , m_perLine(bytesPerLine)
    , m_digits(digitsFor(size))
{ }

int HexLayout::hexColumn(int byteInLine) const
{
    const bool secondHalf = m_perLine > kHalf && byteInLine >= kHalf;
    return m_digits + kGap + byteInLine * 3 + (secondHalf ? 1 : 0);
}

int HexLayout::textColumn(int byteInLine) const
{
    // The last byte's own space is part of the gap.
    return hexColumn(m_perLine) - 1 + kGap + byteInLine;
}

int HexLayout::byteAt(int line, int column) const
{
    if (line < 0 || line >= lineCount()) {
        return -1;
    }
    const int last = qMin(m_size - firstOf(line), m_perLine) - 1;
    int inLine = 0;
    if (column >= textColumn(0) - 1) {
        inLine = column - textColumn(0);
    } else {
        while (inLine < last && column >= hexColumn(inLine + 1)) {
            ++inLine;
        }
    }
    return firstOf(line) + qBound(0, inLine, last);
}

QString HexLayout::lineText(QByteArrayView bytes, int line) const
{
    QString text(width(), QLatin1Char(' '));
    const int first = firstOf(line);
    putHex(text, 0, static_cast<uint>(first), m_digits);
    for (int i = 0; i < m_perLine && first + i < bytes.size(); ++i) {
        const auto byte = static_cast<uchar>(bytes.at(first + i));
        putHex(text, hexColumn(i), byte, 2);
        text[textColumn(i)] = byte >= 0x20 && byte < 0x7f ? QChar(byte) : QChar(u'·');
    }
    return text;
}

QString hexDump(QByteArrayView bytes)
{
    const int shown = static_cast<int>(qMin<qsizetype>(kDumpedBytes, bytes.size()));
    const HexLayout layout(shown);
    QStringList lines;
    for (int line = 0; line < layout.lineCount(); ++line) {
        lines.append(layout.lineText(bytes.first(shown), line));
    }
    if (shown < bytes.size()) {
        lines.append(QCoreApplication::translate("HexDump", "… and %1 more")
                         .arg(bytesText(bytes.size() - shown)));
    }
    return lines.join(QLatin1Char('\n')).trimmed();
}

} // namespace workbench
