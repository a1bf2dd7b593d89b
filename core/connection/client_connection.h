#pragma once

#include "core/connection/connection_record.h"
#include "core/connection/options/client_options.h"

#include <QObject>

#include <memory>

namespace workbench {

/// One client attempt: resolve → tcp → tls → data → close. Lives in a thread with an event loop;
/// never blocks. Every fact goes into one ConnectionRecord.
class ClientConnection : public QObject
{
    Q_OBJECT

public:
    explicit ClientConnection(ClientOptions options, QObject* parent = nullptr);
    ~ClientConnection() override;

    void start(); ///< once
    void cancel(); ///< ends the attempt at once in whatever phase, result "cancelled"
    void send(const QByteArray& bytes); ///< application data; ignored unless open
    void close(); ///< orderly: close_notify, then TCP close

    /// The facts so far; later changes do not touch the returned value.
    ConnectionRecordPtr snapshot() const;

Q_SIGNALS:
    void changed(); ///< facts were added; at most once per event-loop turn
    void established(); ///< the handshake is final: data can be exchanged
    void dataReceived(const QByteArray& bytes);
    void finished(); ///< nothing more will happen: failed, cancelled, timed out or closed

private:
    class Private;
    std::unique_ptr<Private> d;
};

} // namespace workbench
