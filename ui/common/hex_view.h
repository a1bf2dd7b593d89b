#pragma once

#include "ui/common/hex_layout.h"

#include <QAbstractScrollArea>
#include <QByteArray>

namespace workbench {

/// Offset, bytes in hexadecimal and as text, 16 or, where there is less room, 8 a line. A cursor
/// stands on one byte and moves by keyboard and mouse; one range of bytes is marked. Paints only
/// the lines that are seen, so that the number of bytes does not matter. Screen readers see a text.
class HexView : public QAbstractScrollArea
{
    Q_OBJECT

public:
    explicit HexView(QWidget* parent = nullptr);

    /// Shares the array. The cursor goes to the beginning, nothing is marked.
    void setBytes(const QByteArray& bytes);

    QByteArray bytes() const { return m_bytes; }

    /// Marks `length` bytes from `offset` in both columns; length 0: none.
    void setMarkedRange(int offset, int length);

    int markedOffset() const { return m_markedOffset; }

    int markedLength() const { return m_markedLength; }

    QByteArray markedBytes() const { return m_bytes.mid(m_markedOffset, m_markedLength); }

    /// The byte that the cursor stands on; 0 while there is none.
    int cursorOffset() const { return m_cursor; }

    /// Moves the cursor without byteChosen(), and scrolls to it.
    void setCursorOffset(int offset);

    /// Scrolls as far as needed to see the beginning, and the end as well when there is room.
    void scrollToRange(int offset, int length);

    const HexLayout& layoutOfBytes() const { return m_layout; }

    /// Where a byte's digits (or its character) are, in coordinates of the viewport.
    QRect hexRect(int offset) const;
    QRect textRect(int offset) const;

    /// The marked bytes, or all of them, in hexadecimal to the clipboard.
    void copy() const;

    /// The room that lines of so many bytes (16 or 8) need.
    int widthFor(int bytesPerLine) const;

    QSize sizeHint() const override;
    QSize minimumSizeHint() const override;

Q_SIGNALS:
    /// A person clicked a byte or moved the cursor to it.
    void byteChosen(int offset);

protected:
    void paintEvent(QPaintEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;
    void mousePressEvent(QMouseEvent* event) override;
    void mouseMoveEvent(QMouseEvent* event) override;
    void mouseReleaseEvent(QMouseEvent* event) override;
    void contextMenuEvent(QContextMenuEvent* event) override;
    void changeEvent(QEvent* event) override;
    void focusInEvent(QFocusEvent* event) override;
    void focusOutEvent(QFocusEvent* event) override;

private:
    void measure();
    void layOut();
    void moveCursor(int offset, bool extend);
    int offsetAt(const QPoint& position) const;
    int visibleLines() const;
    QRect columnsRect(int line, int from, int to) const;
    void paintLine(QPainter& painter, int line) const;
    void paintCursor(QPainter& painter) const;

    QByteArray m_bytes;
    HexLayout m_layout;
    int m_markedOffset = 0;
    int m_markedLength = 0;
    int m_cursor = 0;
    int m_anchor = 0; ///< the other end of what is being marked
    qreal m_characterWidth = 1;
    int m_lineHeight = 1;
    int m_ascent = 1;
};

} // namespace workbench
