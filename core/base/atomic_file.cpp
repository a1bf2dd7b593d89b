#include "core/base/atomic_file.h"

#include <QCoreApplication>
#include <QDirIterator>
#include <QFile>
#include <QFileInfo>
#include <QRegularExpression>
#include <QSet>
#include <QTemporaryFile>
#include <QThreadPool>

#include <algorithm>
#include <cerrno>
#include <cstddef>
#include <filesystem>
#include <system_error>
#include <utility>

#ifdef Q_OS_UNIX
#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
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

Error systemError(const QString& path, const QString& message, int number)
{
    const QString reason = QString::fromLocal8Bit(std::generic_category().message(number).c_str());
    return fileError(path, message.arg(reason), number, reason);
}

/// The failure that Qt just met; Qt itself has no words for most.
Error lastError(const QString& path, const QString& message, const QFile& file)
{
    const int number = errno;
    return number == 0 ? fileError(path, message.arg(file.errorString()), 0, file.errorString())
                       : systemError(path, message, number);
}

QString folderOf(const QString& path)
{
    return QFileInfo(path).absolutePath();
}

/// Makes the bytes of an open file survive a power cut; the system's error number, 0: done.
int flushToDisk(QFile& file)
{
#ifdef Q_OS_UNIX
    return ::fsync(file.handle()) == 0 ? 0 : errno;
#else
    return file.flush() ? 0 : EIO;
#endif
}

/// Makes the names in it survive a power cut.
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

/// Gives a file that has no name yet its last one at once, so that there is no moment in which a
/// process that is killed leaves it under another. False: it has one, there is such a file already,
/// or the system cannot.
bool nameDirectly(const QTemporaryFile& file, const QString& path)
{
#ifdef Q_OS_LINUX
    struct stat status
    { };

    const QByteArray unnamed = "/proc/self/fd/" + QByteArray::number(file.handle());
    return ::fstat(file.handle(), &status) == 0 && status.st_nlink == 0
        && ::linkat(AT_FDCWD,
                    unnamed.constData(),
                    AT_FDCWD,
                    QFile::encodeName(path).constData(),
                    AT_SYMLINK_FOLLOW)
        == 0;
#else
    Q_UNUSED(file)
    Q_UNUSED(path)
    return false;
#endif
}

/// Tells removeAbandonedFiles() that somebody is at work on the file; the system takes it back
/// when the process ends in whatever way.
void markAsOwned(const QFile& file)
{
#ifdef Q_OS_UNIX
    ::flock(file.handle(), LOCK_EX);
#else
    Q_UNUSED(file)
#endif
}

/// Removes a temporary file that nobody has marked. One that is empty may be about to be.
void removeWhenAbandoned(const QString& path)
{
#ifdef Q_OS_UNIX
    const QByteArray name = QFile::encodeName(path);
    const int descriptor = ::open(name.constData(), O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
    if (descriptor < 0) {
        return;
    }

    struct stat open
    { };

    struct stat named
    { };

    // Renamed since it was found, it is the file that somebody wanted.
    if (::flock(descriptor, LOCK_EX | LOCK_NB) == 0 && ::fstat(descriptor, &open) == 0
        && S_ISREG(open.st_mode) && open.st_size > 0 && ::lstat(name.constData(), &named) == 0
        && named.st_ino == open.st_ino) {
        ::unlink(name.constData());
    }
    ::close(descriptor);
#else
    Q_UNUSED(path)
#endif
}

/// Gives what was written its name; the folder is flushed by whoever asks.
Result<void> publishFile(QTemporaryFile& file, const QString& path, Existing existing)
{
    // Qt makes the file without a name where the system can, and names it when asked.
    if (nameDirectly(file, path)) {
        file.setAutoRemove(false);
        return {};
    }
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
    return {};
}

tl::unexpected<Error> noRegularFile(const QString& path, const QString& remedy)
{
    return fail({.code = ErrorCode::FileFault,
                 .message = QCoreApplication::translate(
                     "File", "It is no file but a pipe, a socket or a device."),
                 .remedy = remedy,
                 .where = path});
}

} // namespace

Result<void> checkReplaceable(const QString& path)
{
    const QFileInfo file(path);
    const bool special = file.exists() && !file.isFile() && !file.isDir();
    if (special || file.symLinkTarget().startsWith(QLatin1String("/proc/"))) {
        return noRegularFile(path, QCoreApplication::translate("File", "Choose another path."));
    }
    return {};
}

Result<void> checkWritable(const QString& path)
{
    const QFileInfo file(path);
    const QFileInfo folder(folderOf(path));
    int number = 0;
    if (file.exists()) {
        number = file.isDir() ? EISDIR : file.isWritable() ? 0 : EACCES;
    } else {
        number = !folder.exists() ? ENOENT
            : !folder.isDir()     ? ENOTDIR
            : folder.isWritable() ? 0
                                  : EACCES;
    }
    return number == 0 ? Result<void>() : fail(systemError(path, cannotWrite(), number));
}

