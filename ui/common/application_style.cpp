#include "ui/common/application_style.h"

#include "ui/common/theme.h"
#include "ui/common/workbench_style.h"

#include <QApplication>
#include <QPalette>
#include <QToolTip>
#if QT_VERSION >= QT_VERSION_CHECK(6, 5, 0)
#include <QStyleHints>
#endif

#include <array>

namespace workbench {

namespace {

struct Shades
{
    QRgb window;
    QRgb base;
    QRgb alternate;
    QRgb button;
    QRgb text;
    QRgb disabled;
    QRgb highlight;
    QRgb highlightedText;
    QRgb link;
    QRgb placeholder;
    QRgb tip;
};

constexpr Shades kLight {0xfff3f4f6,
                         0xffffffff,
                         0xfff7f8fa,
                         0xfffafbfc,
                         0xff1f2328,
                         0xff8c959f,
                         0xff1f6feb,
                         0xffffffff,
                         0xff0b5cad,
                         0xff6a737d,
                         0xffffffff};
constexpr Shades kDark {0xff202328,
                        0xff17191d,
                        0xff1c1f24,
                        0xff2c3037,
                        0xffe6e8eb,
                        0xff747d88,
                        0xff2f6fd0,
                        0xffffffff,
                        0xff79b8ff,
                        0xff8d96a0,
                        0xff2c3037};
constexpr Shades kContrastLight {0xffffffff,
                                 0xffffffff,
                                 0xffffffff,
                                 0xffffffff,
                                 0xff000000,
                                 0xff595959,
                                 0xff00337a,
                                 0xffffffff,
                                 0xff00337a,
                                 0xff404040,
                                 0xffffffff};
constexpr Shades kContrastDark {0xff000000,
                                0xff000000,
                                0xff000000,
                                0xff000000,
                                0xffffffff,
                                0xffa6a6a6,
                                0xff8fd0ff,
                                0xff000000,
                                0xff8fd0ff,
                                0xffc0c0c0,
                                0xff000000};

QPalette paletteOf(const Shades& shades)
{
    QPalette palette(QColor::fromRgb(shades.button), QColor::fromRgb(shades.window));
    const std::array<std::pair<QPalette::ColorRole, QRgb>, 14> roles {{
        {QPalette::Window, shades.window},
        {QPalette::WindowText, shades.text},
        {QPalette::Base, shades.base},
        {QPalette::AlternateBase, shades.alternate},
        {QPalette::Text, shades.text},
        {QPalette::Button, shades.button},
        {QPalette::ButtonText, shades.text},
        {QPalette::BrightText, shades.highlightedText},
        {QPalette::Highlight, shades.highlight},
        {QPalette::HighlightedText, shades.highlightedText},
        {QPalette::Link, shades.link},
        {QPalette::LinkVisited, shades.link},
        {QPalette::ToolTipBase, shades.tip},
        {QPalette::ToolTipText, shades.text},
    }};
    for (const auto& [role, color] : roles) {
        palette.setColor(role, QColor::fromRgb(color));
    }
    palette.setColor(QPalette::PlaceholderText, QColor::fromRgb(shades.placeholder));
    for (const QPalette::ColorRole role :
         {QPalette::WindowText, QPalette::Text, QPalette::ButtonText, QPalette::PlaceholderText}) {
        palette.setColor(QPalette::Disabled, role, QColor::fromRgb(shades.disabled));
    }
    return palette;
}

bool desktopIsDark()
{
#if QT_VERSION >= QT_VERSION_CHECK(6, 5, 0)
    const Qt::ColorScheme scheme = QGuiApplication::styleHints()->colorScheme();
    if (scheme != Qt::ColorScheme::Unknown) {
        return scheme == Qt::ColorScheme::Dark;
    }
#endif
    // Qt 6.4 has no colour scheme: the palette that the platform brought tells, and only until an
    // own one is set.
    static const bool kDarkAtStart = isDark(QGuiApplication::palette());
    return kDarkAtStart;
}

const Shades& shadesOf(Appearance appearance)
{
    const bool dark = desktopIsDark();
    switch (appearance) {
    case Appearance::Light:
        return kLight;
    case Appearance::Dark:
        return kDark;
    case Appearance::HighContrast:
        return dark ? kContrastDark : kContrastLight;
    case Appearance::System:
        break;
    }
    return dark ? kDark : kLight;
}

} // namespace

void applyStyle(Appearance appearance)
{
    const Shades& shades = shadesOf(appearance);
    if (qobject_cast<WorkbenchStyle*>(QApplication::style()) == nullptr) {
        QApplication::setStyle(new WorkbenchStyle);
    }
    const QPalette palette = paletteOf(shades);
    QApplication::setPalette(palette);
    QToolTip::setPalette(palette);
    QCoreApplication::setAttribute(Qt::AA_DontShowIconsInMenus, false);
}

const char* toIdentifier(Appearance appearance)
{
    switch (appearance) {
    case Appearance::Light:
        return "light";
    case Appearance::Dark:
        return "dark";
    case Appearance::HighContrast:
        return "high-contrast";
    case Appearance::System:
        break;
    }
    return "system";
}

Appearance appearanceFromIdentifier(const QString& word)
{
    for (const Appearance appearance :
         {Appearance::Light, Appearance::Dark, Appearance::HighContrast}) {
        if (word == QLatin1String(toIdentifier(appearance))) {
            return appearance;
        }
    }
    return Appearance::System;
}

} // namespace workbench
