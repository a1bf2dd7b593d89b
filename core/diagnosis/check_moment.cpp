#include "core/diagnosis/check_moment.h"

#include "core/diagnosis/diagnosis_text.h"
#include "core/diagnosis/named_values.h"

namespace workbench {

QDateTime checkMoment(const Facts& facts)
{
    const QDateTime& chosen = facts.record.verification.moment;
    const QDateTime& started = facts.record.started;
    return chosen.isValid() ? chosen
                            : (started.isValid() ? started : QDateTime::currentDateTimeUtc());
}

QString checkMomentText(const Facts& facts)
{
    const QDateTime& chosen = facts.record.verification.moment;
    return chosen.isValid()
        ? DiagnosisText::tr("the moment of the check, %1 (--time)").arg(timeText(chosen))
        : DiagnosisText::tr("this connection");
}

QString clockRemedy(const Facts& facts)
{
    const QDateTime& chosen = facts.record.verification.moment;
    return chosen.isValid()
        ? DiagnosisText::tr("The check was asked for as of %1: leave that out (--time) to check as "
                            "of now.")
              .arg(timeText(chosen))
        : DiagnosisText::tr("Check the clock of this computer.");
}

QString spanText(const QDateTime& from, const QDateTime& to)
{
    constexpr qint64 kHour = 3600;
    constexpr qint64 kDay = 24 * kHour;
    const qint64 seconds = std::abs(from.secsTo(to));
    if (seconds >= 2 * kDay) {
        return DiagnosisText::tr("%1 days").arg(seconds / kDay);
    }
    if (seconds >= 2 * kHour) {
        return DiagnosisText::tr("%1 hours").arg(seconds / kHour);
    }
    constexpr qint64 kMinute = 60;
    if (seconds >= 2 * kMinute) {
        return DiagnosisText::tr("%1 minutes").arg(seconds / kMinute);
    }
    return DiagnosisText::tr("%1 seconds").arg(seconds);
}

} // namespace workbench
