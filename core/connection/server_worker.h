#pragma once

#include "core/connection/tls_server.h"

#include <QThread>

namespace workbench {

/// A thread that carries connections, beside the one in which a server listens. Its
/// functions are called in that one, and take effect in turn; its signals come there.
class ServerWorker : public QThread
{
    Q_OBJECT

public:
    /// Carries for a server that has been started, once start() was called: when its signals are
    /// connected, since a thread that begins looks at them. What is asked before waits for it.
    explicit ServerWorker(const TlsServer& listening);
    ~ServerWorker() override; ///< ends its connections at once

    void carry(qintptr descriptor); ///< takes it over
    void stop(); ///< as TlsServer's; stopped() follows
    void sendTo(quint64 connectionId, const QByteArray& bytes);
    void closeConnection(quint64 connectionId);
    void rekey(quint64 connectionId, Rekeying way); ///< refused() says why not

Q_SIGNALS:
    void connectionChanged(const workbench::ConnectionRecordPtr& record);
    void connectionFinished(const workbench::ConnectionRecordPtr& record);
    void stopped();
    void refused(const workbench::Error& error);

protected:
    void run() override;

private:
    void post(std::function<void(TlsServer& server)> task);

    ServerOptions m_options;
    TlsServer::Shared m_shared;
    TlsServer* m_server = nullptr; ///< touched in the thread only
    std::unique_ptr<QObject> m_mailbox; ///< lives in the thread
};

} // namespace workbench
