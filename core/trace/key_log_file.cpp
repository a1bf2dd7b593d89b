#include "core/trace/key_log_file.h"

#include "core/base/wipe.h"

#include <QCoreApplication>
#include <QFile>

#include <cerrno>

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

} // namespace

Result<void> appendKeyLog(const QString& path, QByteArray& lines)
{
    QFile file(path);
    const bool written
        = openForAppending(file) && file.write(lines) == lines.size() && file.flush();
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
