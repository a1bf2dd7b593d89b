#include "core/connection/bytes_pool.h"

#include <QCache>
#include <QMutex>

namespace workbench {

QByteArray shareEqualBytes(const QByteArray& bytes)
{
    constexpr qsizetype kPoolBytes = 8 << 20;
    static QMutex mutex;
    static QCache<QByteArray, QByteArray> pool(kPoolBytes);

    const QMutexLocker locker(&mutex);
    if (const QByteArray* known = pool.object(bytes)) {
        return *known;
    }
    pool.insert(bytes, new QByteArray(bytes), bytes.size());
    return bytes;
}

} // namespace workbench
