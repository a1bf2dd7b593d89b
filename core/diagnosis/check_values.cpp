#include "core/diagnosis/check_values.h"

#include "core/diagnosis/diagnosis_text.h"
#include "core/diagnosis/named_values.h"

#include <algorithm>
#include <array>

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

QString sufficientKey(const Facts& facts)
{
    struct Keys
    {
        int rsaBits;
        const char* curve;
    };

    constexpr std::array kKeys {Keys {2048, "P-256"}, // no key below that is issued any more
                                Keys {2048, "P-256"},
                                Keys {2048, "P-256"},
                                Keys {3072, "P-256"},
                                Keys {7680, "P-384"},
                                Keys {15360, "P-521"}};
    const int level = std::clamp(facts.record.securityLevel, 0, static_cast<int>(kKeys.size()) - 1);
    const Keys& keys = kKeys.at(static_cast<std::size_t>(level));
    return DiagnosisText::tr("RSA %1 or more, or EC %2")
        .arg(keys.rsaBits)
        .arg(QString::fromLatin1(keys.curve));
}

QString anchorsText(const Facts& facts)
{
    const Verification& check = facts.record.verification;
    if (check.pinChecked) {
        return DiagnosisText::tr("the pinned hashes");
    }
    if (check.anchorsCount == 0 && check.anchorsOrigin.isEmpty()) {
        return DiagnosisText::tr("the trust anchors (none were given)");
    }
    return DiagnosisText::tr("the trust anchors (%1: %2)")
        .arg(check.anchorsOrigin.isEmpty() ? DiagnosisText::tr("unknown") : check.anchorsOrigin)
        .arg(check.anchorsCount);
}

} // namespace workbench
