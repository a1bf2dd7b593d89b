#pragma once

#include "core/base/atomic_file.h"

#include <QByteArray>
#include <QString>

namespace workbench::tests {

/// The path, at which there is a file with that content now. What a test cannot do without ends it.
inline QString writtenFile(const QString& path, const QByteArray& content)
{
    if (!writeFileAtomically(path, content)) {
        qFatal("cannot write %s", qPrintable(path));
    }
    return path;
}

} // namespace workbench::tests
