#pragma once

#include "core/base/result.h"

#include <QFile>
#include <QObject>

#include <functional>

namespace workbench {

/// A file that goes out over a connection in pieces, as fast as the peer takes them: of a file of
/// any size some hundred kilobytes are in memory. Lives in the connection's thread; other
/// connections get their turn after each piece.
class FileSending : public QObject
{
    Q_OBJECT

public:
    /// While so many bytes wait for a peer that does not read, nothing more is given to it.
    static constexpr qint64 kMostWaiting = 256LL * 1024;

    /// How the connection takes it. Both are called from the event loop only.
    struct Way
    {
        std::function<void(const QByteArray& piece)> send;
        std::function<qint64()> waiting; ///< bytes that the peer has not taken yet; over UDP, where
                                         ///< nothing tells, always 0
    };

    explicit FileSending(Way way, QObject* parent = nullptr);

    /// Begins with the file; an earlier one is stopped. Errors as of openToRead(), and then there
    /// is no signal.
    Result<void> begin(const QString& path);
    void goOn(); ///< the peer has taken something
    void stop(); ///< what was sent stays sent; no signal follows

    bool isUnderWay() const { return m_file.isOpen(); }

    /// To its end: the connection was given all of it.
    bool isRead() const { return m_isRead && m_sent >= m_size; }

    qint64 sent() const { return m_sent; } ///< bytes that were given to the connection

    qint64 size() const { return m_size; } ///< of the file when it was opened

Q_SIGNALS:
    void progressed();
    void ended(); ///< the system has all of it; nothing waits for the peer here any more
    void failed(const workbench::Error& error); ///< the rest cannot be read, or is gone

private:
    void sendPiece();
    void finish();

    Way m_way;
    QFile m_file;
    qint64 m_sent = 0;
    qint64 m_size = 0;
    bool m_isRead = false; ///< to its end; the last of it may still wait
    bool m_comesUp = false; ///< the next piece has its place in the event loop
};

} // namespace workbench
