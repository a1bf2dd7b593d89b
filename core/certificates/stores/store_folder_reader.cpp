#include "core/certificates/stores/store_folder_reader.h"

#include "core/certificates/certificate_text.h"
#include "core/certificates/store_entry_file.h"
#include "core/certificates/store_folder.h"

#include <QDirIterator>

#include <filesystem>
#include <system_error>
#include <utility>

namespace workbench {
namespace {

constexpr qsizetype kFirstBatch = 50;
constexpr qsizetype kBatch = 500;

Result<QStringList> listFiles(const QString& folder)
{
    std::error_code code;
    const std::filesystem::directory_iterator probe(nativePath(folder), code);
    if (code) {
        return fail(folderError(
            folder, CertificateText::tr("The certificate folder “%1” cannot be read: %2."), code));
    }
    QStringList paths;
    QDirIterator files(folder, QDir::Files);
    while (files.hasNext()) {
        QString path = files.next();
        if (path.endsWith(QLatin1String(".pem"), Qt::CaseInsensitive)) {
            paths.append(std::move(path));
        }
    }
    paths.sort();
    return paths;
}

bool isUnchanged(const StoredFile& known, const FileStamp& stamp)
{
    return !known.fresh && known.stamp == stamp;
}

bool differs(const StoredFile& left, const StoredFile& right)
{
    const bool bothEntries = left.entry && right.entry;
    return bothEntries ? *left.entry != *right.entry
                       : left.entry.has_value() != right.entry.has_value()
            || left.entry.error().toLine() != right.entry.error().toLine();
}

} // namespace

Result<StoreChanges> StoreFolderReader::read(const Receiver& receive) const
{
    const Result<QStringList> paths = listFiles(folder);
    if (!paths) {
        return fail(paths.error());
    }
    StoreChanges changes {.revision = revision};
    for (auto file = known.keyBegin(); file != known.keyEnd(); ++file) {
        if (!std::binary_search(paths->cbegin(), paths->cend(), *file)) {
            changes.removed.append(*file);
        }
    }
    changes.areVisible = !changes.removed.isEmpty();
    StoreEntryReader reader;
    StoredFiles batch;
    qsizetype wanted = kFirstBatch;
    for (qsizetype i = 0; i < paths->size(); ++i) {
        const QString& path = paths->at(i);
        const FileStamp stamp = stampOf(path);
        const auto before = known.constFind(path);
        if (before == known.constEnd() || !isUnchanged(*before, stamp)) {
            const StoredFile file {
                .stamp = stamp, .fresh = isFresh(stamp), .entry = reader.read(path)};
            changes.areVisible
                = changes.areVisible || before == known.constEnd() || differs(*before, file);
            changes.read.insert(path, file);
            batch.insert(path, file);
        }
        if (receive && batch.size() >= wanted) {
            if (!receive(std::exchange(batch, {}),
                         static_cast<int>(i + 1),
                         static_cast<int>(paths->size()))) {
                return fail({.code = ErrorCode::Cancelled});
            }
            wanted = kBatch;
        }
    }
    return changes;
}

} // namespace workbench
