#include "core/base/descriptor_limit.h"
#include "tests/bench/bench_servers.h"
#include "tests/bench/crowd.h"
#include "tests/support/test_pki.h"

#include <QCoreApplication>
#include <QTemporaryDir>

#include <cstdio>

/// What a server that traces and records keeps in memory for each connection that stands idle.
/// Fails above its limit.
namespace workbench::bench {
namespace {

constexpr int kClients = 2000;
constexpr double kMostKib = 100;

/// KiB that each of the clients takes.
double perClient(ServerKind kind, const QString& certificate)
{
    const auto server = startOwnServer(kind, certificate);
    constexpr int kWarmUp = 100;
    Crowd first(server->port(), kWarmUp);
    first.comeOneByOne();
    first.leave();
    const qint64 before = server->residentKib();
    Crowd crowd(server->port(), kClients);
    crowd.comeOneByOne();
    const qint64 after = server->residentKib();
    crowd.leave();
    if (server->stop().connections != kWarmUp + kClients) {
        qFatal("The server has not served all clients");
    }
    return static_cast<double>(after - before) / kClients;
}

int measure()
{
    const QTemporaryDir folder;
    const tests::TestPki pki;
    const QString certificate
        = pki.store(folder.path()).find(QStringLiteral("server")).value().path;
    const double stock = perClient(ServerKind::Stock, certificate);
    const double ours = perClient(ServerKind::Workbench, certificate);
    std::printf("%d idle connections, TLS 1.3, ECDSA P-256\n"
                "  stock       %6.1f KiB each\n"
                "  workbench   %6.1f KiB each, with the record   (wanted: at most %.0f)\n",
                kClients,
                stock,
                ours,
                kMostKib);
    return ours <= kMostKib ? 0 : 1;
}

int run(const QStringList& arguments)
{
    raiseDescriptorLimit();
    if (const std::optional<int> status = runIfServer(arguments)) {
        return *status;
    }
    return measure();
}

} // namespace
} // namespace workbench::bench

int main(int argc, char** argv)
{
    const QCoreApplication application(argc, argv);
    return workbench::bench::run(QCoreApplication::arguments());
}
