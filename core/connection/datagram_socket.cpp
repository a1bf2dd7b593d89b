#include "core/connection/datagram_socket.h"

#include "core/connection/socket_settings_apply.h"

#include <QSocketNotifier>

#include <cerrno>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>
#include <utility>

namespace workbench {
namespace {

constexpr qsizetype kLargestDatagram = 65536;
constexpr int kMostInATurn = 64; // others wait for the same event loop

sockaddr_storage nameOf(int descriptor)
{
    sockaddr_storage name {};
    socklen_t length = sizeof name;
    ::getsockname(descriptor, reinterpret_cast<sockaddr*>(&name), &length);
    return name;
}

} // namespace

DatagramSocket::DatagramSocket(QObject* parent)
    : QObject(parent)
{ }

DatagramSocket::~DatagramSocket()
{
    close();
}

int DatagramSocket::open(const QHostAddress& peer, quint16 port, const SocketSettings& settings)
{
    close();
    const SocketAddress target(peer, port);
    m_connected = !settings.broadcast;
    m_target = target;
    m_descriptor = ::socket(target.family(), SOCK_DGRAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    if (m_descriptor < 0) {
        return errno;
    }
    int number = applySettings(m_descriptor, settings, target.family(), false);
    if (number == 0 && m_connected && ::connect(m_descriptor, target.get(), target.length) != 0) {
        number = errno;
    }
    if (number != 0) {
        close();
        return number;
    }
    m_notifier = std::make_unique<QSocketNotifier>(m_descriptor, QSocketNotifier::Read);
    connect(m_notifier.get(), &QSocketNotifier::activated, this, &DatagramSocket::onReadable);
    return 0;
}

void DatagramSocket::close()
{
    if (m_notifier) {
        m_notifier->setEnabled(false);
        m_notifier.release()->deleteLater(); // it may be the sender of the signal that led here
    }
    if (m_descriptor >= 0) {
        ::close(std::exchange(m_descriptor, -1));
    }
}

int DatagramSocket::send(const QByteArray& datagram)
{
    if (m_descriptor < 0) {
        return EBADF;
    }
    const ssize_t sent = ::sendto(m_descriptor,
                                  datagram.constData(),
                                  static_cast<std::size_t>(datagram.size()),
                                  MSG_NOSIGNAL,
                                  m_connected ? nullptr : m_target.get(),
                                  m_connected ? 0 : m_target.length);
    return sent >= 0 ? 0 : errno;
}

void DatagramSocket::onReadable()
{
    QByteArray room(kLargestDatagram, Qt::Uninitialized);
    // What is left lets the notifier call again.
    for (int i = 0; i < kMostInATurn && m_descriptor >= 0; ++i) {
        sockaddr_storage from {};
        socklen_t fromLength = sizeof from;
        const ssize_t length = ::recvfrom(m_descriptor,
                                          room.data(),
                                          static_cast<std::size_t>(room.size()),
                                          0,
                                          reinterpret_cast<sockaddr*>(&from),
                                          &fromLength);
        if (length >= 0) {
            Q_EMIT received(room.left(length),
                            m_connected ? QHostAddress()
                                        : QHostAddress(reinterpret_cast<const sockaddr*>(&from)));
        } else if (errno == EAGAIN || errno == EINTR) {
            return;
        } else {
            Q_EMIT failed(errno);
            return;
        }
    }
}

QHostAddress DatagramSocket::localAddress() const
{
    const sockaddr_storage name = nameOf(m_descriptor);
    return m_descriptor < 0 ? QHostAddress()
                            : QHostAddress(reinterpret_cast<const sockaddr*>(&name));
}

quint16 DatagramSocket::localPort() const
{
    const sockaddr_storage name = nameOf(m_descriptor);
    if (m_descriptor < 0) {
        return 0;
    }
    return name.ss_family == AF_INET6
        ? ntohs(reinterpret_cast<const sockaddr_in6*>(&name)->sin6_port)
        : ntohs(reinterpret_cast<const sockaddr_in*>(&name)->sin_port);
}

} // namespace workbench
