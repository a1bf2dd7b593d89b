#pragma once

#include <benchmark/benchmark.h>

namespace workbench::bench {

/// What a benchmark may take of one processor for one round, in milliseconds; above it, the program
/// ends with status 1. To be called before main(), for a benchmark with MeasureProcessCPUTime():
/// time in which others have the processor does not count. Builds without optimization are
/// measured, not judged.
bool limitCpuTime(const char* function, double milliseconds);

/// Prints like every benchmark, and looks at the limits.
class JudgingReporter : public benchmark::ConsoleReporter
{
public:
    JudgingReporter();

    void ReportRuns(const std::vector<Run>& runs) override;

    bool isWithinLimits() const { return m_isWithinLimits; }

private:
    bool m_isWithinLimits = true;
};

} // namespace workbench::bench
