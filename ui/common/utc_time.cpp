#include "ui/common/utc_time.h"

#include <QTimeZone>

namespace workbench {

QString utcFormat()
{
    return QStringLiteral("yyyy-MM-dd HH:mm:ss");
}

QString utcText(const QDateTime& time)
{
    return time.toUTC().toString(utcFormat());
}

QDateTime utcFromText(const QString& text)
{
    // Date and time by themselves: as a moment of the own zone some do not exist.
    const QString typed = text.trimmed();
    const QDate date
        = QDate::fromString(typed.section(QLatin1Char(' '), 0, 0), QStringLiteral("yyyy-MM-dd"));
    const QTime time = QTime::fromString(typed.section(QLatin1Char(' '), 1).trimmed(),
                                         QStringLiteral("HH:mm:ss"));
    return date.isValid() && time.isValid() ? QDateTime(date, time, QTimeZone::utc()) : QDateTime();
}

} // namespace workbench
