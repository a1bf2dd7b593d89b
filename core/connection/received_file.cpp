#include "core/connection/received_file.h"

#include <QCoreApplication>

namespace workbench {

Result<void> ReceivedFile::write(const QByteArray& bytes)
{
    if (m_failed || m_file.fileName().isEmpty() || bytes.isEmpty()) {
        return {};
    }
    if (!m_file.isOpen()) {
        m_file.remove(); // so that nobody else's mode or open handle is taken over
        if (m_file.open(QIODevice::WriteOnly | QIODevice::Unbuffered)) {
            m_file.setPermissions(QFileDevice::ReadOwner | QFileDevice::WriteOwner);
        }
    }
    if (m_file.isOpen() && m_file.write(bytes) == bytes.size()) {
        return {};
    }
    m_failed = true;
    return fail({.code = ErrorCode::FileFault,
                 .message = QCoreApplication::translate("ReceivedFile",
                                                        "What came in cannot be written: %1.")
                                .arg(m_file.errorString()),
                 .where = m_file.fileName()});
}

} // namespace workbench
