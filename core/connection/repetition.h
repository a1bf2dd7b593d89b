#pragma once

#include "core/connection/connection_record.h"

#include <map>

namespace workbench {

/// How far times lie apart, in microseconds. All 0 where there is none.
struct Spread
{
    int count = 0;
    qint64 minUs = 0;
    qint64 medianUs = 0; ///< of an even number the mean of the two in the middle
    qint64 p95Us = 0; ///< nearest rank: 95 of 100 took no longer
    qint64 maxUs = 0;

    bool operator==(const Spread&) const = default;
};

Spread spreadOf(QList<qint64> timesUs);

/// What several connections in a row have come to.
class Repetition
{
public:
    void add(const ConnectionRecord& record);

    int count() const { return m_count; }

    int countOf(ConnectionResult result) const;

    const std::map<ConnectionResult, int>& results() const { return m_results; }

    int resumed() const { return m_resumed; }

    /// One of them had a session to take up again, so that the number of resumed ones says
    /// something.
    bool offeredSessions() const { return m_offeredSessions; }

    /// How many ended how, with the versions that they offered.
    struct VersionResults
    {
        TlsVersionSet versions;
        std::map<ConnectionResult, int> results;
    };

    /// In the order in which they came up; one element unless the versions had a hole.
    const QList<VersionResults>& byVersions() const { return m_byVersions; }

    /// Up to the verdict, of those that were established.
    Spread whole() const { return spreadOf(m_wholeUs); }

    struct PhaseSpread
    {
        PhaseName name = PhaseName::Tcp;
        Spread spread;
    };

    /// Of the phases that were done, in their order.
    QList<PhaseSpread> phases() const;

private:
    int m_count = 0;
    int m_resumed = 0;
    bool m_offeredSessions = false;
    std::map<ConnectionResult, int> m_results;
    QList<VersionResults> m_byVersions;
    std::map<PhaseName, QList<qint64>> m_phasesUs;
    QList<qint64> m_wholeUs;
};

} // namespace workbench
