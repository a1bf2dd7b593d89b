#include "ui/common/hex_view.h"

#include "core/base/hex.h"
#include "ui/common/hex_view_accessible.h"
#include "ui/common/theme.h"

#include <QClipboard>
#include <QContextMenuEvent>
#include <QFontDatabase>
#include <QFontMetricsF>
#include <QGuiApplication>
#include <QKeyEvent>
#include <QMenu>
#include <QPainter>
#include <QScrollBar>

#include <optional>

namespace workbench {

namespace {

constexpr int kMargin = 8;
constexpr int kWide = 16;
constexpr int kNarrow = 8;

/// Where a key moves the cursor; nothing for other keys.
std::optional<int> target(const QKeyEvent& event, int cursor, int perLine, int page, int size)
{
    const bool whole = (event.modifiers() & Qt::ControlModifier) != 0;
    const int lineStart = cursor - cursor % perLine;
    switch (event.key()) {
    case Qt::Key_Left:
        return qMax(0, cursor - 1);
    case Qt::Key_Right:
        return cursor + 1;
    case Qt::Key_Up:
        return cursor >= perLine ? cursor - perLine : cursor;
    case Qt::Key_Down:
        return cursor + perLine < size ? cursor + perLine : cursor;
    case Qt::Key_PageUp:
        return cursor - qMin(page, cursor / perLine) * perLine;
    case Qt::Key_PageDown:
        return cursor + qMin(page, (size - 1 - cursor) / perLine) * perLine;
    case Qt::Key_Home:
        return whole ? 0 : lineStart;
    case Qt::Key_End:
        return whole ? size - 1 : qMin(lineStart + perLine, size) - 1;
    default:
        return std::nullopt;
    }
}

} // namespace

HexView::HexView(QWidget* parent)
    : QAbstractScrollArea(parent)
{
    installHexViewAccessibility();
    setFocusPolicy(Qt::StrongFocus);
    setFont(QFontDatabase::systemFont(QFontDatabase::FixedFont));
    setAccessibleName(tr("Bytes"));
    viewport()->setBackgroundRole(QPalette::Base);
    viewport()->setCursor(Qt::IBeamCursor);
    measure();
}

void HexView::setBytes(const QByteArray& bytes)
{
    m_bytes = bytes;
    m_markedOffset = 0;
    m_markedLength = 0;
    m_cursor = 0;
    m_anchor = 0;
    verticalScrollBar()->setValue(0);
    horizontalScrollBar()->setValue(0);
    layOut();
    tellTextChanged(*this);
}

void HexView::setMarkedRange(int offset, int length)
{
    const int size = static_cast<int>(m_bytes.size());
    m_markedOffset = qBound(0, offset, size);
    m_markedLength = qBound(0, length, size - m_markedOffset);
    viewport()->update();
    tellSelection(*this);
}

void HexView::setCursorOffset(int offset)
{
    m_cursor = qBound(0, offset, qMax(0, static_cast<int>(m_bytes.size()) - 1));
    m_anchor = m_cursor;
    scrollToRange(m_cursor, 1);
    viewport()->update();
    tellCursor(*this);
}

void HexView::scrollToRange(int offset, int length)
{
    const int first = m_layout.lineOf(offset);
    const int last = m_layout.lineOf(qMax(offset, offset + length - 1));
    const int rows = visibleLines();
    QScrollBar* bar = verticalScrollBar();
    if (last >= bar->value() + rows) {
        bar->setValue(last - rows + 1);
    }
    if (first < bar->value() || last - first >= rows) {
        bar->setValue(first);
    }
}

void HexView::copy() const
{
    const QByteArray copied = m_markedLength > 0 ? markedBytes() : m_bytes;
    if (!copied.isEmpty()) {
        QGuiApplication::clipboard()->setText(toHex(copied));
    }
}

int HexView::widthFor(int bytesPerLine) const
{
    const HexLayout layout(static_cast<int>(m_bytes.size()), bytesPerLine);
    return qCeil(layout.width() * m_characterWidth) + 2 * kMargin + 2 * frameWidth()
        + verticalScrollBar()->sizeHint().width();
}

QSize HexView::sizeHint() const
{
    return {widthFor(kWide), 8 * m_lineHeight + 2 * frameWidth()};
}

QSize HexView::minimumSizeHint() const
{
    return {qCeil(HexLayout(0, kNarrow).width() * m_characterWidth / 2),
            3 * m_lineHeight + 2 * frameWidth()};
}

void HexView::measure()
{
    const QFontMetricsF metrics(font());
    m_characterWidth = metrics.horizontalAdvance(QLatin1Char('0'));
    m_lineHeight = qCeil(metrics.height()) + 2;
    m_ascent = qCeil(metrics.ascent()) + 1;
    layOut();
}

void HexView::layOut()
{
    const int size = static_cast<int>(m_bytes.size());
    const int room = viewport()->width() - 2 * kMargin;
    const HexLayout wide(size, kWide);
    const bool fits = qCeil(wide.width() * m_characterWidth) <= room;
    const int before = m_layout.bytesPerLine();
    m_layout = fits ? wide : HexLayout(size, kNarrow);
    const int rows = visibleLines();
    verticalScrollBar()->setPageStep(rows);
    verticalScrollBar()->setRange(0, qMax(0, m_layout.lineCount() - rows));
    const int width = qCeil(m_layout.width() * m_characterWidth);
    horizontalScrollBar()->setPageStep(room);
    horizontalScrollBar()->setSingleStep(qCeil(m_characterWidth));
    horizontalScrollBar()->setRange(0, qMax(0, width - room));
    if (before != m_layout.bytesPerLine() && size > 0) {
        scrollToRange(m_markedLength > 0 ? m_markedOffset : m_cursor, 1);
    }
    viewport()->update();
}

int HexView::visibleLines() const
{
    return qMax(1, viewport()->height() / m_lineHeight);
}

int HexView::offsetAt(const QPoint& position) const
{
    const int x = position.x() - kMargin + horizontalScrollBar()->value();
    const int line = position.y() / m_lineHeight + verticalScrollBar()->value();
    const int column = qFloor(x / m_characterWidth);
    return m_layout.byteAt(qBound(0, line, qMax(0, m_layout.lineCount() - 1)), column);
}

QRect HexView::columnsRect(int line, int from, int to) const
{
    const qreal x = kMargin - horizontalScrollBar()->value() + from * m_characterWidth;
    return QRectF(x,
                  static_cast<qreal>(line - verticalScrollBar()->value()) * m_lineHeight,
                  (to - from) * m_characterWidth,
                  m_lineHeight)
        .toAlignedRect();
}

QRect HexView::hexRect(int offset) const
{
    const int column = m_layout.hexColumn(offset % m_layout.bytesPerLine());
    return columnsRect(m_layout.lineOf(offset), column, column + 2);
}

QRect HexView::textRect(int offset) const
{
    const int column = m_layout.textColumn(offset % m_layout.bytesPerLine());
    return columnsRect(m_layout.lineOf(offset), column, column + 1);
}

void HexView::paintEvent(QPaintEvent* event)
{
    QPainter painter(viewport());
    painter.setFont(font());
    const int first = verticalScrollBar()->value() + event->rect().top() / m_lineHeight;
    const int last = verticalScrollBar()->value() + event->rect().bottom() / m_lineHeight;
    for (int line = first; line <= last && line < m_layout.lineCount(); ++line) {
        paintLine(painter, line);
    }
    if (hasFocus() && !m_bytes.isEmpty()) {
        paintCursor(painter);
    }
}

void HexView::paintLine(QPainter& painter, int line) const
{
    const QString text = m_layout.lineText(m_bytes, line);
    const auto draw = [&](int from, int to, const QColor& color) {
        painter.setPen(color);
        const qreal x = kMargin - horizontalScrollBar()->value() + from * m_characterWidth;
        const int y = (line - verticalScrollBar()->value()) * m_lineHeight + m_ascent;
        painter.drawText(QPointF(x, y), text.mid(from, to - from));
    };
    const int start = m_layout.firstOf(line);
    const int perLine = m_layout.bytesPerLine();
    const int from = qBound(0, m_markedOffset - start, perLine);
    const int to = qBound(0, m_markedOffset + m_markedLength - start, perLine);
    draw(0, m_layout.offsetDigits(), secondaryTextColor(palette()));
    draw(m_layout.hexColumn(0), m_layout.width(), palette().color(QPalette::Text));
    if (from < to) {
        const auto mark = [&](int left, int right) {
            painter.fillRect(columnsRect(line, left, right), palette().highlight());
            draw(left, right, palette().color(QPalette::HighlightedText));
        };
        mark(m_layout.hexColumn(from), m_layout.hexColumn(to - 1) + 2);
        mark(m_layout.textColumn(from), m_layout.textColumn(to - 1) + 1);
    }
}

void HexView::paintCursor(QPainter& painter) const
{
    const bool marked = m_cursor >= m_markedOffset && m_cursor < m_markedOffset + m_markedLength;
    painter.setPen(palette().color(marked ? QPalette::HighlightedText : QPalette::Text));
    painter.setBrush(Qt::NoBrush);
    painter.drawRect(hexRect(m_cursor).adjusted(0, 0, -1, -1));
    painter.drawRect(textRect(m_cursor).adjusted(0, 0, -1, -1));
}

void HexView::resizeEvent(QResizeEvent* event)
{
    QAbstractScrollArea::resizeEvent(event);
    layOut();
}

void HexView::moveCursor(int offset, bool extend)
{
    const int to = qBound(0, offset, static_cast<int>(m_bytes.size()) - 1);
    const int anchor = m_anchor;
    setCursorOffset(to);
    if (extend) {
        m_anchor = anchor;
        setMarkedRange(qMin(anchor, to), qAbs(anchor - to) + 1);
    } else {
        setMarkedRange(to, 1);
        Q_EMIT byteChosen(to);
    }
}

void HexView::keyPressEvent(QKeyEvent* event)
{
    const int size = static_cast<int>(m_bytes.size());
    const std::optional<int> to = size == 0
        ? std::nullopt
        : target(*event, m_cursor, m_layout.bytesPerLine(), visibleLines(), size);
    if (event->matches(QKeySequence::Copy)) {
        copy();
    } else if (event->matches(QKeySequence::SelectAll)) {
        setMarkedRange(0, size);
    } else if (to) {
        moveCursor(*to, (event->modifiers() & Qt::ShiftModifier) != 0);
    } else {
        QAbstractScrollArea::keyPressEvent(event);
    }
}

void HexView::mousePressEvent(QMouseEvent* event)
{
    if (event->button() == Qt::LeftButton && !m_bytes.isEmpty()) {
        moveCursor(offsetAt(event->position().toPoint()),
                   (event->modifiers() & Qt::ShiftModifier) != 0);
    }
}

void HexView::mouseMoveEvent(QMouseEvent* event)
{
    if ((event->buttons() & Qt::LeftButton) != 0 && !m_bytes.isEmpty()) {
        const int offset = offsetAt(event->position().toPoint());
        if (offset != m_cursor) {
            moveCursor(offset, true);
        }
    }
}

void HexView::mouseReleaseEvent(QMouseEvent* event)
{
    event->accept();
}

void HexView::contextMenuEvent(QContextMenuEvent* event)
{
    if (actions().isEmpty()) {
        return;
    }
    auto* menu = new QMenu(this);
    menu->setAttribute(Qt::WA_DeleteOnClose);
    menu->addActions(actions());
    menu->popup(event->globalPos());
}

void HexView::changeEvent(QEvent* event)
{
    QAbstractScrollArea::changeEvent(event);
    if (event->type() == QEvent::FontChange) {
        measure();
    }
}

void HexView::focusInEvent(QFocusEvent* event)
{
    QAbstractScrollArea::focusInEvent(event);
    viewport()->update();
}

void HexView::focusOutEvent(QFocusEvent* event)
{
    QAbstractScrollArea::focusOutEvent(event);
    viewport()->update();
}

} // namespace workbench
