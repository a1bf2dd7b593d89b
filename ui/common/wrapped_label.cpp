#include "ui/common/wrapped_label.h"

namespace workbench {
namespace {

// Characters in a line.
constexpr int kLeastCharacters = 12;
constexpr int kUsualCharacters = 60;

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

QSize WrappedLabel::sizeHint() const
{
    const int width = qBound(kLeastCharacters, static_cast<int>(text().size()), kUsualCharacters)
        * fontMetrics().averageCharWidth();
    return {width, heightForWidth(width)};
}

QSize WrappedLabel::minimumSizeHint() const
{
    return {kLeastCharacters * fontMetrics().averageCharWidth(), fontMetrics().height()};
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
