#include "tests/bench/bench_limits.h"

#include <cstdio>
#include <map>
#include <string>

namespace workbench::bench {
namespace {

#ifdef NDEBUG
constexpr bool kIsJudged = true;
#else
constexpr bool kIsJudged = false;
#endif

std::map<std::string, double>& limits()
{
    static std::map<std::string, double> all;
    return all;
}

} // namespace

bool limitCpuTime(const char* function, double milliseconds)
{
    return limits().emplace(function, milliseconds).second;
}

JudgingReporter::JudgingReporter()
    : ConsoleReporter(OO_Defaults)
{ }

void JudgingReporter::ReportRuns(const std::vector<Run>& runs)
{
    ConsoleReporter::ReportRuns(runs);
    constexpr double kMillisecondsPerSecond = 1000;
    for (const Run& run : runs) {
        const auto limit = limits().find(run.run_name.function_name);
        if (!kIsJudged || limit == limits().end() || run.run_type != Run::RT_Iteration
            || run.iterations == 0) {
            continue;
        }
        const double took = run.cpu_accumulated_time * kMillisecondsPerSecond
            / static_cast<double>(run.iterations);
        if (took > limit->second) {
            m_isWithinLimits = false;
            std::fprintf(stderr,
                         "%s took %.1f ms of one processor; %.0f ms are the limit\n",
                         limit->first.c_str(),
                         took,
                         limit->second);
        }
    }
}

} // namespace workbench::bench
