#include "ui/common/tone_panel.h"

#include <QPainter>
#include <QPainterPath>

namespace workbench {

namespace {

constexpr double kRadius = 6.0;
constexpr double kBarWidth = 4.0;

} // namespace

TonePanel::TonePanel(QWidget* parent)
    : QWidget(parent)
{ }

void TonePanel::setTone(Tone tone)
{
    m_tone = tone;
    update();
}

void TonePanel::paintEvent(QPaintEvent*)
{
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    const QRectF area = QRectF(rect()).adjusted(0.5, 0.5, -0.5, -0.5);
    painter.setPen(lineColor(palette()));
    painter.setBrush(toneBackground(m_tone, palette()));
    painter.drawRoundedRect(area, kRadius, kRadius);
    QPainterPath shape;
    shape.addRoundedRect(area, kRadius, kRadius);
    painter.setClipPath(shape);
    painter.fillRect(QRectF(area.left(), area.top(), kBarWidth, area.height()),
                     toneColor(m_tone, palette()));
}

} // namespace workbench
