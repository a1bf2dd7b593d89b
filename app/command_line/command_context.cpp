#include "app/command_line/command_context.h"

#include "app/command_line/termination.h"
#include "core/base/printable_text.h"
#include "core/diagnosis/diagnosis.h"
#include "core/diagnosis/error_line.h"
#include "core/report/text_writer.h"

#include <QCoreApplication>
#include <QJsonDocument>
#include <QJsonObject>
#include <QStandardPaths>

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <system_error>

#ifdef Q_OS_UNIX
#include <climits>
#include <poll.h>
#include <unistd.h>
#endif

namespace workbench {
namespace {

int outputFault = 0; ///< errno of the first write to standard output that failed

#ifdef Q_OS_UNIX
/// Waits until standard output takes PIPE_BUF bytes; for ever, but not once the command is to end.
/// False leaves errno.
bool awaitRoom()
{
    constexpr int kLook = 250; // ms between two looks at whether the command is to end
    constexpr int kPatience = 3000; // ms then, for whoever reads
    pollfd output {.fd = STDOUT_FILENO, .events = POLLOUT, .revents = 0};
    for (int waited = 0; waited < kPatience;) {
        const int ready = ::poll(&output, 1, kLook);
        if (ready > 0) {
            return true;
        }
        if (ready < 0 && errno != EINTR) {
            return false;
        }
        waited += ready == 0 && Termination::wasRequested() ? kLook : 0;
    }
    errno = ETIMEDOUT;
    return false;
}
#endif

/// To standard output; false leaves errno. A signal may come while whoever reads takes its time:
/// stdio would then lose the rest of a line.
bool writeWhole(const QByteArray& bytes)
{
#ifdef Q_OS_UNIX
    for (qsizetype written = 0; written < bytes.size();) {
        if (!awaitRoom()) {
            return false;
        }
        const ssize_t count = ::write(
            STDOUT_FILENO,
            bytes.constData() + written,
            static_cast<std::size_t>(std::min<qsizetype>(PIPE_BUF, bytes.size() - written)));
        if (count < 0 && errno != EINTR) {
            return false;
        }
        written += std::max<ssize_t>(0, count);
    }
    return true;
#else
    const auto size = static_cast<std::size_t>(bytes.size());
    return std::fwrite(bytes.constData(), 1, size, stdout) == size && std::fflush(stdout) == 0;
#endif
}

} // namespace

bool CommandContext::colour() const
{
    return onTerminal() && qEnvironmentVariableIsEmpty("NO_COLOR");
}

ReportOptions CommandContext::reportOptions() const
{
    return {.colour = colour(), .fields = fields};
}

bool CommandContext::onTerminal()
{
#ifdef Q_OS_UNIX
    return isatty(STDOUT_FILENO) == 1;
#else
    return false;
#endif
}

void CommandContext::print(const QString& text)
{
    print(harmlessLines(text, CommandContext {}.colour()).toLocal8Bit() + '\n');
}

void CommandContext::printLine(const QString& text)
{
    print(withoutControls(text).toLocal8Bit() + '\n');
}

void CommandContext::print(const QByteArray& bytes)
{
    if (isOutputLost()) {
        return; // nothing stands behind a part
    }
    errno = 0;
    if (!writeWhole(bytes)) {
        outputFault = errno == 0 ? EIO : errno;
    }
}

bool CommandContext::isOutputLost()
{
    return outputFault != 0;
}

int CommandContext::concluded(int status)
{
    if (!isOutputLost()) {
        return status;
    }
    return fault(
        {.code = ErrorCode::FileFault,
         .message
         = QCoreApplication::translate("CommandLine", "Standard output cannot be written: %1.")
               .arg(QString::fromLocal8Bit(std::generic_category().message(outputFault).c_str()))});
}

void CommandContext::printJson(const QJsonDocument& document, bool oneLine)
{
    QByteArray bytes = document.toJson(oneLine ? QJsonDocument::Compact : QJsonDocument::Indented);
    if (!bytes.endsWith('\n')) {
        bytes += '\n';
    }
    print(bytes);
}

void CommandContext::complain(const QString& text)
{
    const QByteArray bytes = "tls-workbench: " + withoutControls(text).toLocal8Bit() + '\n';
    std::fwrite(bytes.constData(), 1, static_cast<std::size_t>(bytes.size()), stderr);
}

void CommandContext::complain(const Error& error)
{
    complain(errorLine(error));
}

int CommandContext::fault(const Error& error)
{
    complain(error);
    switch (error.code) {
    case ErrorCode::InvalidInput:
    case ErrorCode::NotSupported:
        return ExitUsage;
    default:
        return ExitLocalFault;
    }
}

void CommandContext::printFault(const Error& error) const
{
    if (!json()) {
        return;
    }
    const QJsonObject report = workbench::toJson(ConnectionRecord {}, {diagnose(error)});
    const QJsonObject document {
        {QStringLiteral("schema"), QStringLiteral("tls-workbench/fault/1")},
        {QStringLiteral("findings"), report.value(QStringLiteral("findings"))},
    };
    printJson(QJsonDocument(document), true);
}

int CommandContext::faultDocument(const Error& error) const
{
    printFault(error);
    return fault(error);
}

int CommandContext::usage(const QString& message) const
{
    const QString sentence
        = message.endsWith(QLatin1Char('.')) ? message : message + QLatin1Char('.');
    return faultDocument({.code = ErrorCode::InvalidInput,
                          .message = sentence,
                          .remedy = QCoreApplication::translate(
                              "CommandLine", "“tls-workbench help” lists commands and options.")});
}

CommandContext CommandContext::of(const QStringList& arguments)
{
    const QString option = QStringLiteral("--format");
    const QString json = QStringLiteral("json");
    CommandContext context;
    for (qsizetype i = 0; i < arguments.size(); ++i) {
        const bool apart = arguments.at(i) == option && arguments.value(i + 1) == json;
        if (apart || arguments.at(i) == option + QLatin1Char('=') + json) {
            context.format = OutputFormat::Json;
        }
    }
    return context;
}

QString defaultHome()
{
    return QStandardPaths::writableLocation(QStandardPaths::GenericDataLocation)
        + QStringLiteral("/tls-workbench");
}

} // namespace workbench
