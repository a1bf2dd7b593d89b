#pragma once

#include <QByteArrayView>
#include <QString>

namespace workbench {

/// Where bytes stand in lines like "0000  16 03 01 …  ···". Columns are counted in characters. All
/// lines are equally long; of the last one, the end is blank.
class HexLayout
{
public:
    explicit HexLayout(int size = 0, int bytesPerLine = 16);

    int bytesPerLine() const { return m_perLine; }

    int lineCount() const { return (m_size + m_perLine - 1) / m_perLine; }

    int lineOf(int byte) const { return byte / m_perLine; }

    int firstOf(int line) const { return line * m_perLine; }

    /// Digits of the offset in front.
    int offsetDigits() const { return m_digits; }

    /// Column of a byte's first hexadecimal digit.
    int hexColumn(int byteInLine) const;
    /// Column of a byte as text.
    int textColumn(int byteInLine) const;

    /// Characters of a whole line.
    int width() const { return textColumn(m_perLine); }

    /// The byte that stands nearest in this line, -1 when there is no such line.
    int byteAt(int line, int column) const;

    /// The text of a line; `bytes` are all of them.
    QString lineText(QByteArrayView bytes, int line) const;

private:
    int m_size;
    int m_perLine;
    int m_digits;
};

/// The lines for these bytes, at most the first 64 KiB; the last line says how much more there is.
QString hexDump(QByteArrayView bytes);

} // namespace workbench
