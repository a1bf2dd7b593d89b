#include "ui/common/wrapped_label.h"

namespace workbench {
namespace {

/// In a line.
constexpr int kLeastCharacters = 18;

/// The longest part of the text that has to stay on one line.
QString longestPiece(const QString& text)
{
    const auto mayBreakAfter = [](QChar character) {
        return character.isSpace() || character == QLatin1Char('/')
            || character == QLatin1Char('-');
    };
    qsizetype start = 0;
    qsizetype bestStart = 0;
    qsizetype bestLength = 0;
    for (qsizetype i = 0; i <= text.size(); ++i) {
        if (i == text.size() || mayBreakAfter(text.at(i))) {
            const qsizetype length = qMin(i + 1, text.size()) - start;
            if (length > bestLength) {
                bestStart = start;
                bestLength = length;
            }
            start = i + 1;
        }
    }
    return text.mid(bestStart, bestLength).trimmed();
}

} // namespace

WrappedLabel::WrappedLabel(QWidget* parent)
    : QLabel(parent)
{
    setWordWrap(true);
    setTextFormat(Qt::PlainText);
    setTextInteractionFlags(Qt::TextSelectableByMouse);
    setAlignment(Qt::AlignLeft | Qt::AlignTop);
}

int WrappedLabel::heightForWidth(int width) const
{
    forgetWhenChanged();
    const auto known = m_heights.constFind(width);
    if (known != m_heights.constEnd()) {
        return *known;
    }
    const int height = QLabel::heightForWidth(width);
    m_heights.insert(width, height);
    return height;
}

/// Narrow and high: a QFormLayout gives a row no more than the height of this, whatever its width
/// demands.
QSize WrappedLabel::sizeHint() const
{
    const int width = minimumSizeHint().width();
    return {width, heightForWidth(width)};
}

QSize WrappedLabel::minimumSizeHint() const
{
    const int least = kLeastCharacters * fontMetrics().averageCharWidth();
    return {qMax(least, fontMetrics().horizontalAdvance(longestPiece(text()))),
            fontMetrics().height()};
}

void WrappedLabel::forgetWhenChanged() const
{
    constexpr int kMostWidths = 64; // a window that is being resized asks for every one
    if (text() == m_text && font() == m_font && m_heights.size() <= kMostWidths) {
        return;
    }
    m_text = text();
    m_font = font();
    m_heights.clear();
}

} // namespace workbench
