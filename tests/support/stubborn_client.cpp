#include "tests/support/stubborn_client.h"

#include "core/base/openssl_ptr.h"
#include "core/connection/socket_address.h"

#include <QTest>

#include <array>
#include <fcntl.h>
#include <poll.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <unistd.h>
#include <vector>

namespace workbench::tests {
namespace {

/// Where nothing has moved for so long, nothing will.
constexpr int kLongSilence = 600;
constexpr int kShortWait = 50;
constexpr int kPiece = 16 * 1024;

bool isReady(int descriptor, short what, int milliseconds)
{
    pollfd waiting {.fd = descriptor, .events = what, .revents = 0};
    return ::poll(&waiting, 1, milliseconds) == 1;
}

} // namespace

struct StubbornClient::Connection
{
    int descriptor = -1;
    SslContextPtr context;
    SslPtr ssl;
};

StubbornClient::StubbornClient(quint16 port, Habit habit)
    : m_habit(habit)
    , m_thread([this, port] { live(port); })
{ }

StubbornClient::~StubbornClient()
{
    m_leaving = true;
}

bool StubbornClient::connects() const
{
    constexpr int kLongest = 20'000;
    return QTest::qWaitFor([this] { return m_connected.load(); }, kLongest);
}

void StubbornClient::live(quint16 port)
{
    const SocketAddress server(QHostAddress(QHostAddress::LocalHost), port);
    Connection connection;
    connection.descriptor = ::socket(server.family(), SOCK_STREAM | SOCK_CLOEXEC, 0);
    connection.context.reset(SSL_CTX_new(TLS_client_method()));
    connection.ssl.reset(SSL_new(connection.context.get()));
    SSL_set_fd(connection.ssl.get(), connection.descriptor);
    if (::connect(connection.descriptor, server.get(), server.length) == 0
        && SSL_connect(connection.ssl.get()) == 1) {
        ::fcntl(connection.descriptor, F_SETFL, O_NONBLOCK);
        m_connected = true;
        if (m_habit == Habit::Writes) {
            writeUntilStuck(connection);
        } else {
            waitUntilStuck(connection);
        }
        m_stuck = true;
        readWanted(connection);
    }
    ::close(connection.descriptor);
}

void StubbornClient::writeUntilStuck(const Connection& connection)
{
    const std::vector<char> piece(kPiece, 'x');
    while (m_written < kMost && !m_leaving) {
        if (SSL_write(connection.ssl.get(), piece.data(), kPiece) == kPiece) {
            m_written += kPiece;
        } else if (!isReady(connection.descriptor, POLLOUT, kLongSilence)) {
            return;
        }
    }
}

void StubbornClient::waitUntilStuck(const Connection& connection)
{
    const auto arrived = [&connection] {
        int bytes = 0;
        ::ioctl(connection.descriptor, FIONREAD, &bytes);
        return bytes;
    };
    int before = -1;
    while (arrived() != before && !m_leaving) {
        before = arrived();
        static_cast<void>(::poll(nullptr, 0, kLongSilence));
    }
}

void StubbornClient::readWanted(const Connection& connection)
{
    std::array<char, kPiece> piece {};
    while (!m_leaving) {
        if (m_got >= m_wanted || !isReady(connection.descriptor, POLLIN, kShortWait)) {
            static_cast<void>(::poll(nullptr, 0, m_got >= m_wanted ? kShortWait : 0));
            continue;
        }
        int count = 0;
        while ((count = SSL_read(connection.ssl.get(), piece.data(), kPiece)) > 0) {
            m_got += count;
        }
        if (SSL_get_error(connection.ssl.get(), count) != SSL_ERROR_WANT_READ) {
            return; // the server has ended it
        }
    }
}

} // namespace workbench::tests
