#pragma once

#include <QString>

namespace workbench {

/// By what it is noticed that a file was changed, without reading it.
struct FileStamp
{
    qint64 changed = 0; ///< newest of the file's times, nanoseconds since 1970; 0: no such file
    qint64 size = 0; ///< bytes
    quint64 identity = 0; ///< of the file, not of its name; 0: not known

    bool operator==(const FileStamp&) const = default;
};

/// The stamp of a file now, symbolic links followed. Thread-safe.
FileStamp stampOf(const QString& path);

/// Whether a change that followed at once could have left the stamp as it is: it was taken within
/// the resolution of file times (2 s on FAT) after the last change. Such a file is read again.
bool isFresh(const FileStamp& stamp);

} // namespace workbench
