#include "tests/support/command.h"

#include <QProcess>

namespace workbench::tests {

CommandResult
runCommand(const QString& program, const QStringList& arguments, const QByteArray& input)
{
    QProcess process;
    process.start(program, arguments);
    process.write(input);
    process.closeWriteChannel();
    CommandResult result;
    if (process.waitForFinished() && process.exitStatus() == QProcess::NormalExit) {
        result.exitCode = process.exitCode();
    }
    result.output = process.readAllStandardOutput();
    result.errors = process.readAllStandardError();
    return result;
}

CommandResult runOpenSsl(const QStringList& arguments, const QByteArray& input)
{
    return runCommand(QStringLiteral("openssl"), arguments, input);
}

} // namespace workbench::tests
