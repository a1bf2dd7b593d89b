#pragma once

#include "core/base/result.h"
#include "core/certificates/store_entry.h"
#include "core/certificates/stores/file_stamp.h"

#include <QMap>
#include <QString>
#include <QStringList>

#include <functional>

namespace workbench {

/// A file of the store's folder as it was when it was read.
struct StoredFile
{
    FileStamp stamp;
    bool fresh = false; ///< may have changed again without showing it
    Result<StoreEntry> entry; ///< Error: why it is no entry
};

using StoredFiles = QMap<QString, StoredFile>; ///< by path

/// How a folder differs from what was known of it.
struct StoreChanges
{
    quint64 revision = 0; ///< StoreFolderReader::revision
    StoredFiles read; ///< new or changed
    QStringList removed; ///< paths
    bool areVisible = false; ///< false: files were only written anew as they were, or none was
};

/// Reads the folder of a CertificateStore, of every file only what has changed. A value: made where
/// the store lives, used in any thread.
struct StoreFolderReader
{
    /// Gets what was read since the last call, and how many of how many files are through. False:
    /// stop.
    using Receiver = std::function<bool(StoredFiles batch, int done, int total)>;

    QString folder;
    StoredFiles known;
    quint64 revision = 0; ///< of the store, when this was made

    /// Every difference. With a receiver, first some and then more files a batch. Errors: the
    /// folder cannot be read; Cancelled.
    Result<StoreChanges> read(const Receiver& receive = {}) const;
};

} // namespace workbench
