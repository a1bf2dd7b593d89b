#pragma once

#include <QColor>
#include <QPalette>

class QWidget;

namespace workbench {

/// What a colour says. Colour never stands alone: an icon and a word say the same.
enum class Tone
{
    Neutral,
    Good,
    Warning,
    Bad,
    Busy
};

/// Whether text on this palette is light on dark.
bool isDark(const QPalette& palette);

/// Whether this palette is made of (nearly) pure black and white.
bool isHighContrast(const QPalette& palette);

/// The colour of text and icons of a tone: at least 4.5 : 1 (high contrast: 7 : 1) against the
/// palette's base and window colours (WCAG 2.1, 1.4.3 and 1.4.6).
QColor toneColor(Tone tone, const QPalette& palette);

/// A faint tint for the background of a panel of that tone.
QColor toneBackground(Tone tone, const QPalette& palette);

/// Colour of text that explains or stands back.
QColor secondaryTextColor(const QPalette& palette);

/// Colour of lines between parts.
QColor lineColor(const QPalette& palette);

/// Border of fields that are typed into: at least 3 : 1 against the window (WCAG 2.1, 1.4.11).
QColor fieldLineColor(const QPalette& palette);

/// Gives the text of one widget a colour; everything else still follows the application's palette.
void setTextColor(QWidget* widget, const QColor& color);

/// Contrast of two colours, 1 to 21 (WCAG 2.1, relative luminance).
double contrastRatio(const QColor& first, const QColor& second);

} // namespace workbench
