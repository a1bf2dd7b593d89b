#include "core/connection/tls_server.h"

#include "core/base/descriptor_limit.h"
#include "core/connection/admission.h"
#include "core/connection/datagram_server.h"
#include "core/connection/port_holder.h"
#include "core/connection/server_connection.h"
#include "core/connection/server_setup.h"
#include "core/connection/socket_address.h"

#include <QCoreApplication>
#include <QHash>
#include <QTimer>

#include <cerrno>
#include <utility>

#ifdef Q_OS_UNIX
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>
#endif

namespace workbench {
namespace {

/// Time limits of handshakes are looked at in this rhythm, one timer for the whole server.
constexpr Milliseconds kTick {50};
/// A server that cannot accept looks again in this rhythm, since nothing tells when it could.
constexpr Milliseconds kAcceptAgain {100};
constexpr int kMostInATurn = 64; // those that are in wait for the same event loop

struct Text
{
    Q_DECLARE_TR_FUNCTIONS(TlsServer)
};

/// Who has the address, where the system tells.
void tellHolder(Error& error, const ServerOptions& options, const QString& place)
{
    const auto holder = portHolder(options.address, options.listen.port, options.transport);
    error.message = holder ? Text::tr("%1 is in use by %2.").arg(place, holderText(*holder))
                           : Text::tr("%1 is in use by another program or server.").arg(place);
    error.remedy = holder && holder->isTimeWait
        ? Text::tr("Let addresses that are still held be used again, wait, or choose another port "
                   "(0 takes a free one).")
        : Text::tr("Choose another port (0 takes a free one), or end whatever listens there.");
}

/// What Qt was told by bind(); 0: it may have been one of several.
int errnoOf(QAbstractSocket::SocketError error)
{
    switch (error) {
    case QAbstractSocket::AddressInUseError:
        return EADDRINUSE;
    case QAbstractSocket::SocketAccessError:
        return EACCES;
    case QAbstractSocket::SocketAddressNotAvailableError:
        return EADDRNOTAVAIL;
    default:
        return 0;
    }
}

Error listenError(const ServerOptions& options,
                  QAbstractSocket::SocketError error,
                  const QString& text)
{
    const QString place
        = QStringLiteral("%1 port %2").arg(options.address.toString()).arg(options.listen.port);
    Error result {.code = ErrorCode::LibraryFault,
                  .message = Text::tr("The server cannot listen on %1: %2.").arg(place, text),
                  .where = QStringLiteral("port"),
                  .nativeText = text};
    if (const int number = errnoOf(error); number != 0) {
        result.nativeCode = static_cast<quint64>(number);
        result.nativeText = qt_error_string(number);
    }
    switch (error) {
    case QAbstractSocket::AddressInUseError:
        result.code = ErrorCode::AddressInUse;
        tellHolder(result, options, place);
        break;
    case QAbstractSocket::SocketAccessError:
        result.code = ErrorCode::PermissionDenied;
        result.message
            = Text::tr("The system does not allow this program to listen on %1.").arg(place);
        result.remedy
            = Text::tr("Ports below 1024 need a right of their own (CAP_NET_BIND_SERVICE): "
                       "choose a higher port.");
        break;
    case QAbstractSocket::SocketAddressNotAvailableError:
        result.code = ErrorCode::AddressUnavailable;
        result.message
            = Text::tr("%1 is not an address of this computer.").arg(options.address.toString());
        result.remedy = Text::tr("Choose one of this computer's addresses.");
        result.where = QStringLiteral("address");
        break;
    case QAbstractSocket::UnsupportedSocketOperationError:
        result.code = ErrorCode::AddressUnavailable;
        result.message = Text::tr("The system cannot listen on addresses like %1.")
                             .arg(options.address.toString());
        result.remedy
            = Text::tr("Choose one of this computer's addresses. IPv6 may be switched off; "
                       "addresses that hold in one network need its card, as in "
                       "fe80::1%eth0.");
        result.where = QStringLiteral("address");
        break;
    default:
        break;
    }
    return result;
}

/// What accept() said, by errno.
Error waitingError(int number)
{
    const QString text = qt_error_string(number);
    Error result {.code = ErrorCode::LibraryFault,
                  .message = Text::tr("New clients have to wait: %1.").arg(text),
                  .where = QStringLiteral("accept"),
                  .nativeCode = static_cast<quint64>(number),
                  .nativeText = text};
    if (number == EMFILE || number == ENFILE || number == ENOBUFS || number == ENOMEM) {
        result.message
            = Text::tr("New clients have to wait: this program has as many files and sockets "
                       "open as the system allows it.");
        result.remedy
            = Text::tr("End some connections, or raise the limit of open files (ulimit -n), "
                       "which is %1.")
                  .arg(descriptorLimit());
    }
    return result;
}

#ifdef Q_OS_UNIX
/// A listening socket without SO_REUSEADDR: QTcpServer always sets it. -1 with errno on failure.
int exclusiveListener(const QHostAddress& address, quint16 port)
{
    const SocketAddress target(address, port);
    const int descriptor = ::socket(target.family(), SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    if (descriptor < 0) {
        return -1;
    }
    // As Qt does it: `::` is IPv6 alone, and 0.0.0.0 beside it has its own socket.
    constexpr int kOn = 1;
    const bool six = address.protocol() == QAbstractSocket::IPv6Protocol;
    if ((six && ::setsockopt(descriptor, IPPROTO_IPV6, IPV6_V6ONLY, &kOn, sizeof kOn) != 0)
        || ::bind(descriptor, target.get(), target.length) != 0
        || ::listen(descriptor, SOMAXCONN) != 0) {
        const int number = errno;
        ::close(descriptor);
        errno = number;
        return -1;
    }
    return descriptor;
}

QAbstractSocket::SocketError socketErrorOf(int number)
{
    switch (number) {
    case EADDRINUSE:
        return QAbstractSocket::AddressInUseError;
    case EACCES:
        return QAbstractSocket::SocketAccessError;
    case EADDRNOTAVAIL:
        return QAbstractSocket::SocketAddressNotAvailableError;
    case EINVAL:
    case EAFNOSUPPORT:
        return QAbstractSocket::UnsupportedSocketOperationError;
    default:
        return QAbstractSocket::UnknownSocketError;
    }
}
#endif

} // namespace

class TlsServer::Private
{
public:
    ServerOptions options;
    std::shared_ptr<const ServerSetup> setup;
    QHash<quint64, ServerConnection*> connections;
    DatagramServer datagrams;
    std::shared_ptr<Admission> admission = std::make_shared<Admission>();
    HandOver handOver;
    QTimer ticker;
    QTimer acceptAgain;
    int inThisTurn = 0; ///< accepted
    bool troubled = false;
    bool stopping = false;
};

TlsServer::TlsServer(ServerOptions options, QObject* parent)
    : QSslServer(parent)
    , d(std::make_unique<Private>())
{
    d->options = std::move(options);
    d->ticker.setParent(this);
    d->ticker.setInterval(kTick);
    connect(&d->datagrams, &DatagramServer::connectionChanged, this, &TlsServer::connectionChanged);
    connect(&d->datagrams,
            &DatagramServer::connectionFinished,
            this,
            [this](const ConnectionRecordPtr& record) {
                Q_EMIT connectionFinished(record);
                tellWhenStopped();
            });
    connect(&d->ticker, &QTimer::timeout, this, [this] {
        bool handshaking = false;
        const QList<ServerConnection*> all = d->connections.values();
        for (ServerConnection* connection : all) {
            connection->tick();
            handshaking = handshaking || connection->handshaking();
        }
        if (!handshaking) {
            d->ticker.stop();
        }
    });
    watchAccepting();
}

/// QTcpServer stops accepting for good at the first error, such as no descriptor being left.
void TlsServer::watchAccepting()
{
    d->acceptAgain.setParent(this);
    d->acceptAgain.setSingleShot(true);
    d->acceptAgain.setInterval(kAcceptAgain);
    connect(&d->acceptAgain, &QTimer::timeout, this, &TlsServer::acceptOn);
    connect(this, &QTcpServer::acceptError, this, [this] {
        // Qt's socket keeps its first error, and says it also of another one and where none is.
        const int number = errno;
        if (number == EAGAIN || number == ECONNABORTED) { // the latter is that one client's
            acceptOn();
            return;
        }
        d->acceptAgain.start();
        if (!std::exchange(d->troubled, true)) {
            Q_EMIT troubled(waitingError(number));
        }
    });
}

/// QTcpServer looks for its socket without asking whether there still is one.
void TlsServer::acceptOn()
{
    if (isListening()) {
        resumeAccepting();
    }
}

TlsServer::~TlsServer()
{
    d->ticker.setParent(nullptr);
    d->acceptAgain.setParent(nullptr);
    qDeleteAll(d->connections);
}

Result<void> TlsServer::start()
{
    if (!d->setup) {
        const Result<std::shared_ptr<const ServerSetup>> setup = makeServerSetup(d->options);
        if (!setup) {
            return fail(setup.error());
        }
        d->setup = *setup;
    }
    d->admission->set(d->options.access);
    if (d->options.transport == Transport::Udp) {
        if (!d->datagrams.listen(d->setup, d->options.address, d->options.listen.port)) {
            const QUdpSocket& socket = d->datagrams.socket();
            return fail(listenError(d->options, socket.error(), socket.errorString()));
        }
        return {};
    }
    setListenBacklogSize(SOMAXCONN);
#ifdef Q_OS_UNIX
    if (!d->options.listen.reuseAddress) {
        const int descriptor = exclusiveListener(d->options.address, d->options.listen.port);
        if (descriptor < 0 || !setSocketDescriptor(descriptor)) {
            const int number = errno;
            return fail(listenError(d->options, socketErrorOf(number), qt_error_string(number)));
        }
        return {};
    }
#endif
    if (!listen(d->options.address, d->options.listen.port)) {
        return fail(listenError(d->options, serverError(), errorString()));
    }
    return {};
}

TlsServer::Shared TlsServer::shared() const
{
    return {.setup = d->setup, .admission = d->admission};
}

void TlsServer::share(const Shared& shared)
{
    d->setup = shared.setup;
    d->admission = shared.admission;
}

void TlsServer::setHandOver(HandOver handOver)
{
    d->handOver = std::move(handOver);
}

void TlsServer::stop()
{
    d->stopping = true;
    d->acceptAgain.stop();
    QSslServer::close();
    d->datagrams.stop();
    const QList<ServerConnection*> all = d->connections.values();
    for (ServerConnection* connection : all) {
        connection->close();
    }
    QMetaObject::invokeMethod(this, &TlsServer::tellWhenStopped, Qt::QueuedConnection);
}

void TlsServer::tellWhenStopped()
{
    if (d->stopping && openConnections() == 0) {
        d->stopping = false;
        Q_EMIT stopped();
    }
}

void TlsServer::setAccess(const AccessSettings& access)
{
    d->options.access = access;
    d->admission->set(access);
    d->datagrams.setAccess(access);
}

int TlsServer::openConnections() const
{
    return static_cast<int>(d->connections.size()) + d->datagrams.openConnections();
}

QHostAddress TlsServer::serverAddress() const
{
    return d->options.transport == Transport::Udp ? d->datagrams.socket().localAddress()
                                                  : QSslServer::serverAddress();
}

quint16 TlsServer::serverPort() const
{
    return d->options.transport == Transport::Udp ? d->datagrams.socket().localPort()
                                                  : QSslServer::serverPort();
}

const ServerOptions& TlsServer::options() const
{
    return d->options;
}

void TlsServer::sendTo(quint64 connectionId, const QByteArray& bytes)
{
    if (ServerConnection* connection = d->connections.value(connectionId)) {
        connection->send(bytes);
    }
    d->datagrams.sendTo(connectionId, bytes);
}

Result<void> TlsServer::rekey(quint64 connectionId, Rekeying way)
{
    ServerConnection* connection = d->connections.value(connectionId);
    return connection != nullptr ? connection->rekey(way) : fail(noConnectionToRekey(Role::Server));
}

bool TlsServer::hasConnection(quint64 connectionId) const
{
    return d->connections.contains(connectionId);
}

void TlsServer::closeConnection(quint64 connectionId)
{
    if (ServerConnection* connection = d->connections.value(connectionId)) {
        connection->close();
    }
    d->datagrams.closeConnection(connectionId);
}

/// QTcpServer accepts as long as somebody waits: while clients come faster than that, nothing else
/// would ever happen. It ends its turn where no connection may be pending.
void TlsServer::limitTurn()
{
    if (d->inThisTurn++ == 0) {
        QMetaObject::invokeMethod(
            this,
            [this, usual = maxPendingConnections()] {
                d->inThisTurn = 0;
                setMaxPendingConnections(usual);
                acceptOn();
            },
            Qt::QueuedConnection);
    }
    if (d->inThisTurn == kMostInATurn) {
        setMaxPendingConnections(0);
    }
}

void TlsServer::incomingConnection(qintptr descriptor)
{
    limitTurn();
    if (std::exchange(d->troubled, false)) {
        Q_EMIT recovered();
    }
    if (d->handOver) {
        d->handOver(descriptor);
    } else {
        carry(descriptor);
    }
}

void TlsServer::carry(qintptr descriptor)
{
    auto* connection = new ServerConnection(d->setup, nullptr);
    d->connections.insert(connection->id(), connection);
    connect(connection, &ServerConnection::changed, this, [this, connection] {
        Q_EMIT connectionChanged(connection->snapshot());
    });
    connect(connection, &ServerConnection::finished, this, [this, connection] {
        d->connections.remove(connection->id());
        if (!connection->isRefused()) {
            d->admission->leave();
        }
        Q_EMIT connectionFinished(connection->snapshot());
        connection->deleteLater();
        tellWhenStopped();
    });
    connection->accept(descriptor);
    if (const auto denial = d->admission->admit(connection->peerAddress())) {
        AccessSettings access = d->admission->settings();
        if (d->connections.size() > qsizetype {2} * kMostConnections) {
            access.way = DenyWay::Close; // for a hello somebody would have to wait
        }
        connection->refuse(*denial, access);
    } else {
        connection->begin();
    }
    if (connection->handshaking()) {
        Q_EMIT connectionChanged(connection->snapshot());
        if (!d->ticker.isActive()) {
            d->ticker.start();
        }
    }
}

} // namespace workbench
