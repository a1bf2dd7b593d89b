#include "core/certificates/key_material.h"
#include "tests/bench/bench_clients.h"
#include "tests/bench/rounds.h"
#include "tests/bench/server_process.h"
#include "tests/support/test_pki.h"

#include <QCommandLineParser>
#include <QCoreApplication>
#include <QFile>
#include <QProcess>
#include <QStandardPaths>
#include <QTemporaryDir>

#include <algorithm>
#include <cstdio>
#include <sys/resource.h>

/// Client CPU of a full handshake against the same server, in turns: the workbench's client, a bare
/// loop over QSslSocket, and `openssl s_time`, which checks nothing. Fails above its limit.
namespace workbench::bench {
namespace {

constexpr int kTls12 = 0x0303;
constexpr int kTls13 = 0x0304;
constexpr double kMostOfBare = 1.1;
constexpr int kPatience = 120'000;

const QString kClient = QStringLiteral("--client");

struct Pace
{
    int rounds = 30;
    int handshakes = 100;
};

struct Figures
{
    std::vector<double> workbench; ///< CPU per handshake in microseconds, by round
    std::vector<double> bare;
    std::vector<double> openSsl;
};

double ownClient(ClientKind kind, const ClientLoad& load)
{
    QProcess client;
    client.setProcessChannelMode(QProcess::ForwardedErrorChannel);
    client.start(QCoreApplication::applicationFilePath(),
                 {kClient,
                  QString::number(static_cast<int>(kind)),
                  QString::number(load.port),
                  QString::number(load.version),
                  QString::number(load.count),
                  load.anchor});
    if (!client.waitForFinished(kPatience) || client.exitCode() != 0) {
        qFatal("A handshake failed");
    }
    return client.readAllStandardOutput().trimmed().toDouble();
}

double childrenMicros()
{
    rusage usage {};
    ::getrusage(RUSAGE_CHILDREN, &usage);
    constexpr double kMicrosPerSecond = 1e6;
    return static_cast<double>(usage.ru_utime.tv_sec + usage.ru_stime.tv_sec) * kMicrosPerSecond
        + static_cast<double>(usage.ru_utime.tv_usec + usage.ru_stime.tv_usec);
}

/// It runs for a time, not for a number, and prints how many connections it made.
double openSslClient(const ClientLoad& load)
{
    const double before = childrenMicros();
    QProcess client;
    client.start(QStandardPaths::findExecutable(QStringLiteral("openssl")),
                 {QStringLiteral("s_time"),
                  QStringLiteral("-connect"),
                  QStringLiteral("127.0.0.1:%1").arg(load.port),
                  QStringLiteral("-new"),
                  QStringLiteral("-time"),
                  QStringLiteral("1"),
                  load.version == kTls13 ? QStringLiteral("-tls1_3") : QStringLiteral("-tls1_2")});
    if (!client.waitForFinished(kPatience) || client.exitCode() != 0) {
        qFatal("openssl s_time failed");
    }
    const QList<QByteArray> lines = client.readAllStandardOutput().split('\n');
    for (const QByteArray& line : lines) {
        if (const qsizetype end = line.indexOf(" connections in "); end > 0) {
            return (childrenMicros() - before) / std::max(1, line.left(end).toInt());
        }
    }
    qFatal("openssl s_time says nothing");
}

Figures measure(const ClientLoad& load, int rounds)
{
    Figures figures;
    for (int round = 0; round < rounds; ++round) {
        const bool bareFirst = round % 2 == 0;
        if (bareFirst) {
            figures.bare.push_back(ownClient(ClientKind::Bare, load));
        }
        figures.workbench.push_back(ownClient(ClientKind::Workbench, load));
        if (!bareFirst) {
            figures.bare.push_back(ownClient(ClientKind::Bare, load));
        }
        figures.openSsl.push_back(openSslClient(load));
    }
    return figures;
}

bool report(const Figures& figures, const char* title, const Pace& pace)
{
    const std::vector<double> toBare = ratios(figures.workbench, figures.bare);
    std::printf("\n%s, full handshakes, ECDSA P-256, %d rounds of %d; median [quartiles]\n",
                title,
                pace.rounds,
                pace.handshakes);
    std::printf("  workbench         %7.0f us client CPU\n", quantile(figures.workbench, 0.5));
    std::printf("  bare QSslSocket   %7.0f us\n", quantile(figures.bare, 0.5));
    std::printf("  openssl s_time    %7.0f us, nothing checked\n", quantile(figures.openSsl, 0.5));
    std::printf("  workbench / bare QSslSocket     %s   (wanted: at most %.1f)\n",
                quartileText(toBare).constData(),
                kMostOfBare);
    std::printf("  workbench / openssl s_time      %s\n",
                quartileText(ratios(figures.workbench, figures.openSsl)).constData());
    std::fflush(stdout);
    return quantile(toBare, 0.5) <= kMostOfBare;
}

int compare(const Pace& pace)
{
    const QTemporaryDir folder;
    const tests::TestPki pki;
    const QString certificate
        = pki.store(folder.path()).find(QStringLiteral("server")).value().path;
    QFile anchor(folder.filePath(QStringLiteral("root.pem")));
    if (!anchor.open(QIODevice::WriteOnly) || anchor.write(certificatePem(pki.root(), false)) <= 0
        || !anchor.flush()) {
        qFatal("The root cannot be written");
    }
    const auto server = startOpenSslServer(certificate, certificatePem(pki.intermediate(), false));
    bool isWithin = true;
    for (const auto& [version, title] : {std::pair {kTls13, "TLS 1.3"}, {kTls12, "TLS 1.2"}}) {
        const Figures figures = measure({.port = server->port(),
                                         .version = version,
                                         .count = pace.handshakes,
                                         .anchor = anchor.fileName()},
                                        pace.rounds);
        isWithin = report(figures, title, pace) && isWithin;
    }
    server->stop();
    return isWithin ? 0 : 1;
}

int run(const QStringList& arguments)
{
    if (arguments.size() == 7 && arguments.at(1) == kClient) {
        return runClient(static_cast<ClientKind>(arguments.at(2).toInt()),
                         {.port = arguments.at(3).toUShort(),
                          .version = arguments.at(4).toInt(),
                          .count = arguments.at(5).toInt(),
                          .anchor = arguments.at(6)});
    }
    QCommandLineParser parser;
    const QCommandLineOption rounds(QStringLiteral("rounds"),
                                    QStringLiteral("Rounds."),
                                    QStringLiteral("N"),
                                    QStringLiteral("30"));
    const QCommandLineOption handshakes(QStringLiteral("handshakes"),
                                        QStringLiteral("Handshakes per client and round."),
                                        QStringLiteral("N"),
                                        QStringLiteral("100"));
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
