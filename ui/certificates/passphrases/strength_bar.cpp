#include "ui/certificates/passphrases/strength_bar.h"

#include "ui/common/theme.h"

#include <QPainter>

namespace workbench {

namespace {

constexpr int kFields = 5; // one a grade
constexpr int kGap = 4;

Tone toneOf(PassphraseGrade grade)
{
    switch (grade) {
    case PassphraseGrade::VeryWeak:
        return Tone::Bad;
    case PassphraseGrade::Weak:
    case PassphraseGrade::Fair:
        return Tone::Warning;
    case PassphraseGrade::Good:
    case PassphraseGrade::Strong:
        break;
    }
    return Tone::Good;
}

} // namespace

StrengthBar::StrengthBar(QWidget* parent)
    : QWidget(parent)
{
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
}

void StrengthBar::setStrength(const std::optional<PassphraseStrength>& strength)
{
    m_strength = strength;
    update();
}

QSize StrengthBar::sizeHint() const
{
    constexpr int kWidth = 200;
    return {kWidth, fontMetrics().height() / 2 + 2};
}

void StrengthBar::paintEvent(QPaintEvent* /*event*/)
{
    QPainter painter(this);
    painter.setPen(fieldLineColor(palette()));
    const int width = (this->width() - kGap * (kFields - 1)) / kFields;
    const int full = m_strength ? static_cast<int>(m_strength->grade) + 1 : 0;
    for (int i = 0; i < kFields; ++i) {
        const QRect field(i * (width + kGap), 0, width - 1, height() - 1);
        if (i < full) {
            painter.fillRect(field, toneColor(toneOf(m_strength->grade), palette()));
        }
        painter.drawRect(field);
    }
}

} // namespace workbench
