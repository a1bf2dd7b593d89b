#include "core/base/hex.h"
#include "core/certificates/certificate_store.h"
#include "core/certificates/store_search.h"
#include "tests/bench/bench_limits.h"
#include "tests/bench/give_up.h"
#include "tests/support/test_pki.h"

#include <QDir>
#include <QFile>
#include <QTemporaryDir>

#include <benchmark/benchmark.h>

/// The certificate store with 10,000 entries: opened, opened again after other programs changed a
/// few files, searched. Each entry is a server certificate with a key; half of them carry their
/// intermediate along.
namespace workbench::bench {
namespace {

constexpr int kEntries = 10'000;

/// A folder as a store of that size leaves it, made once. Certificates of one key: making 10,000
/// would take longer than what is measured.
class LargeFolder
{
public:
    static const LargeFolder& instance()
    {
        static const LargeFolder folder;
        return folder;
    }

    QString path() const { return m_folder.path(); }

    QString file(int number) const
    {
        return m_folder.filePath(QStringLiteral("host %1.pem").arg(number));
    }

private:
    LargeFolder()
    {
        const tests::TestPki pki;
        for (int number = 0; number < kEntries; ++number) {
            CertificateRequest request = tests::TestPki::request(
                CertificateKind::Server, QStringLiteral("host%1.bench.test").arg(number));
            request.san = {QStringLiteral("dns:host%1.bench.test").arg(number),
                           QStringLiteral("dns:www.host%1.bench.test").arg(number)};
            KeyMaterial material = tests::TestPki::make(request, &pki.intermediate());
            if (number % 2 == 0) {
                material.chain.clear();
            }
            QFile out(file(number));
            if (!out.open(QIODevice::WriteOnly) || out.write(*toPem(material)) < 0) {
                giveUp("an entry cannot be written");
            }
        }
    }

    QTemporaryDir m_folder;
};

CertificateStore opened()
{
    return *CertificateStore::open(LargeFolder::instance().path());
}

void openStore(benchmark::State& state)
{
    LargeFolder::instance();
    for ([[maybe_unused]] auto _ : state) {
        const CertificateStore store = opened();
        if (store.entries().size() != kEntries || !store.faults().isEmpty()) {
            giveUp("not every file became an entry");
        }
    }
}

void readChanges(benchmark::State& state)
{
    CertificateStore store = opened();
    const QByteArray content = [] {
        QFile file(LargeFolder::instance().file(1));
        return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
    }();
    for ([[maybe_unused]] auto _ : state) {
        state.PauseTiming();
        for (int number = 0; number < 10; ++number) {
            QFile file(LargeFolder::instance().file(number));
            if (!file.open(QIODevice::WriteOnly) || file.write(content) != content.size()) {
                giveUp("a file cannot be written");
            }
        }
        state.ResumeTiming();
        if (!store.reload()) {
            giveUp("the store cannot be read");
        }
    }
}

void search(benchmark::State& state, const QString& query, qsizetype expected)
{
    const CertificateStore store = opened();
    for ([[maybe_unused]] auto _ : state) {
        if (store.search(query).size() != expected) {
            giveUp("other entries than expected were found");
        }
    }
}

void searchName(benchmark::State& state)
{
    search(state, QStringLiteral("WWW.host 4321.bench"), 1);
}

void searchHash(benchmark::State& state)
{
    const CertificateStore store = opened();
    search(state, QChar(0x200e) + toFingerprint(store.entries().last().facts.sha256), 1);
}

void searchAll(benchmark::State& state)
{
    search(state, QStringLiteral("bench.test"), kEntries);
}

BENCHMARK(openStore)->Unit(benchmark::kMillisecond)->MeasureProcessCPUTime();
BENCHMARK(searchName)->Unit(benchmark::kMillisecond)->MeasureProcessCPUTime();
BENCHMARK(searchHash)->Unit(benchmark::kMillisecond)->MeasureProcessCPUTime();
BENCHMARK(searchAll)->Unit(benchmark::kMillisecond)->MeasureProcessCPUTime();
// Last: it makes ten files equal.
BENCHMARK(readChanges)->Unit(benchmark::kMillisecond);

// What a person waits for: a second for the store, nothing that is felt for a search.
constexpr double kOpened = 1000;
constexpr double kFound = 50;
const bool kAreLimited = limitCpuTime("openStore", kOpened) && limitCpuTime("searchName", kFound)
    && limitCpuTime("searchHash", kFound) && limitCpuTime("searchAll", kFound);

} // namespace
} // namespace workbench::bench
