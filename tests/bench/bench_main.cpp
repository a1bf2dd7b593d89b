#include "tests/bench/bench_limits.h"

#include <QCoreApplication>

#include <benchmark/benchmark.h>

int main(int argc, char** argv)
{
    const QCoreApplication application(argc, argv);
    benchmark::Initialize(&argc, argv);
    if (benchmark::ReportUnrecognizedArguments(argc, argv)) {
        return 1;
    }
    workbench::bench::JudgingReporter reporter;
    benchmark::RunSpecifiedBenchmarks(&reporter);
    return reporter.isWithinLimits() ? 0 : 1;
}
