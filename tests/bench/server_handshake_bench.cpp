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

/// Server CPU of a handshake, full and resumed, for every kind of server under the same load in
/// turns. Fails where the workbench takes more than its limit, and when the measurement itself is
/// worth nothing.
namespace workbench::bench {
namespace {

constexpr int kTls12 = 0x0303;
constexpr int kTls13 = 0x0304;
/// Next to a stock QSslServer, which neither traces nor records nor resumes.
constexpr double kMostOfStock = 1.0;

const QString kLoad = QStringLiteral("--load");

struct Contestant
{
    QString name;
    std::unique_ptr<ServerProcess> process;
    bool records = false; ///< whether it must have recorded messages
    bool resumes = false; ///< whether it must take up a session that is offered
    qint64 handshakes = 0;
    std::vector<double> micros; ///< CPU per handshake, by round
};

struct Pace
{
    int rounds = 60;
    int handshakes = 40;
};

struct Kind
{
    const char* title;
    int version;
    bool resumed;
};

constexpr Kind kKinds[] = {{"TLS 1.3, full handshakes", kTls13, false},
                           {"TLS 1.2, full handshakes", kTls12, false},
                           {"TLS 1.3, sessions offered", kTls13, true},
                           {"TLS 1.2, sessions offered", kTls12, true}};

/// CPU per handshake in microseconds that the server used for one burst of load.
double burst(const Contestant& contestant, const Kind& kind, int handshakes)
{
    QProcess load;
    load.setProcessChannelMode(QProcess::ForwardedErrorChannel);
    load.start(QCoreApplication::applicationFilePath(),
               {kLoad,
                QString::number(contestant.process->port()),
                QString::number(kind.version),
                QString::number(handshakes),
                QString::number(kind.resumed ? 1 : 0)});
    constexpr int kPatience = 120'000;
    if (!load.waitForReadyRead(kPatience)) {
        qFatal("The load for %s does not begin", qPrintable(contestant.name));
    }
    load.readAllStandardOutput();
    QThread::msleep(20); // what the server puts off until later is part of the price
    const auto before = contestant.process->cpuTime();
    load.write("\n");
    if (!load.waitForFinished(kPatience) || load.exitCode() != 0) {
        qFatal("A handshake with %s failed", qPrintable(contestant.name));
    }
    QThread::msleep(20);
    const auto used = contestant.process->cpuTime() - before;
    const int resumed = load.readAllStandardOutput().trimmed().toInt();
    if (resumed != (kind.resumed && contestant.resumes ? handshakes : 0)) {
        qFatal("%s resumed %d of %d sessions", qPrintable(contestant.name), resumed, handshakes);
    }
    return std::chrono::duration<double, std::micro>(used).count() / handshakes;
}

void measure(std::vector<Contestant>& contestants, const Kind& kind, const Pace& pace)
{
    for (int round = -1; round < pace.rounds; ++round) { // the first warms up
        for (Contestant& contestant : contestants) {
            const double micros = burst(contestant, kind, pace.handshakes);
            contestant.handshakes += pace.handshakes + (kind.resumed ? 1 : 0);
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

bool report(const std::vector<Contestant>& contestants, const Kind& kind, const Pace& pace)
{
    std::printf("\n%s, ECDSA P-256, %d rounds of %d; median [quartiles]\n",
                kind.title,
                pace.rounds,
                pace.handshakes);
    const Contestant& stock = byName(contestants, "stock");
    for (const Contestant& contestant : contestants) {
        std::printf("  %-24s %7.0f us server CPU, %s x stock QSslServer%s\n",
                    qPrintable(contestant.name),
                    quantile(contestant.micros, 0.5),
                    ratioText(contestant, stock).constData(),
                    kind.resumed && !contestant.resumes ? ", does not resume" : "");
    }
    const Contestant& ours = byName(contestants, "workbench");
    std::printf("  workbench / stock               %s   (wanted: at most %.1f)\n",
                ratioText(ours, stock).constData(),
                kMostOfStock);
    for (const char* other : {"openssl s_server", "nginx"}) {
        std::printf("  workbench / %-19s %s\n",
                    other,
                    ratioText(ours, byName(contestants, other)).constData());
    }
    std::fflush(stdout);
    return quantile(ratios(ours.micros, stock.micros), 0.5) <= kMostOfStock;
}

std::vector<Contestant> startAll(const QString& folder)
{
    const tests::TestPki pki;
    const QString certificate = pki.store(folder).find(QStringLiteral("server")).value().path;
    std::vector<Contestant> all;
    const auto add = [&all](const char* name, std::unique_ptr<ServerProcess> process) {
        all.push_back({.name = QLatin1String(name), .process = std::move(process), .micros = {}});
    };
    add("nginx", startNginx(certificate));
    all.back().resumes = true;
    add("openssl s_server",
        startOpenSslServer(certificate, certificatePem(pki.intermediate(), false)));
    all.back().resumes = true;
    add("stock", startOwnServer(ServerKind::Stock, certificate));
    add("stock, no CA list", startOwnServer(ServerKind::StockWithoutCaList, certificate));
    add("workbench", startOwnServer(ServerKind::Workbench, certificate));
    all.back().records = true;
    all.back().resumes = true;
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
        constexpr qint64 kLeastMessages = 7; // of a resumed handshake, RFC 5077 §3.1
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
    bool isWithin = true;
    for (const Kind& kind : kKinds) {
        for (Contestant& contestant : contestants) {
            contestant.micros.clear();
        }
        measure(contestants, kind, pace);
        isWithin = report(contestants, kind, pace) && isWithin;
    }
    return allDidTheirWork(contestants) && isWithin ? 0 : 1;
}

int run(const QStringList& arguments)
{
    if (const std::optional<int> status = runIfServer(arguments)) {
        return *status;
    }
    if (arguments.size() == 6 && arguments.at(1) == kLoad) {
        return runLoad({.port = arguments.at(2).toUShort(),
                        .version = arguments.at(3).toInt(),
                        .count = arguments.at(4).toInt(),
                        .offersSession = arguments.at(5).toInt() != 0})
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
