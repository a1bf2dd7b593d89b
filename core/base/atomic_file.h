#pragma once

#include "core/base/result.h"

#include <QByteArray>
#include <QList>
#include <QString>
#include <QStringList>

#include <memory>
#include <vector>

class QFile;
class QTemporaryFile;

namespace workbench {

/// What happens to a file that is there already.
enum class Existing
{
    Replace,
    Refuse ///< Error AlreadyExists, also when another program makes it at the same moment
};

/// Replaces the file at `path` with `content` so that a crash at any point leaves the old or the
/// new file whole: a temporary file in the same folder (mode 0600 from its first byte), flushed to
/// the disk, renamed over the old one. A new file gets its name at once where the system can, so
/// that a crash leaves nothing under the temporary one. The result is readable and writable by its
/// owner only. Error (PermissionDenied, FileFault) names the path and the system's reason; nothing
/// is left behind.
Result<void> writeFileAtomically(const QString& path,
                                 const QByteArray& content,
                                 Existing existing = Existing::Replace);

/// Whether what is there may be replaced: nothing, a file, or a link to one. Error FileFault: a
/// pipe, a socket or a device, or a link like /dev/stdout that means one of this process's open
/// files; whoever may would remove it for every program.
Result<void> checkReplaceable(const QString& path);

/// Whether a file could be written there: it may be, or it is not there and its folder takes one.
/// Makes nothing. Error (PermissionDenied, FileFault) as above.
Result<void> checkWritable(const QString& path);

/// Several files of one folder. Each is written as writeFileAtomically() does, with the same
/// promise, but the disk is asked to keep all of them together: of small files that takes a
/// fraction of the time.
class AtomicFileBatch
{
public:
    AtomicFileBatch();
    ~AtomicFileBatch(); ///< what was not published leaves nothing behind
    Q_DISABLE_COPY_MOVE(AtomicFileBatch)

    /// Writes the content under a temporary name. Each one keeps a file open until it is published.
    /// Errors as of writeFileAtomically().
    Result<void> add(const QString& path, const QByteArray& content, Existing existing);

    /// Gives all of them their names, in the order in which they came; how that went, one for each.
    QList<Result<void>> publish();

private:
    struct Staged
    {
        std::unique_ptr<QTemporaryFile> file;
        QString path;
        Existing existing;
        int fault = 0; ///< errno of flushing it
    };

    void flush();

    std::vector<Staged> m_staged;
};

/// Removes what a program that was killed while it wrote has left in a folder, where names end in
/// `endings` (".pem"). Files that another program, or another thread, is writing stay: they are
/// locked from their first byte. Where the system has no such locks (flock), all of them stay.
void removeAbandonedFiles(const QString& folder, const QStringList& endings);

/// Whether a file is there and could be read. Error (NotFound, PermissionDenied, FileFault) names
/// the path. Folders are a FileFault, and so are pipes and the like: waiting for somebody who
/// writes into them may take for ever.
Result<void> checkReadable(const QString& path);

/// Opens a file that is read in parts. Errors as of checkReadable().
Result<void> openToRead(QFile& file);

/// The next bytes of a file that is open, at most `most`; empty at its end. Errors as above.
Result<QByteArray> readPart(QFile& file, qint64 most);

/// The whole file, at most `limit` bytes. Errors as of checkReadable(); InvalidInput when it is
/// larger.
Result<QByteArray> readFile(const QString& path, qint64 limit);

} // namespace workbench
