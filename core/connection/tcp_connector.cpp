#include "core/connection/tcp_connector.h"

#include "core/connection/socket_address.h"
#include "core/connection/socket_settings_apply.h"

#include <QSocketNotifier>

#include <cerrno>
#include <sys/socket.h>
#include <unistd.h>
#include <utility>

namespace workbench {

TcpConnector::TcpConnector(QObject* parent)
    : QObject(parent)
{ }

TcpConnector::~TcpConnector()
{
    abort();
}

void TcpConnector::connectTo(const QHostAddress& address, quint16 port)
{
    abort();
    const SocketAddress target(address, port);
    m_descriptor = ::socket(target.family(), SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    if (m_descriptor < 0) {
        failLater(errno);
        return;
    }
    if (const int number = applySettings(m_descriptor, m_settings, target.family(), true);
        number != 0) {
        failLater(number);
        return;
    }
    if (::connect(m_descriptor, target.get(), target.length) != 0 && errno != EINPROGRESS) {
        failLater(errno);
        return;
    }
    m_notifier = std::make_unique<QSocketNotifier>(m_descriptor, QSocketNotifier::Write);
    connect(m_notifier.get(), &QSocketNotifier::activated, this, &TcpConnector::onWritable);
}

void TcpConnector::abort()
{
    ++m_attempt;
    if (m_notifier) {
        m_notifier->setEnabled(false);
        m_notifier.release()->deleteLater(); // it may be the sender of the signal that led here
    }
    if (m_descriptor >= 0) {
        ::close(std::exchange(m_descriptor, -1));
    }
}

void TcpConnector::onWritable()
{
    int number = 0;
    socklen_t length = sizeof number;
    if (::getsockopt(m_descriptor, SOL_SOCKET, SO_ERROR, &number, &length) != 0) {
        number = errno;
    }
    if (number != 0 && number != ECONNRESET) {
        abort();
        Q_EMIT failed(number);
        return;
    }
    const int descriptor = std::exchange(m_descriptor, -1);
    abort();
    Q_EMIT connected(descriptor, number == ECONNRESET);
}

void TcpConnector::failLater(int errorNumber)
{
    abort();
    QMetaObject::invokeMethod(
        this,
        [this, errorNumber, attempt = m_attempt] {
            if (attempt == m_attempt) {
                Q_EMIT failed(errorNumber);
            }
        },
        Qt::QueuedConnection);
}

} // namespace workbench
