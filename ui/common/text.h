#pragma once

#include "core/base/error.h"

#include <QDateTime>
#include <QString>

#include <string>

namespace workbench {

/// Words and numbers as the window writes them everywhere.
QString fromStd(const std::string& text);
QString clockText(const QDateTime& time); ///< local time, "10:02:11.532"
QString dateText(const QDateTime& time); ///< local, "2026-11-21 10:02"
QString bytesText(qint64 bytes); ///< "312 B", "4.2 kB", "2.1 MB" (of 1024)
QString versionLabel(quint16 version); ///< "TLS 1.3"; "–" for 0
QString suiteText(quint16 suite); ///< IANA name; "–" for 0
QString groupText(quint16 group); ///< "–" for 0
QString schemeText(quint16 scheme); ///< "–" for 0
QString errorText(const Error& error); ///< message and remedy
QString withoutMnemonic(QString text); ///< "&Start" → "Start"

} // namespace workbench
