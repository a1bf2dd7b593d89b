#pragma once

#include "core/base/result.h"

#include <QByteArray>
#include <QFile>
#include <QString>

namespace workbench {

/// A file that takes what comes in as it comes, readable by its owner only. It is there as soon as
/// the first bytes are; a connection that brings none leaves no file.
class ReceivedFile
{
public:
    /// Empty path: everything is passed over.
    void setPath(const QString& path) { m_file.setFileName(path); }

    /// Error FileFault names the path; after the first one nothing more is written.
    Result<void> write(const QByteArray& bytes);

private:
    QFile m_file;
    bool m_failed = false;
};

} // namespace workbench
