#include "core/connection/repetition.h"

#include <algorithm>

namespace workbench {

Spread spreadOf(QList<qint64> timesUs)
{
    if (timesUs.isEmpty()) {
        return {};
    }
    std::sort(timesUs.begin(), timesUs.end());
    const qsizetype count = timesUs.size();
    const qsizetype upper = count / 2;
    const qsizetype lower = (count - 1) / 2;
    constexpr qsizetype kPercent = 95;
    constexpr qsizetype kWhole = 100;
    const qsizetype rank = (count * kPercent + kWhole - 1) / kWhole;
    return {.count = static_cast<int>(count),
            .minUs = timesUs.first(),
            .medianUs = (timesUs.at(lower) + timesUs.at(upper)) / 2,
            .p95Us = timesUs.at(rank - 1),
            .maxUs = timesUs.last()};
}

void Repetition::add(const ConnectionRecord& record)
{
    ++m_count;
    ++m_results[record.result];
    auto same = std::find_if(m_byVersions.begin(), m_byVersions.end(), [&](const auto& one) {
        return one.versions == record.allowedVersions;
    });
    if (same == m_byVersions.end()) {
        same = m_byVersions.insert(same, {.versions = record.allowedVersions, .results = {}});
    }
    ++same->results[record.result];
    m_resumed += record.negotiated.resumed ? 1 : 0;
    m_offeredSessions = m_offeredSessions || record.sessionOffered;
    if (record.result == ConnectionResult::Established) {
        m_wholeUs.append(record.durationUs);
    }
    for (const Phase& phase : record.phases) {
        if (phase.result == PhaseResult::Done) {
            m_phasesUs[phase.name].append(phase.durationUs);
        }
    }
}

int Repetition::countOf(ConnectionResult result) const
{
    const auto position = m_results.find(result);
    return position == m_results.end() ? 0 : position->second;
}

QList<Repetition::PhaseSpread> Repetition::phases() const
{
    QList<PhaseSpread> spreads;
    for (const auto& [name, times] : m_phasesUs) {
        spreads.append({.name = name, .spread = spreadOf(times)});
    }
    return spreads;
}

} // namespace workbench
