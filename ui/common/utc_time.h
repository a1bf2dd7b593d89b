#pragma once

#include <QDateTime>
#include <QString>

namespace workbench {

/// Moments as a person reads and types them where certificates say UTC: "2026-01-31 12:00:00",
/// whatever the computer's own zone is.
QString utcFormat();
QString utcText(const QDateTime& time);

/// Invalid: it is no such moment.
QDateTime utcFromText(const QString& text);

} // namespace workbench
