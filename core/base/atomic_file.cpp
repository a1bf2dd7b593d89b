#include "core/base/atomic_file.h"

#include <QCoreApplication>
#include <QFile>
#include <QFileInfo>
#include <QTemporaryFile>

#include <algorithm>
#include <cerrno>
#include <filesystem>
#include <system_error>

#ifdef Q_OS_UNIX
#include <fcntl.h>
#include <unistd.h>
#endif

namespace workbench {
namespace {

Error fileError(const QString& path, const QString& message, int number, const QString& systemText)
{
    const bool denied = number == EACCES || number == EPERM || number == EROFS;
    return {.code = denied ? ErrorCode::PermissionDenied : ErrorCode::FileFault,
            .message = message,
            .where = path,
            .nativeCode = static_cast<quint64>(number),
            .nativeText = systemText};
}

constexpr qint64 kPart = 1 << 20;

QString cannotWrite()
{
    return QCoreApplication::translate("File", "The file cannot be written: %1.");
}

QString cannotRead()
{
    return QCoreApplication::translate("File", "The file cannot be read: %1.");
}

/// The failure that Qt just met; Qt itself has no words for most.
Error lastError(const QString& path, const QString& message, const QFile& file)
{
    const int number = errno;
    const QString reason = number == 0
        ? file.errorString()
        : QString::fromLocal8Bit(std::generic_category().message(number).c_str());
    return fileError(path, message.arg(reason), number, reason);
}

/// Makes the bytes of an open file, and on Unix the folder's entry, survive a power cut.
bool flushToDisk(QFile& file)
{
    if (!file.flush()) {
        return false;
    }
#ifdef Q_OS_UNIX
    return ::fsync(file.handle()) == 0;
#else
    return true;
#endif
}

void flushFolder(const QString& folder)
{
#ifdef Q_OS_UNIX
    const int descriptor
        = ::open(QFile::encodeName(folder).constData(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (descriptor >= 0) {
        ::fsync(descriptor);
        ::close(descriptor);
    }
#else
    Q_UNUSED(folder)
#endif
}

/// Gives the finished temporary file its name.
std::error_code publish(const std::string& temporary, const std::string& path, Existing existing)
{
    std::error_code code;
    if (existing == Existing::Replace) {
        std::filesystem::rename(temporary, path, code);
        return code;
    }
    // A second link fails when the name is taken, which renaming does not.
    std::filesystem::create_hard_link(temporary, path, code);
    if (!code) {
        std::error_code ignored;
        std::filesystem::remove(temporary, ignored);
        return code;
    }
    std::error_code missing;
    if (std::filesystem::exists(path, missing)) {
        return std::make_error_code(std::errc::file_exists);
    }
    // File systems without links (FAT, some network ones).
    code.clear();
    std::filesystem::rename(temporary, path, code);
    return code;
}

} // namespace

Result<void> writeFileAtomically(const QString& path, const QByteArray& content, Existing existing)
{
    const QString folder = QFileInfo(path).absolutePath();
    // QTemporaryFile creates with O_EXCL and mode 0600, and removes the file unless it was renamed.
    QTemporaryFile file(folder + QStringLiteral("/.") + QFileInfo(path).fileName()
                        + QStringLiteral(".XXXXXX"));
    errno = 0;
    if (!file.open() || file.write(content) != content.size() || !flushToDisk(file)) {
        return fail(lastError(path, cannotWrite(), file));
    }
    // Qt makes the file without a name where the system can, and names it when asked.
    errno = 0;
    const QString temporary = file.fileName();
    if (temporary.isEmpty()) {
        return fail(lastError(path, cannotWrite(), file));
    }
    const std::error_code code = publish(QFile::encodeName(temporary).toStdString(),
                                         QFile::encodeName(path).toStdString(),
                                         existing);
    if (code == std::errc::file_exists) {
        return fail({.code = ErrorCode::AlreadyExists,
                     .message
                     = QCoreApplication::translate("File", "There is a file of this name already."),
                     .where = path});
    }
    if (code) {
        const QString reason = QString::fromLocal8Bit(code.message().c_str());
        return fail(fileError(path, cannotWrite().arg(reason), code.value(), reason));
    }
    file.setAutoRemove(false);
    flushFolder(folder);
    return {};
}

Result<QByteArray> readFile(const QString& path, qint64 limit)
{
    QFile file(path);
    if (!file.exists()) {
        return fail({.code = ErrorCode::NotFound,
                     .message = QCoreApplication::translate("File", "There is no such file."),
                     .where = path});
    }
    errno = 0;
    if (!file.open(QIODevice::ReadOnly)) {
        return fail(lastError(path, cannotRead(), file));
    }
    // As much as there is: asking for the limit would make a buffer of that size for every file.
    QByteArray content = file.read(std::min(file.size(), limit) + 1);
    while (!file.atEnd() && content.size() <= limit) { // it grew, or does not know its size
        const QByteArray more = file.read(std::min(kPart, limit + 1 - content.size()));
        if (more.isEmpty()) {
            break;
        }
        content += more;
    }
    if (file.error() != QFileDevice::NoError) {
        return fail(lastError(path, cannotRead(), file));
    }
    if (content.size() > limit) {
        return fail(
            {.code = ErrorCode::InvalidInput,
             .message
             = QCoreApplication::translate("File", "The file is larger than %1 bytes.").arg(limit),
             .where = path});
    }
    return content;
}

} // namespace workbench
