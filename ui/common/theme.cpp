#include "ui/common/theme.h"

#include <QWidget>

#include <algorithm>
#include <array>
#include <cmath>

namespace workbench {

namespace {

struct ToneColors
{
    QRgb light;
    QRgb dark;
    QRgb highContrastLight;
    QRgb highContrastDark;
};

constexpr std::array<ToneColors, 5> kToneColors {{
    {0xff57606a, 0xffa3adb8, 0xff000000, 0xffffffff}, // neutral
    {0xff15702f, 0xff4cc465, 0xff004d10, 0xff5dff7a}, // good
    {0xff8a5a00, 0xffe0aa3e, 0xff5c3b00, 0xffffd24d}, // warning
    {0xffb3261e, 0xffff8a80, 0xff8b0000, 0xffff9e9e}, // bad
    {0xff0b5cad, 0xff79b8ff, 0xff00337a, 0xff8fd0ff}, // busy
}};

double linear(double channel)
{
    return channel <= 0.04045 ? channel / 12.92 : std::pow((channel + 0.055) / 1.055, 2.4);
}

double luminance(const QColor& color)
{
    return 0.2126 * linear(color.redF()) + 0.7152 * linear(color.greenF())
        + 0.0722 * linear(color.blueF());
}

QColor mixed(const QColor& over, const QColor& under, double share)
{
    const auto channel = [share](float first, float second) {
        return static_cast<float>(first * share + second * (1.0 - share));
    };
    return QColor::fromRgbF(channel(over.redF(), under.redF()),
                            channel(over.greenF(), under.greenF()),
                            channel(over.blueF(), under.blueF()));
}

} // namespace

double contrastRatio(const QColor& first, const QColor& second)
{
    const double one = luminance(first) + 0.05;
    const double two = luminance(second) + 0.05;
    return std::max(one, two) / std::min(one, two);
}

bool isDark(const QPalette& palette)
{
    return luminance(palette.color(QPalette::Active, QPalette::WindowText))
        > luminance(palette.color(QPalette::Active, QPalette::Window));
}

bool isHighContrast(const QPalette& palette)
{
    return contrastRatio(palette.color(QPalette::Active, QPalette::WindowText),
                         palette.color(QPalette::Active, QPalette::Window))
        > 20.0;
}

QColor toneColor(Tone tone, const QPalette& palette)
{
    const ToneColors& colors = kToneColors.at(static_cast<std::size_t>(tone));
    const bool dark = isDark(palette);
    if (isHighContrast(palette)) {
        return QColor::fromRgb(dark ? colors.highContrastDark : colors.highContrastLight);
    }
    return QColor::fromRgb(dark ? colors.dark : colors.light);
}

QColor toneBackground(Tone tone, const QPalette& palette)
{
    const QColor base = palette.color(QPalette::Active, QPalette::Base);
    if (isHighContrast(palette)) {
        return base;
    }
    return mixed(toneColor(tone, palette), base, isDark(palette) ? 0.13 : 0.07);
}

QColor secondaryTextColor(const QPalette& palette)
{
    return toneColor(Tone::Neutral, palette);
}

void setTextColor(QWidget* widget, const QColor& color)
{
    QPalette own;
    own.setColor(QPalette::WindowText, color);
    widget->setPalette(own);
}

QColor lineColor(const QPalette& palette)
{
    const QColor window = palette.color(QPalette::Active, QPalette::Window);
    const QColor text = palette.color(QPalette::Active, QPalette::WindowText);
    return isHighContrast(palette) ? text : mixed(text, window, 0.16);
}

QColor fieldLineColor(const QPalette& palette)
{
    const QColor window = palette.color(QPalette::Active, QPalette::Window);
    const QColor text = palette.color(QPalette::Active, QPalette::WindowText);
    return isHighContrast(palette) ? text : mixed(text, window, 0.5);
}

} // namespace workbench
