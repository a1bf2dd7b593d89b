#include "core/base/numbered_path.h"

#include <QFileInfo>

namespace workbench {

QString numberedPath(const QString& path, int number)
{
    if (path.isEmpty()) {
        return path;
    }
    const QString suffix = QFileInfo(path).suffix();
    const qsizetype end = path.size() - (suffix.isEmpty() ? 0 : suffix.size() + 1);
    return path.left(end) + QStringLiteral("-%1").arg(number) + path.mid(end);
}

} // namespace workbench
