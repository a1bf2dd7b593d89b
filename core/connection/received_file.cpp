#include "core/connection/received_file.h"

#include "core/base/atomic_file.h"

#include <QCoreApplication>
#include <QFileInfo>

namespace workbench {

Result<void> ReceivedFile::begin(const QString& path)
{
    m_file.setFileName(path);
    if (path.isEmpty()) {
        return {};
    }
    if (Result<void> replaceable = checkReplaceable(path); !replaceable) {
        m_failed = true;
        return replaceable;
    }
    const QFileInfo before(path);
    if ((before.exists() || before.isSymLink()) && !m_file.remove()) {
        return failure();
    }
    return {};
}

Result<void> ReceivedFile::write(const QByteArray& bytes)
{
    if (m_failed || m_file.fileName().isEmpty() || bytes.isEmpty()) {
        return {};
    }
    if (!m_file.isOpen()) {
        // New, so that nobody else's mode, link or open handle is taken over.
        m_file.open(QIODevice::WriteOnly | QIODevice::NewOnly | QIODevice::Unbuffered,
                    QFileDevice::ReadOwner | QFileDevice::WriteOwner);
    }
    if (m_file.isOpen() && m_file.write(bytes) == bytes.size()) {
        return {};
    }
    return failure();
}

tl::unexpected<Error> ReceivedFile::failure()
{
    m_failed = true;
    return fail({.code = ErrorCode::FileFault,
                 .message = QCoreApplication::translate("ReceivedFile",
                                                        "What came in cannot be written: %1.")
                                .arg(m_file.errorString()),
                 .where = m_file.fileName()});
}

} // namespace workbench
