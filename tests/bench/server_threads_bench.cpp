#include "core/base/descriptor_limit.h"
#include "tests/bench/bench_servers.h"
#include "tests/bench/crowd.h"
#include "tests/bench/rounds.h"
#include "tests/support/test_pki.h"

#include <QCommandLineParser>
#include <QCoreApplication>
#include <QTemporaryDir>
#include <QThread>

#include <algorithm>
#include <cstdio>

/// What two threads of a server carry next to one: how fast it answers a crowd of clients whose
/// hellos are there already, so that nobody but the server works meanwhile. In turns. Fails below
/// its limit.
namespace workbench::bench {
namespace {

constexpr double kLeastGain = 1.7;
constexpr int kThreads = 2;

double perSecond(const ServerProcess& server, int clients)
{
    const std::chrono::duration<double> took
        = answerTime(server.processId(), server.port(), clients);
    return clients / took.count();
}

int compare(int rounds, int clients)
{
    if (QThread::idealThreadCount() < kThreads) {
        std::fputs("There is one processor only: two threads could not carry more\n", stderr);
        return 1;
    }
    const QTemporaryDir folder;
    const tests::TestPki pki;
    const QString certificate
        = pki.store(folder.path()).find(QStringLiteral("server")).value().path;
    const auto one = startOwnServer(ServerKind::Workbench, certificate);
    const auto two = startOwnServer(ServerKind::Workbench, certificate, kThreads);
    std::vector<double> ofOne;
    std::vector<double> ofTwo;
    for (int round = -1; round < rounds; ++round) { // the first warms up
        const double first = perSecond(round % 2 == 0 ? *one : *two, clients);
        const double second = perSecond(round % 2 == 0 ? *two : *one, clients);
        if (round >= 0) {
            ofOne.push_back(round % 2 == 0 ? first : second);
            ofTwo.push_back(round % 2 == 0 ? second : first);
        }
    }
    const std::vector<double> gains = ratios(ofTwo, ofOne);
    std::printf("TLS 1.3, ECDSA P-256, %d rounds of %d clients at once; median [quartiles]\n"
                "  one thread    %6.0f hellos answered a second\n"
                "  two threads   %6.0f\n"
                "  two / one     %s   (wanted: at least %.1f)\n",
                rounds,
                clients,
                quantile(ofOne, 0.5),
                quantile(ofTwo, 0.5),
                quartileText(gains).constData(),
                kLeastGain);
    const qint64 expected = qint64(clients) * (rounds + 1);
    const bool complete
        = one->stop().connections == expected && two->stop().connections == expected;
    if (!complete) {
        std::fputs("A server has not recorded all connections\n", stderr);
    }
    return complete && quantile(gains, 0.5) >= kLeastGain ? 0 : 1;
}

int run(const QStringList& arguments)
{
    raiseDescriptorLimit();
    if (const std::optional<int> status = runIfServer(arguments)) {
        return *status;
    }
    QCommandLineParser parser;
    const QCommandLineOption rounds(QStringLiteral("rounds"),
                                    QStringLiteral("Rounds."),
                                    QStringLiteral("N"),
                                    QStringLiteral("20"));
    const QCommandLineOption clients(QStringLiteral("clients"),
                                     QStringLiteral("Clients at once."),
                                     QStringLiteral("N"),
                                     QStringLiteral("400"));
    parser.addOptions({rounds, clients});
    parser.addHelpOption();
    parser.process(arguments);
    return compare(std::max(1, parser.value(rounds).toInt()),
                   std::max(1, parser.value(clients).toInt()));
}

} // namespace
} // namespace workbench::bench

int main(int argc, char** argv)
{
    const QCoreApplication application(argc, argv);
    return workbench::bench::run(QCoreApplication::arguments());
}
