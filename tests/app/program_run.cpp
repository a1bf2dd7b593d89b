#include "tests/app/program_run.h"

#include <QProcess>

namespace workbench::tests {

ProgramRun runProgram(const QStringList& arguments, const QString& home, const QString& outputFile)
{
    QProcess process;
    process.setStandardOutputFile(outputFile);
    QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
    environment.remove(QStringLiteral("DISPLAY"));
    environment.remove(QStringLiteral("WAYLAND_DISPLAY"));
    environment.remove(QStringLiteral("QT_QPA_PLATFORM"));
    process.setProcessEnvironment(environment);
    process.start(QStringLiteral(PROGRAM),
                  arguments + QStringList {QStringLiteral("--home"), home});
    process.closeWriteChannel();
    constexpr int kLongest = 30'000;
    process.waitForFinished(kLongest);
    return {process.exitStatus() == QProcess::NormalExit ? process.exitCode() : -1,
            process.readAllStandardOutput(),
            process.readAllStandardError()};
}

} // namespace workbench::tests
