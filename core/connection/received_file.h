#pragma once

#include "core/base/result.h"

#include <QByteArray>
#include <QFile>
#include <QString>

namespace workbench {

/// A file that takes what comes in as it comes, readable by its owner only from its first byte. It
/// is there as soon as the first bytes are; a connection that brings none leaves no file.
class ReceivedFile
{
public:
    /// Removes what an earlier connection has left. Empty path: everything is passed over. Errors
    /// of checkReplaceable(), and FileFault: it cannot be removed.
    Result<void> begin(const QString& path);

    /// Error FileFault names the path, also where somebody has made a file or a link there since
    /// begin(); after the first one nothing more is written.
    Result<void> write(const QByteArray& bytes);

private:
    tl::unexpected<Error> failure();

    QFile m_file;
    bool m_failed = false;
};

} // namespace workbench
