#include "ui/connection_view/phase_bars.h"

#include "ui/common/theme.h"
#include "ui/connection_view/record_text.h"

#include <QPainter>

#include <algorithm>

namespace workbench {

namespace {

constexpr int kNameWidth = 130;
constexpr int kTextWidth = 150;

Tone toneOf(PhaseResult result)
{
    switch (result) {
    case PhaseResult::Done:
        return Tone::Good;
    case PhaseResult::Running:
        return Tone::Busy;
    case PhaseResult::Failed:
    case PhaseResult::TimedOut:
        return Tone::Bad;
    case PhaseResult::Skipped:
        break;
    }
    return Tone::Neutral;
}

} // namespace

PhaseBars::PhaseBars(QWidget* parent)
    : QWidget(parent)
{
    setObjectName(QStringLiteral("phaseBars"));
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
}

int PhaseBars::rowHeight() const
{
    return fontMetrics().height() + 8;
}

qint64 PhaseBars::duration(const Phase& phase) const
{
    return phase.result == PhaseResult::Running ? qMax<qint64>(0, m_endUs - phase.startUs)
                                                : phase.durationUs;
}

void PhaseBars::setPhases(const QList<Phase>& phases, qint64 nowUs)
{
    m_phases = phases;
    m_endUs = qMax<qint64>(1, nowUs);
    for (const Phase& phase : phases) {
        m_endUs = std::max(m_endUs, phase.startUs + phase.durationUs);
    }
    QStringList spoken;
    for (const Phase& phase : phases) {
        spoken.append(QStringLiteral("%1: %2, %3")
                          .arg(phaseWord(phase.name),
                               phaseResultWord(phase.result),
                               microsecondsToText(duration(phase))));
    }
    setAccessibleName(tr("Phases. %1").arg(spoken.join(QStringLiteral(". "))));
    updateGeometry();
    update();
}

QSize PhaseBars::sizeHint() const
{
    return {480, rowHeight() * static_cast<int>(m_phases.size())};
}

QSize PhaseBars::minimumSizeHint() const
{
    return {kNameWidth + kTextWidth + 80, sizeHint().height()};
}

void PhaseBars::paintEvent(QPaintEvent*)
{
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    const int height = rowHeight();
    const int track = width() - kNameWidth - kTextWidth;
    int top = 0;
    for (const Phase& phase : std::as_const(m_phases)) {
        painter.setPen(secondaryTextColor(palette()));
        painter.drawText(QRect(0, top, kNameWidth, height),
                         Qt::AlignLeft | Qt::AlignVCenter,
                         phaseWord(phase.name));
        const auto position = [&](qint64 us) {
            return kNameWidth
                + static_cast<double>(track) * static_cast<double>(us)
                / static_cast<double>(m_endUs);
        };
        const double left = position(phase.startUs);
        const double right = position(phase.startUs + duration(phase));
        const double barHeight = height - 10.0;
        painter.setPen(Qt::NoPen);
        painter.setBrush(lineColor(palette()));
        painter.drawRoundedRect(QRectF(kNameWidth, top + height / 2.0 - 1, track, 2), 1, 1);
        painter.setBrush(toneColor(toneOf(phase.result), palette()));
        painter.drawRoundedRect(QRectF(left, top + 5, qMax(3.0, right - left), barHeight), 3, 3);
        painter.setPen(palette().color(QPalette::WindowText));
        const bool openEnd = phase.result == PhaseResult::Running && duration(phase) == 0;
        const QString words = phase.result == PhaseResult::Done
            ? microsecondsToText(phase.durationUs)
            : openEnd ? phaseResultWord(phase.result)
                      : QStringLiteral("%1, %2").arg(microsecondsToText(duration(phase)),
                                                     phaseResultWord(phase.result));
        painter.drawText(QRect(width() - kTextWidth + 12, top, kTextWidth - 12, height),
                         Qt::AlignLeft | Qt::AlignVCenter,
                         words);
        top += height;
    }
}

} // namespace workbench
