#include "core/trace/key_log_file.h"

#include "core/base/wipe.h"

#include <QCoreApplication>
#include <QFile>
#include <QFileInfo>

#include <cerrno>
#include <mutex>

#ifdef Q_OS_UNIX
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>
#endif

namespace workbench {
namespace {

bool openForAppending(QFile& file)
{
#ifdef Q_OS_UNIX
    // QFile creates with 0666 and narrows later; a key log must never be readable in between.
    const int descriptor = ::open(QFile::encodeName(file.fileName()).constData(),
                                  O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC | O_NOFOLLOW,
                                  S_IRUSR | S_IWUSR);
    return descriptor >= 0
        && file.open(descriptor, QIODevice::WriteOnly | QIODevice::Append, QFile::AutoCloseHandle);
#else
    return file.open(QIODevice::WriteOnly | QIODevice::Append);
#endif
}

/// Takes the rights of all others to a file that was there already. Pipes and devices keep none of
/// what goes through them.
bool narrow([[maybe_unused]] const QFile& file)
{
#ifdef Q_OS_UNIX
    struct stat status
    { };

    if (fstat(file.handle(), &status) != 0) {
        return false;
    }
    const bool isOwners = (status.st_mode & (S_IRWXG | S_IRWXO)) == 0;
    return !S_ISREG(status.st_mode) || isOwners || fchmod(file.handle(), S_IRUSR | S_IWUSR) == 0;
#else
    return true;
#endif
}

/// Whether the last line that is there has an end. Of what cannot be read that is supposed.
bool endsWithLine(const QString& path)
{
    QFile file(path);
    if (!QFileInfo(path).isFile() || !file.open(QIODevice::ReadOnly) || file.size() == 0) {
        return true;
    }
    return !file.seek(file.size() - 1) || file.read(1) == "\n";
}

} // namespace

Result<void> appendKeyLog(const QString& path, QByteArray& lines)
{
    QFile file(path);
    const bool opened = openForAppending(file);
    if (opened && !narrow(file)) {
        const QString reason = qt_error_string(errno);
        wipe(lines);
        return fail({.code = ErrorCode::PermissionDenied,
                     .message = QCoreApplication::translate(
                                    "KeyLog",
                                    "Others may read this key log, and that cannot be changed: %1.")
                                    .arg(reason),
                     .remedy = QCoreApplication::translate(
                         "KeyLog", "Name a file of your own; nothing was written to this one."),
                     .where = path});
    }
    // What another thread is writing looks like a line without an end.
    static std::mutex one;
    const std::scoped_lock turn(one);
    const bool begun = opened && (endsWithLine(path) || file.write("\n") == 1);
    const bool written = begun && file.write(lines) == lines.size() && file.flush();
    wipe(lines);
    if (!written) {
        return fail(
            {.code = ErrorCode::FileFault,
             .message = QCoreApplication::translate("KeyLog", "The key log cannot be written: %1.")
                            .arg(qt_error_string(errno)),
             .where = path});
    }
    return {};
}

} // namespace workbench
