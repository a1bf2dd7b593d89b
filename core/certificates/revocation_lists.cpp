#include "core/base/atomic_file.h"
#include "core/certificates/certificate_verifier.h"
#include "core/certificates/revocation_list.h"

namespace workbench {

Result<RevocationLists> RevocationLists::fromFiles(const QStringList& paths)
{
    constexpr qint64 kLargestFile = 64LL * 1024 * 1024;
    RevocationLists read;
    for (const QString& path : paths) {
        const Result<QByteArray> bytes = readFile(path, kLargestFile);
        const Result<QList<RevocationListPtr>> lists
            = bytes ? readRevocationLists(*bytes, path) : fail(bytes.error());
        if (!lists) {
            return fail(lists.error());
        }
        read.lists += *lists;
        read.sources.append(path);
    }
    return read;
}

} // namespace workbench