Result<void> checkReadable(const QString& path)
{
    const QFileInfo file(path);
    if (!file.exists()) {
        return fail({.code = ErrorCode::NotFound,
                     .message = QCoreApplication::translate("File", "There is no such file."),
                     .where = path});
    }
    if (!file.isFile() && !file.isDir()) {
        return noRegularFile(path,
                             QCoreApplication::translate(
                                 "File", "Write what comes out of it into a file, and give that."));
    }
    const int number = file.isDir() ? EISDIR : file.isReadable() ? 0 : EACCES;
    return number == 0 ? Result<void>() : fail(systemError(path, cannotRead(), number));
}

Result<void> writeFileAtomically(const QString& path, const QByteArray& content, Existing existing)
{
    AtomicFileBatch alone;
    const Result<void> added = alone.add(path, content, existing);
    return added ? alone.publish().constFirst() : added;
}

AtomicFileBatch::AtomicFileBatch() = default;
AtomicFileBatch::~AtomicFileBatch() = default;

Result<void> AtomicFileBatch::add(const QString& path, const QByteArray& content, Existing existing)
{
    if (Result<void> replaceable = checkReplaceable(path); !replaceable) {
        return replaceable;
    }
    // QTemporaryFile creates with O_EXCL and mode 0600, and removes the file unless it was renamed.
    auto file = std::make_unique<QTemporaryFile>(folderOf(path) + QStringLiteral("/.")
                                                 + QFileInfo(path).fileName()
                                                 + QStringLiteral(".XXXXXX"));
    errno = 0;
    const bool isOpen = file->open();
    if (isOpen) {
        markAsOwned(*file);
    }
    if (!isOpen || file->write(content) != content.size() || !file->flush()) {
        return fail(lastError(path, cannotWrite(), *file));
    }
    m_staged.push_back({.file = std::move(file), .path = path, .existing = existing});
    return {};
}

void AtomicFileBatch::flush()
{
    // A file system writes what several threads wait for in one go.
    constexpr std::size_t kAtOnce = 4;
    const std::size_t threads = std::clamp(m_staged.size() / kAtOnce, std::size_t {1}, kAtOnce);
    const auto flushEvery = [this, threads](std::size_t first) {
        for (std::size_t i = first; i < m_staged.size(); i += threads) {
            m_staged[i].fault = flushToDisk(*m_staged[i].file);
        }
    };
    QThreadPool pool;
    pool.setMaxThreadCount(static_cast<int>(kAtOnce));
    for (std::size_t i = 1; i < threads; ++i) {
        pool.start([flushEvery, i] { flushEvery(i); });
    }
    flushEvery(0);
    pool.waitForDone();
}

QList<Result<void>> AtomicFileBatch::publish()
{
    flush();
    QList<Result<void>> outcomes;
    QSet<QString> folders;
    for (const Staged& one : m_staged) {
        if (one.fault != 0) {
            outcomes.append(fail(systemError(one.path, cannotWrite(), one.fault)));
            continue;
        }
        outcomes.append(publishFile(*one.file, one.path, one.existing));
        folders.insert(folderOf(one.path));
    }
    m_staged.clear();
    for (const QString& folder : std::as_const(folders)) {
        flushFolder(folder);
    }
    return outcomes;
}

void removeAbandonedFiles(const QString& folder, const QStringList& endings)
{
    // As AtomicFileBatch::add() calls them.
    static const QRegularExpression pattern(QStringLiteral("^\\..+(\\.[a-z]+)\\.[A-Za-z]{6}$"));
    QDirIterator names(folder, {QStringLiteral(".*")}, QDir::Files | QDir::Hidden);
    while (names.hasNext()) {
        const QString path = names.next();
        const QRegularExpressionMatch match = pattern.match(names.fileName());
        if (match.hasMatch() && endings.contains(match.captured(1))) {
            removeWhenAbandoned(path);
        }
    }
}

Result<void> openToRead(QFile& file)
{
    const QString path = file.fileName();
    if (Result<void> readable = checkReadable(path); !readable) {
        return readable;
    }
    errno = 0;
    if (!file.open(QIODevice::ReadOnly)) {
        return fail(lastError(path, cannotRead(), file));
    }
    return {};
}

Result<QByteArray> readPart(QFile& file, qint64 most)
{
    errno = 0;
    QByteArray part = file.read(most);
    if (file.error() != QFileDevice::NoError) {
        return fail(lastError(file.fileName(), cannotRead(), file));
    }
    return part;
}

Result<QByteArray> readFile(const QString& path, qint64 limit)
{
    QFile file(path);
    if (const Result<void> opened = openToRead(file); !opened) {
        return fail(opened.error());
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
