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
    m_size = m_file.size();
    goOn();
    return {};
}

void FileSending::goOn()
{
    if (m_comesUp || !m_file.isOpen() || m_way.waiting() >= kMostWaiting) {
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
    const Result<QByteArray> piece = readPart(m_file, kPiece);
    if (!piece) {
        stop();
        Q_EMIT failed(piece.error());
        return;
    }
    if (piece->isEmpty()) {
        stop();
        Q_EMIT ended();
        return;
    }
    m_sent += piece->size();
    m_way.send(*piece);
    Q_EMIT progressed();
    goOn();
}

} // namespace workbench
