#include "core/certificates/stores/file_stamp.h"

#include <QDateTime>
#include <QFile>
#include <QFileInfo>

#include <algorithm>

#ifdef Q_OS_LINUX
#include <sys/stat.h>
#endif

namespace workbench {
namespace {

constexpr qint64 kNanosecondsPerMillisecond = 1'000'000;
constexpr qint64 kResolutionMs = 2000;

#ifdef Q_OS_LINUX
qint64 nanoseconds(const timespec& time)
{
    constexpr qint64 kPerSecond = 1'000'000'000;
    return time.tv_sec * kPerSecond + time.tv_nsec;
}
#endif

} // namespace

FileStamp stampOf(const QString& path)
{
#ifdef Q_OS_LINUX
    struct stat status
    { };

    if (::stat(QFile::encodeName(path).constData(), &status) != 0) {
        return {};
    }
    // The time of the inode cannot be set back by a program, the other one can.
    return {.changed = std::max(nanoseconds(status.st_mtim), nanoseconds(status.st_ctim)),
            .size = status.st_size,
            .identity = status.st_ino};
#else
    const QFileInfo info(path);
    if (!info.exists()) {
        return {};
    }
    return {.changed = info.lastModified().toMSecsSinceEpoch() * kNanosecondsPerMillisecond,
            .size = info.size()};
#endif
}

bool isFresh(const FileStamp& stamp)
{
    const qint64 age
        = QDateTime::currentMSecsSinceEpoch() - stamp.changed / kNanosecondsPerMillisecond;
    return age < kResolutionMs;
}

} // namespace workbench
