#include "ui/common/hex_view.h"

#include "ui/common/text.h"

#include <QFontDatabase>
#include <QTextBlock>

namespace workbench {

namespace {

constexpr int kBytesPerLine = 16;
constexpr int kShownBytes = 64 * 1024;
constexpr int kHexColumn = 6; ///< "0000  "
constexpr int kTextColumn = kHexColumn + kBytesPerLine * 3 + 2;

/// Column of a byte's first hexadecimal digit; there is a gap in the middle of the line.
int hexColumn(int byteInLine)
{
    return kHexColumn + byteInLine * 3 + (byteInLine >= kBytesPerLine / 2 ? 1 : 0);
}

void appendLine(QString& text, const QByteArray& bytes, int start)
{
    const int count = qMin<int>(kBytesPerLine, static_cast<int>(bytes.size()) - start);
    QString line = QStringLiteral("%1  ").arg(start, 4, 16, QLatin1Char('0'));
    QString plain;
    for (int i = 0; i < count; ++i) {
        const auto byte = static_cast<uchar>(bytes.at(start + i));
        line += QStringLiteral("%1 ").arg(byte, 2, 16, QLatin1Char('0'));
        if (i == kBytesPerLine / 2 - 1) {
            line += QLatin1Char(' ');
        }
        plain += byte >= 0x20 && byte < 0x7f ? QChar(byte) : QChar(u'·');
    }
    text += line.leftJustified(kTextColumn) + plain + QLatin1Char('\n');
}

} // namespace

HexView::HexView(QWidget* parent)
    : QPlainTextEdit(parent)
{
    setReadOnly(true);
    setLineWrapMode(QPlainTextEdit::NoWrap);
    setTextInteractionFlags(Qt::TextSelectableByMouse | Qt::TextSelectableByKeyboard);
    setTabChangesFocus(true);
    setFont(QFontDatabase::systemFont(QFontDatabase::FixedFont));
    setAccessibleName(tr("Bytes"));
}

QString HexView::dump(const QByteArray& bytes)
{
    QString text;
    const int shown = qMin<int>(kShownBytes, static_cast<int>(bytes.size()));
    for (int start = 0; start < shown; start += kBytesPerLine) {
        appendLine(text, bytes, start);
    }
    if (shown < bytes.size()) {
        text += tr("… and %1 more").arg(bytesText(bytes.size() - shown));
    }
    return text.trimmed();
}

void HexView::setBytes(const QByteArray& bytes)
{
    if (bytes == m_bytes && !document()->isEmpty()) {
        return;
    }
    m_bytes = bytes;
    setExtraSelections({});
    setPlainText(dump(bytes));
}

void HexView::setMarkedRange(int offset, int length)
{
    QList<QTextEdit::ExtraSelection> marks;
    const int end = qMin<int>(offset + length, static_cast<int>(m_bytes.size()));
    int position = offset;
    while (position >= 0 && position < end) {
        const int first = position % kBytesPerLine;
        const int last = qMin(kBytesPerLine, first + end - position) - 1;
        const QTextBlock block = document()->findBlockByNumber(position / kBytesPerLine);
        const auto mark = [&](int from, int to) {
            QTextEdit::ExtraSelection selection;
            selection.cursor = QTextCursor(block);
            selection.cursor.setPosition(block.position() + from);
            selection.cursor.setPosition(block.position() + to, QTextCursor::KeepAnchor);
            selection.format.setBackground(palette().highlight());
            selection.format.setForeground(palette().highlightedText());
            marks.append(selection);
        };
        mark(hexColumn(first), hexColumn(last) + 2);
        mark(kTextColumn + first, kTextColumn + last + 1);
        position += last - first + 1;
    }
    setExtraSelections(marks);
}

} // namespace workbench
