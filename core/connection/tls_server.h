#pragma once

#include "core/connection/connection_record.h"
#include "core/connection/options/server_options.h"
#include "core/connection/rekeying.h"

#include <QSslServer>

#include <functional>
#include <memory>

namespace workbench {

class Admission;
struct ServerSetup;

/// A listening TLS server. Every accepted connection becomes a ConnectionRecord, also those that
/// never spoke TLS. Lives in a thread with an event loop.
class TlsServer : public QSslServer
{
    Q_OBJECT

public:
    explicit TlsServer(ServerOptions options, QObject* parent = nullptr);
    ~TlsServer() override;

    /// Listens. Errors: NoPrivateKey, AddressInUse (with who holds it where the system tells),
    /// PermissionDenied, AddressUnavailable, NotSupported.
    Result<void> start();

    /// Certificates, session keys, whom it lets in and how many.
    struct Shared
    {
        std::shared_ptr<const ServerSetup> setup;
        std::shared_ptr<Admission> admission;
    };

    Shared shared() const; ///< of a server that has been started
    /// Before start(), or in its place: a server that does not listen carries what it is given.
    void share(const Shared& shared);
    /// One more connection over TCP, which another server has accepted.
    void carry(qintptr descriptor);
    /// Takes every connection that is accepted over; without one, this server carries them.
    using HandOver = std::function<void(qintptr descriptor)>;
    void setHandOver(HandOver handOver);

    /// Ends every connection in order and frees the port at once; stopped() follows within a
    /// second.
    void stop();
    /// From the next client on.
    void setAccess(const AccessSettings& access);

    int openConnections() const;
    // Of the transport that it serves; QTcpServer's know TCP only.
    QHostAddress serverAddress() const;
    quint16 serverPort() const;
    const ServerOptions& options() const;

    void sendTo(quint64 connectionId, const QByteArray& bytes);
    void closeConnection(quint64 connectionId);
    bool hasConnection(quint64 connectionId) const; ///< over TCP
    /// New keys on an open connection over TCP. Errors as of beginRekeying(), NotSupported where
    /// there is no such connection.
    Result<void> rekey(quint64 connectionId, Rekeying way);

Q_SIGNALS:
    void connectionChanged(
        const workbench::ConnectionRecordPtr& record); ///< began or grew (verdict, data)
    void connectionFinished(const workbench::ConnectionRecordPtr& record); ///< the last word on it
    void stopped(); ///< after stop(), and the last word on every connection
    /// New clients have to wait, though it listens; recovered() follows when they are accepted
    /// again.
    void troubled(const workbench::Error& error);
    void recovered();

protected:
    void incomingConnection(qintptr descriptor) override;

private:
    void watchAccepting();
    void acceptOn();
    void limitTurn();
    void tellWhenStopped();

    class Private;
    std::unique_ptr<Private> d;
};

} // namespace workbench
