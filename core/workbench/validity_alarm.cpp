#include "core/workbench/validity_alarm.h"

#include <algorithm>
#include <array>
#include <utility>

namespace workbench {

QDateTime nextValidityChange(const QList<StoreEntry>& entries, const QDateTime& now, int soonDays)
{
    QDateTime next;
    for (const StoreEntry& entry : entries) {
        const CertificateFacts& facts = entry.facts;
        // Both ends belong to the validity: a moment later it is over.
        const std::array moments {facts.notBefore,
                                  facts.notAfter.addDays(-soonDays).addMSecs(1),
                                  facts.notAfter.addMSecs(1)};
        for (const QDateTime& moment : moments) {
            if (moment > now && (!next.isValid() || moment < next)) {
                next = moment;
            }
        }
    }
    return next;
}

ValidityAlarm::ValidityAlarm(QObject* parent, Clock clock)
    : QObject(parent)
    , m_clock(std::move(clock))
{
    m_timer.setSingleShot(true);
    connect(&m_timer, &QTimer::timeout, this, &ValidityAlarm::look);
}

void ValidityAlarm::follow(const QList<StoreEntry>& entries, int soonDays)
{
    m_next = nextValidityChange(entries, m_clock(), soonDays);
    look();
}

void ValidityAlarm::look()
{
    constexpr qint64 kLongest = 60'000;
    m_timer.stop();
    if (!m_next.isValid()) {
        return;
    }
    const qint64 left = m_clock().msecsTo(m_next);
    if (left > 0) {
        m_timer.start(static_cast<int>(std::min(left, kLongest)));
        return;
    }
    m_next = {};
    Q_EMIT changed();
}

} // namespace workbench
