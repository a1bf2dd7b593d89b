#pragma once

#include <QStringList>

class QCoreApplication;
class QLocale;

namespace workbench {

/// Installs what a person of that locale reads: first English, which holds nothing but the plurals
/// of the texts in the sources, then the locale's own language where there is one. Call it once,
/// before the first text is made. Returns the base names of the files that were found, without
/// ending.
QStringList installTranslations(QCoreApplication& application, const QLocale& locale);

} // namespace workbench
