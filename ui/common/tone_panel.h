#pragma once

#include "ui/common/theme.h"

#include <QWidget>

namespace workbench {

/// A panel with a faint tint and a bar at its left edge in the colour of a tone.
class TonePanel : public QWidget
{
    Q_OBJECT

public:
    explicit TonePanel(QWidget* parent = nullptr);

    Tone tone() const { return m_tone; }

    void setTone(Tone tone);

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    Tone m_tone = Tone::Neutral;
};

} // namespace workbench
