#pragma once

#include <QString>

namespace workbench {

/// How the window looks.
enum class Appearance
{
    System, ///< light or dark as the desktop is
    Light,
    Dark,
    HighContrast, ///< black on white, or white on black where the desktop is dark
};

/// Sets style (Fusion, a little roomier), palette and fonts of the whole application. May be called
/// again to change the appearance of windows that are open.
void applyStyle(Appearance appearance = Appearance::System);

const char* toIdentifier(Appearance appearance); ///< "system", "light", "dark", "high-contrast"
/// System for every other word.
Appearance appearanceFromIdentifier(const QString& word);

} // namespace workbench
