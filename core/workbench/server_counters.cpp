#include "core/workbench/server_counters.h"

#include "core/workbench/workbench.h"

#include <algorithm>

namespace workbench {
namespace {

bool isUnderWay(const ObservedConnection& connection)
{
    return connection.record->result == ConnectionResult::InProgress;
}

qint64 secondOf(ServerCounters::Moment moment)
{
    return std::chrono::duration_cast<std::chrono::seconds>(moment.time_since_epoch()).count();
}

} // namespace

void ServerCounters::note(const ObservedConnection& now,
                          const ObservedConnection* before,
                          Moment moment)
{
    if (before != nullptr) {
        add(*before, -1);
    }
    add(now, 1);
    if (isUnderWay(now) || (before != nullptr && !isUnderWay(*before))) {
        return;
    }
    const qint64 number = secondOf(moment);
    Second& second = m_seconds.at(static_cast<std::size_t>(number) % m_seconds.size());
    if (second.number != number) {
        second = {.number = number, .ended = 0};
    }
    ++second.ended;
}

void ServerCounters::add(const ObservedConnection& connection, int sign)
{
    const ConnectionRecord& record = *connection.record;
    if (record.result == ConnectionResult::InProgress) {
        m_handshaking += sign;
        return;
    }
    if (record.open) {
        m_open += sign;
    }
    if (record.result == ConnectionResult::Established) {
        m_done += sign;
        return;
    }
    m_failed += sign;
    if (connection.findings.isEmpty()) {
        return;
    }
    const Finding& first = connection.findings.first();
    FailureCount& reason = m_reasons[first.id];
    reason = {.id = first.id, .title = first.title, .count = reason.count + sign};
    if (reason.count == 0) {
        m_reasons.remove(first.id);
    }
}

QList<FailureCount> ServerCounters::reasons() const
{
    QList<FailureCount> reasons = m_reasons.values();
    std::sort(reasons.begin(), reasons.end(), [](const FailureCount& a, const FailureCount& b) {
        return std::pair(-a.count, a.id) < std::pair(-b.count, b.id);
    });
    return reasons;
}

double ServerCounters::perSecond(Moment moment) const
{
    const qint64 running = secondOf(moment);
    int ended = 0;
    for (const Second& second : m_seconds) {
        if (second.number < running && second.number >= running - kSeconds) {
            ended += second.ended;
        }
    }
    return static_cast<double>(ended) / kSeconds;
}

} // namespace workbench
