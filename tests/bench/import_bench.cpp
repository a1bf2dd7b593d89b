#include "core/certificates/store_import.h"
#include "tests/bench/give_up.h"
#include "tests/support/test_pki.h"

#include <QTemporaryDir>

#include <benchmark/benchmark.h>

/// One file of 2,000 certificates taken into a store, on a real disk: what a person waits for who
/// drops a large bundle on the window. Most of the time goes into making each file survive a power
/// cut.
namespace workbench::bench {
namespace {

constexpr int kCertificates = 2'000;

CertificateBundle largeBundle()
{
    const tests::TestPki pki;
    CertificateBundle bundle;
    for (int number = 0; number < kCertificates; ++number) {
        const CertificateRequest request = tests::TestPki::request(
            CertificateKind::Server, QStringLiteral("host%1.bench.test").arg(number));
        bundle.certificates.append(tests::TestPki::make(request, &pki.intermediate()).certificate);
    }
    return bundle;
}

void importBundle(benchmark::State& state)
{
    static const CertificateBundle bundle = largeBundle();
    for ([[maybe_unused]] auto _ : state) {
        state.PauseTiming();
        const QTemporaryDir folder;
        CertificateStore store = *CertificateStore::open(folder.path());
        state.ResumeTiming();
        const auto imported = importInto(store, {{.bundle = bundle, .wish = {}, .origin = {}}});
        if (!imported || imported->entries.size() != kCertificates) {
            giveUp("not everything was imported");
        }
    }
    state.SetItemsProcessed(state.iterations() * kCertificates);
}

BENCHMARK(importBundle)->Unit(benchmark::kMillisecond)->UseRealTime()->Iterations(1);

} // namespace
} // namespace workbench::bench
