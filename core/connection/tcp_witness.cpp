#include "core/connection/tcp_witness.h"

#include <cerrno>
#include <fcntl.h>
#include <sys/socket.h>
#include <unistd.h>
#include <utility>

namespace workbench {

TcpWitness::~TcpWitness()
{
    release();
}

void TcpWitness::attach(qintptr descriptor)
{
    release();
    m_descriptor = ::fcntl(static_cast<int>(descriptor), F_DUPFD_CLOEXEC, 0);
}

void TcpWitness::release()
{
    if (m_descriptor >= 0) {
        ::close(std::exchange(m_descriptor, -1));
    }
}

int TcpWitness::takeError() const
{
    int number = 0;
    socklen_t length = sizeof number;
    if (m_descriptor < 0
        || ::getsockopt(m_descriptor, SOL_SOCKET, SO_ERROR, &number, &length) != 0) {
        return 0;
    }
    return number;
}

} // namespace workbench
