#include "core/connection/file_sending.h"

#include "core/base/atomic_file.h"

#include <utility>

namespace workbench {
namespace {

/// So much goes out before others get their turn.
constexpr qint64 kPiece = 64LL * 1024;

} // namespace

FileSending::FileSending(Way way, QObject* parent)
    : QObject(parent)
    , m_way(std::move(way))
{ }

Result<void> FileSending::begin(const QString& path)
{
    stop();
    m_file.setFileName(path);
    if (Result<void> opened = openToRead(m_file); !opened) {
        return opened;
    }
    m_sent = 0;
    m_isRead = false;
    m_size = m_file.size();
    goOn();
    return {};
}

void FileSending::goOn()
{
    const qint64 most = m_isRead ? 1 : kMostWaiting;
    if (m_comesUp || !m_file.isOpen() || m_way.waiting() >= most) {
        return;
    }
    m_comesUp = true;
    QMetaObject::invokeMethod(this, &FileSending::sendPiece, Qt::QueuedConnection);
}

void FileSending::stop()
{
    m_file.close();
}

void FileSending::sendPiece()
{
    m_comesUp = false;
    if (!m_file.isOpen()) {
        return; // stopped meanwhile
    }
    if (m_isRead) {
        finish();
        return;
    }
    const Result<QByteArray> piece = readPart(m_file, kPiece);
    if (!piece) {
        stop();
        Q_EMIT failed(piece.error());
        return;
    }
    if (piece->isEmpty()) {
        m_isRead = true;
        goOn();
        return;
    }
    m_sent += piece->size();
    m_way.send(*piece);
    Q_EMIT progressed();
    goOn();
}

void FileSending::finish()
{
    if (m_way.waiting() > 0) {
        return; // goOn() is called again when the peer has taken it
    }
    stop();
    if (m_sent < m_size) {
        Q_EMIT failed({.code = ErrorCode::FileFault,
                       .message = tr("“%1” became shorter while it was sent: %2 of %3 bytes.")
                                      .arg(m_file.fileName())
                                      .arg(m_sent)
                                      .arg(m_size),
                       .remedy = tr("Let the other program finish, then send it again."),
                       .where = QStringLiteral("send-file")});
        return;
    }
    Q_EMIT ended();
}

} // namespace workbench
