#include "core/certificates/key_material.h"
#include "tests/bench/bench_servers.h"
#include "tests/bench/load_client.h"
#include "tests/bench/rounds.h"
#include "tests/bench/server_process.h"
#include "tests/support/test_pki.h"

#include <QCommandLineParser>
#include <QCoreApplication>
#include <QTemporaryDir>
#include <QThread>

#include <algorithm>
#include <cstdio>
#include <memory>
#include <vector>

/// Server CPU of a full handshake, for every kind of server under the same load in turns. Prints
/// figures; fails only when the measurement itself is worth nothing.
namespace workbench::bench {
namespace {

constexpr int kTls12 = 0x0303;
constexpr int kTls13 = 0x0304;

const QString kServe = QStringLiteral("--serve");
const QString kLoad = QStringLiteral("--load");

struct Contestant
{
    QString name;
    std::unique_ptr<ServerProcess> process;
    bool records = false; ///< whether it must have recorded messages
    qint64 handshakes = 0;
    std::vector<double> micros; ///< CPU per handshake, by round
};

struct Pace
{
    int rounds = 60;
    int handshakes = 40;
};

/// CPU per handshake in microseconds that the server used for one burst of load.
double burst(const Contestant& contestant, int version, int handshakes)
{
    const auto before = contestant.process->cpuTime();
    QProcess load;
    load.setProcessChannelMode(QProcess::ForwardedChannels);
    load.start(QCoreApplication::applicationFilePath(),
               {kLoad,
                QString::number(contestant.process->port()),
                QString::number(version),
                QString::number(handshakes)});
    constexpr int kPatience = 120'000;
    if (!load.waitForFinished(kPatience) || load.exitCode() != 0) {
        qFatal("A handshake with %s failed", qPrintable(contestant.name));
    }
    QThread::msleep(20); // what the server puts off until later is part of the price
    const auto used = contestant.process->cpuTime() - before;
    return std::chrono::duration<double, std::micro>(used).count() / handshakes;
}

void measure(std::vector<Contestant>& contestants, int version, const Pace& pace)
{
    for (int round = -1; round < pace.rounds; ++round) { // the first warms up
        for (Contestant& contestant : contestants) {
            const double micros = burst(contestant, version, pace.handshakes);
            contestant.handshakes += pace.handshakes;
            if (round >= 0) {
                contestant.micros.push_back(micros);
            }
        }
        std::rotate(contestants.begin(), contestants.begin() + 1, contestants.end());
    }
    std::sort(contestants.begin(), contestants.end(), [](const auto& a, const auto& b) {
        return a.name < b.name;
    });
}

const Contestant& byName(const std::vector<Contestant>& contestants, const char* name)
{
    return *std::find_if(contestants.begin(), contestants.end(), [name](const auto& one) {
        return one.name == QLatin1String(name);
    });
}

QByteArray ratioText(const Contestant& of, const Contestant& to)
{
    return quartileText(ratios(of.micros, to.micros));
}

void report(const std::vector<Contestant>& contestants, const char* title, const Pace& pace)
{
    std::printf("\n%s, full handshakes, ECDSA P-256, %d rounds of %d; median [quartiles]\n",
                title,
                pace.rounds,
                pace.handshakes);
    const Contestant& stock = byName(contestants, "stock");
    for (const Contestant& contestant : contestants) {
        std::printf("  %-24s %7.0f us server CPU, %s x stock QSslServer\n",
                    qPrintable(contestant.name),
                    quantile(contestant.micros, 0.5),
                    ratioText(contestant, stock).constData());
    }
    const Contestant& ours = byName(contestants, "workbench");
    std::printf("  workbench / stock               %s   (wanted: at most 1.1)\n",
                ratioText(ours, stock).constData());
    std::printf("  traced / untraced               %s   (wanted: at most 1.05)\n",
                ratioText(ours, byName(contestants, "workbench, untraced")).constData());
    std::printf("  workbench / openssl s_server    %s\n",
                ratioText(ours, byName(contestants, "openssl s_server")).constData());
    std::printf("  stock / openssl s_server        %s\n",
                ratioText(stock, byName(contestants, "openssl s_server")).constData());
    std::fflush(stdout);
}

std::unique_ptr<ServerProcess> startOwn(ServerKind kind, const QString& certificate)
{
    auto process = std::make_unique<ServerProcess>();
    process->start(QCoreApplication::applicationFilePath(),
                   {kServe, QString::number(static_cast<int>(kind)), certificate});
    return process;
}

std::vector<Contestant> startAll(const QString& folder)
{
    const tests::TestPki pki;
    const QString certificate = pki.store(folder).find(QStringLiteral("server")).value().path;
    std::vector<Contestant> all;
    const auto add = [&all](const char* name, std::unique_ptr<ServerProcess> process) {
        all.push_back({.name = QLatin1String(name), .process = std::move(process), .micros = {}});
    };
    add("openssl s_server",
        startOpenSslServer(certificate, certificatePem(pki.intermediate(), false)));
    add("stock", startOwn(ServerKind::Stock, certificate));
    add("stock, no CA list", startOwn(ServerKind::StockWithoutCaList, certificate));
    add("workbench", startOwn(ServerKind::Workbench, certificate));
    all.back().records = true;
    add("workbench, untraced", startOwn(ServerKind::WorkbenchUntraced, certificate));
    return all;
}

/// A figure for a server that did not do its work is worth nothing.
bool allDidTheirWork(std::vector<Contestant>& contestants)
{
    bool good = true;
    for (Contestant& contestant : contestants) {
        const ServerProcess::Totals totals = contestant.process->stop();
        if (totals.connections < 0) {
            continue; // another maker's program
        }
        constexpr qint64 kLeastMessages = 9; // of a full handshake, RFC 8446 §2
        const bool recorded = totals.messages >= kLeastMessages * totals.connections;
        if (totals.connections != contestant.handshakes || recorded != contestant.records) {
            std::fprintf(stderr,
                         "%s: %lld of %lld connections, %lld messages recorded\n",
                         qPrintable(contestant.name),
                         static_cast<long long>(totals.connections),
                         static_cast<long long>(contestant.handshakes),
                         static_cast<long long>(totals.messages));
            good = false;
        }
    }
    return good;
}

int compare(const Pace& pace)
{
    const QTemporaryDir folder;
    std::vector<Contestant> contestants = startAll(folder.path());
    for (const auto& [version, title] : {std::pair {kTls13, "TLS 1.3"}, {kTls12, "TLS 1.2"}}) {
        for (Contestant& contestant : contestants) {
            contestant.micros.clear();
        }
        measure(contestants, version, pace);
        report(contestants, title, pace);
    }
    return allDidTheirWork(contestants) ? 0 : 1;
}

int run(const QStringList& arguments)
{
    if (arguments.size() == 4 && arguments.at(1) == kServe) {
        return runServer(static_cast<ServerKind>(arguments.at(2).toInt()), arguments.at(3));
    }
    if (arguments.size() == 5 && arguments.at(1) == kLoad) {
        return runLoad(arguments.at(2).toUShort(), arguments.at(3).toInt(), arguments.at(4).toInt())
            ? 0
            : 1;
    }
    QCommandLineParser parser;
    const QCommandLineOption rounds(QStringLiteral("rounds"),
                                    QStringLiteral("Rounds."),
                                    QStringLiteral("N"),
                                    QStringLiteral("60"));
    const QCommandLineOption handshakes(QStringLiteral("handshakes"),
                                        QStringLiteral("Handshakes per server and round."),
                                        QStringLiteral("N"),
                                        QStringLiteral("40"));
    parser.addOptions({rounds, handshakes});
    parser.addHelpOption();
    parser.process(arguments);
    return compare({.rounds = std::max(1, parser.value(rounds).toInt()),
                    .handshakes = std::max(1, parser.value(handshakes).toInt())});
}

} // namespace
} // namespace workbench::bench

int main(int argc, char** argv)
{
    const QCoreApplication application(argc, argv);
    return workbench::bench::run(QCoreApplication::arguments());
}
