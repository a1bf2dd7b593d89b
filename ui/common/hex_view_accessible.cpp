#include "ui/common/hex_view_accessible.h"

#include "ui/common/hex_view.h"

#include <QAccessible>
#include <QAccessibleWidget>

namespace workbench {

namespace {

/// Of the first digit of a byte in the text of the view.
int positionIn(const HexView& view, int offset)
{
    const HexLayout& layout = view.layoutOfBytes();
    return layout.lineOf(offset) * (layout.width() + 1)
        + layout.hexColumn(offset % layout.bytesPerLine());
}

/// The lines of a HexView as one text, made as far as they are asked for.
class HexViewText : public QAccessibleWidget, public QAccessibleTextInterface
{
public:
    explicit HexViewText(HexView* view)
        : QAccessibleWidget(view, QAccessible::EditableText)
        , m_view(*view)
    { }

    void* interface_cast(QAccessible::InterfaceType type) override
    {
        return type == QAccessible::TextInterface ? static_cast<QAccessibleTextInterface*>(this)
                                                  : QAccessibleWidget::interface_cast(type);
    }

    QAccessible::State state() const override
    {
        QAccessible::State state = QAccessibleWidget::state();
        state.readOnly = true;
        state.multiLine = true;
        state.selectableText = true;
        return state;
    }

    /// The line of the cursor; all of them would be endless.
    QString text(QAccessible::Text kind) const override
    {
        return kind == QAccessible::Value ? line(layout().lineOf(m_view.cursorOffset()))
                                          : QAccessibleWidget::text(kind);
    }

    QString text(int start, int end) const override
    {
        QString found;
        const int last = qMin(lineOf(end - 1), layout().lineCount() - 1);
        for (int number = lineOf(start); number <= last; ++number) {
            const int begin = number * lineLength();
            found += (line(number) + QLatin1Char('\n'))
                         .mid(qMax(0, start - begin), end - qMax(start, begin));
        }
        return found;
    }

    int characterCount() const override { return layout().lineCount() * lineLength(); }

    int cursorPosition() const override { return positionOf(m_view.cursorOffset()); }

    void setCursorPosition(int position) override
    {
        const int offset = layout().byteAt(lineOf(position), position % lineLength());
        if (offset >= 0) {
            m_view.setCursorOffset(offset);
        }
    }

    int selectionCount() const override { return m_view.markedLength() > 0 ? 1 : 0; }

    void selection(int index, int* start, int* end) const override
    {
        const bool marked = index == 0 && selectionCount() > 0;
        *start = marked ? positionOf(m_view.markedOffset()) : 0;
        *end = marked ? positionOf(m_view.markedOffset() + m_view.markedLength() - 1) + 2 : 0;
    }

    void addSelection(int start, int end) override { setSelection(0, start, end); }

    void removeSelection(int) override { m_view.setMarkedRange(0, 0); }

    void setSelection(int, int start, int end) override
    {
        const int first = layout().byteAt(lineOf(start), start % lineLength());
        const int last = layout().byteAt(lineOf(end - 1), (end - 1) % lineLength());
        if (first >= 0 && last >= first) {
            m_view.setMarkedRange(first, last - first + 1);
        }
    }

    QRect characterRect(int position) const override
    {
        const int offset = layout().byteAt(lineOf(position), position % lineLength());
        const QRect rect = m_view.hexRect(qMax(0, offset));
        return {m_view.viewport()->mapToGlobal(rect.topLeft()), rect.size()};
    }

    int offsetAtPoint(const QPoint&) const override { return cursorPosition(); }

    void scrollToSubstring(int start, int) override { setCursorPosition(start); }

    QString attributes(int, int* start, int* end) const override
    {
        *start = 0;
        *end = characterCount();
        return {};
    }

    // The defaults of Qt make the whole text for each of these.
    QString textAtOffset(int position,
                         QAccessible::TextBoundaryType boundary,
                         int* start,
                         int* end) const override
    {
        if (boundary == QAccessible::CharBoundary) {
            *start = position;
            *end = qMin(position + 1, characterCount());
        } else if (boundary == QAccessible::WordBoundary) {
            const int offset = layout().byteAt(lineOf(position), position % lineLength());
            *start = positionOf(qMax(0, offset));
            *end = *start + 2;
        } else {
            *start = lineOf(position) * lineLength();
            *end = qMin(*start + lineLength(), characterCount());
        }
        return text(*start, *end);
    }

    QString textBeforeOffset(int position,
                             QAccessible::TextBoundaryType boundary,
                             int* start,
                             int* end) const override
    {
        textAtOffset(position, boundary, start, end);
        return *start > 0 ? textAtOffset(*start - 1, boundary, start, end) : QString();
    }

    QString textAfterOffset(int position,
                            QAccessible::TextBoundaryType boundary,
                            int* start,
                            int* end) const override
    {
        textAtOffset(position, boundary, start, end);
        return *end < characterCount() ? textAtOffset(*end + 1, boundary, start, end) : QString();
    }

private:
    int positionOf(int offset) const { return positionIn(m_view, offset); }

    const HexLayout& layout() const { return m_view.layoutOfBytes(); }

    int lineLength() const { return layout().width() + 1; }

    int lineOf(int position) const { return qMax(0, position) / lineLength(); }

    QString line(int number) const
    {
        return number < layout().lineCount() ? layout().lineText(m_view.bytes(), number)
                                             : QString();
    }

    HexView& m_view;
};

QAccessibleInterface* makeInterface(const QString&, QObject* object)
{
    auto* view = qobject_cast<HexView*>(object);
    return view == nullptr ? nullptr : new HexViewText(view);
}

} // namespace

void installHexViewAccessibility()
{
    static const bool kInstalled = [] {
        QAccessible::installFactory(makeInterface);
        return true;
    }();
    Q_UNUSED(kInstalled)
}

void tellTextChanged(HexView& view)
{
    if (QAccessible::isActive()) {
        QAccessibleValueChangeEvent event(&view, {});
        QAccessible::updateAccessibility(&event);
    }
}

void tellSelection(HexView& view)
{
    if (QAccessible::isActive()) {
        const int start = positionIn(view, view.markedOffset());
        const int last = view.markedOffset() + qMax(1, view.markedLength()) - 1;
        QAccessibleTextSelectionEvent event(&view, start, positionIn(view, last) + 2);
        QAccessible::updateAccessibility(&event);
    }
}

void tellCursor(HexView& view)
{
    if (QAccessible::isActive()) {
        QAccessibleTextCursorEvent event(&view, positionIn(view, view.cursorOffset()));
        QAccessible::updateAccessibility(&event);
    }
}

} // namespace workbench
