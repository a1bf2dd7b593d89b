#include "core/connection/server_worker.h"

#include <utility>

#ifdef Q_OS_UNIX
#include <unistd.h>
#else
#include <winsock2.h>
#endif

namespace workbench {
namespace {

/// Of a connection that is on its way to a thread; closed where it does not get there.
class Handed
{
public:
    explicit Handed(qintptr descriptor)
        : m_descriptor(descriptor)
    { }

    ~Handed()
    {
        if (m_descriptor < 0) {
            return;
        }
#ifdef Q_OS_UNIX
        ::close(static_cast<int>(m_descriptor));
#else
        ::closesocket(static_cast<SOCKET>(m_descriptor));
#endif
    }

    Q_DISABLE_COPY_MOVE(Handed)

    qintptr take()
    {
        return std::exchange(m_descriptor, -1);
    }

private:
    qintptr m_descriptor;
};

} // namespace

ServerWorker::ServerWorker(const TlsServer& listening)
    : m_options(listening.options())
    , m_shared(listening.shared())
    , m_mailbox(std::make_unique<QObject>())
{
    setObjectName(QStringLiteral("server"));
    m_mailbox->moveToThread(this);
}

ServerWorker::~ServerWorker()
{
    quit();
    wait();
}

/// What is posted before the loop begins waits for it.
void ServerWorker::run()
{
    TlsServer server(m_options);
    server.share(m_shared);
    connect(&server, &TlsServer::connectionChanged, this, &ServerWorker::connectionChanged);
    connect(&server, &TlsServer::connectionFinished, this, &ServerWorker::connectionFinished);
    connect(&server, &TlsServer::stopped, this, &ServerWorker::stopped);
    m_server = &server;
    exec();
    m_server = nullptr;
}

void ServerWorker::post(std::function<void(TlsServer& server)> task)
{
    QMetaObject::invokeMethod(
        m_mailbox.get(),
        [this, task = std::move(task)] {
            if (m_server != nullptr) {
                task(*m_server);
            }
        },
        Qt::QueuedConnection);
}

void ServerWorker::carry(qintptr descriptor)
{
    post([handed = std::make_shared<Handed>(descriptor)](TlsServer& server) {
        server.carry(handed->take());
    });
}

void ServerWorker::stop()
{
    post([](TlsServer& server) { server.stop(); });
}

void ServerWorker::sendTo(quint64 connectionId, const QByteArray& bytes)
{
    post([connectionId, bytes](TlsServer& server) { server.sendTo(connectionId, bytes); });
}

void ServerWorker::closeConnection(quint64 connectionId)
{
    post([connectionId](TlsServer& server) { server.closeConnection(connectionId); });
}

void ServerWorker::rekey(quint64 connectionId, Rekeying way)
{
    post([this, connectionId, way](TlsServer& server) {
        if (const Result<void> done = server.rekey(connectionId, way); !done) {
            Q_EMIT refused(done.error());
        }
    });
}

} // namespace workbench
