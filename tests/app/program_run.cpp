#include "tests/app/program_run.h"

#include <QProcess>
#include <QTest>

#include <algorithm>
#include <memory>
#include <vector>

namespace workbench::tests {
namespace {

constexpr int kLongest = 30'000;

void start(QProcess& process, const QStringList& arguments, const QString& home)
{
    QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
    environment.remove(QStringLiteral("DISPLAY"));
    environment.remove(QStringLiteral("WAYLAND_DISPLAY"));
    environment.remove(QStringLiteral("QT_QPA_PLATFORM"));
    process.setProcessEnvironment(environment);
    process.start(QStringLiteral(PROGRAM),
                  QStringList {QStringLiteral("--home"), home} + arguments);
    process.closeWriteChannel();
}

ProgramRun whatIsLeftOf(QProcess& process)
{
    const bool ended
        = process.state() == QProcess::NotRunning && process.exitStatus() == QProcess::NormalExit;
    return {ended ? process.exitCode() : -1,
            process.readAllStandardOutput(),
            process.readAllStandardError()};
}

} // namespace

QList<QJsonObject> ProgramRun::documents() const
{
    if (json().isObject()) {
        return {json().object()};
    }
    QList<QJsonObject> found;
    const QList<QByteArray> lines = output.trimmed().split('\n');
    for (const QByteArray& line : lines) {
        found.append(QJsonDocument::fromJson(line).object());
    }
    return found;
}

ProgramRun runProgram(const QStringList& arguments, const QString& home, const QString& outputFile)
{
    QProcess process;
    process.setStandardOutputFile(outputFile);
    start(process, arguments, home);
    process.waitForFinished(kLongest);
    return whatIsLeftOf(process);
}

ProgramRun makeShop(const QString& home)
{
    const QString store = QStringLiteral("store");
    const QString make = QStringLiteral("new");
    const QString root = QStringLiteral("ca");
    const ProgramRun authority
        = runProgram({store, make, root, QStringLiteral("--kind"), root}, home);
    return authority.status == 0
        ? runProgram({store, make, QStringLiteral("shop"), QStringLiteral("--issuer"), root}, home)
        : authority;
}

QList<ProgramRun> runProgramsBeside(const QList<QStringList>& arguments, const QString& home)
{
    std::vector<std::unique_ptr<QProcess>> processes;
    for (const QStringList& one : arguments) {
        processes.push_back(std::make_unique<QProcess>());
        start(*processes.back(), one, home);
    }
    static_cast<void>(QTest::qWaitFor(
        [&] {
            return std::all_of(processes.begin(), processes.end(), [](const auto& process) {
                return process->state() == QProcess::NotRunning;
            });
        },
        kLongest));
    QList<ProgramRun> runs;
    for (const auto& process : processes) {
        runs.append(whatIsLeftOf(*process));
    }
    return runs;
}

ProgramRun runProgramBeside(const QStringList& arguments, const QString& home)
{
    return runProgramsBeside({arguments}, home).first();
}

} // namespace workbench::tests
