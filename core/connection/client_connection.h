#pragma once

#include "core/base/result.h"
#include "core/connection/connection_record.h"
#include "core/connection/options/client_options.h"
#include "core/connection/rekeying.h"

#include <QObject>

#include <memory>

namespace workbench {

/// One client attempt: resolve → tcp → proxy → starttls → tls → data → close. Lives in a thread
/// with an event loop; never blocks. Every fact goes into one ConnectionRecord.
class ClientConnection : public QObject
{
    Q_OBJECT

public:
    explicit ClientConnection(ClientOptions options, QObject* parent = nullptr);
    ~ClientConnection() override;

    void start(); ///< once
    void cancel(); ///< ends the attempt at once in whatever phase, result "cancelled"
    /// Application data, or what a person says in clear before startTls(); ignored unless open.
    void send(const QByteArray& bytes);
    /// Sends a file in pieces, as fast as the peer takes them; how far it is stands in the record.
    /// Then fileSent(), or fileFailed() where it cannot be read to its end. One at a time; plain
    /// datagrams take what fits into one. Errors NotSupported (not open, in clear before TLS,
    /// another one is under way), and those of openToRead(); then nothing was sent.
    Result<void> sendFile(const QString& path);
    void stopFile(); ///< what was sent stays sent; no signal follows
    void close(); ///< orderly: close_notify, then TCP close
    /// Ends this direction only, once all that was sent has left: close_notify, then FIN. Reading
    /// goes on until the peer ends the connection, which TLS 1.2 lets it do at once (RFC 5246
    /// §7.2.1) and TLS 1.3 does not (RFC 8446 §6.1). Over UDP as close().
    void closeSending();
    void breakOff(); ///< abruptly: no close_notify, TCP reset

    /// Begins TLS on a connection that is open in clear until a person says so. Errors
    /// NotSupported, and nothing changes: there is no connection yet, TLS has begun already, or it
    /// begins by itself.
    Result<void> startTls();

    /// Begins it; what the server says comes as messages. Errors NotSupported, and nothing changes:
    /// not open, or the version that was negotiated has another way.
    Result<void> rekey(Rekeying way);

    /// The facts so far; later changes do not touch the returned value.
    ConnectionRecordPtr snapshot() const;

    /// The newest session that can be taken up again, also when the connection is over; empty: the
    /// handshake has not worked, or the server gave none.
    SavedSession session() const;

    const ClientOptions& options() const;

Q_SIGNALS:
    void changed(); ///< facts were added; at most once per event-loop turn
    void established(); ///< the handshake is final: data can be exchanged
    void dataReceived(const QByteArray& bytes);
    void fileSent(); ///< the connection has all of it
    void fileFailed(const workbench::Error& error);
    void finished(); ///< nothing more will happen: failed, cancelled, timed out or closed

private:
    class Private;
    std::unique_ptr<Private> d;
};

} // namespace workbench
