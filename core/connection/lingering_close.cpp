#include "core/connection/lingering_close.h"

#include <array>
#include <cerrno>

#ifdef Q_OS_UNIX
#include <fcntl.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <unistd.h>
#endif

#ifdef Q_OS_LINUX
#include <linux/sockios.h>
#endif

namespace workbench {
namespace {

constexpr Milliseconds kLook {50};

} // namespace

int untakenBytes([[maybe_unused]] qintptr descriptor)
{
    int count = 0;
#ifdef Q_OS_LINUX
    if (descriptor < 0 || ::ioctl(static_cast<int>(descriptor), SIOCOUTQ, &count) != 0) {
        return 0;
    }
#endif
    return count;
}

LingeringClose::LingeringClose(QObject* parent)
    : QObject(parent)
{
    m_timer.setSingleShot(true);
    connect(&m_timer, &QTimer::timeout, this, &LingeringClose::end);
    connect(&m_look, &QTimer::timeout, this, &LingeringClose::lookForTaken);
}

void LingeringClose::hurry()
{
    m_look.stop();
    if (m_timer.isActive() && m_timer.remainingTimeAsDuration() > kLongest) {
        m_timer.start(kLongest);
    }
}

void LingeringClose::lookForTaken()
{
    if (untakenBytes(m_descriptor) == 0) {
        hurry();
    }
}

#ifdef Q_OS_UNIX

LingeringClose::~LingeringClose()
{
    m_notifier.reset();
    letGo();
}

void LingeringClose::hold(qintptr descriptor)
{
    letGo();
    if (descriptor >= 0) {
        m_descriptor = ::fcntl(static_cast<int>(descriptor), F_DUPFD_CLOEXEC, 0);
    }
}

bool LingeringClose::begin(Milliseconds longest)
{
    if (m_descriptor < 0) {
        return false;
    }
    if (::shutdown(m_descriptor, SHUT_WR) != 0) { // the peer is gone already
        letGo();
        return false;
    }
    m_notifier = std::make_unique<QSocketNotifier>(m_descriptor, QSocketNotifier::Read);
    connect(m_notifier.get(), &QSocketNotifier::activated, this, &LingeringClose::readAway);
    m_timer.start(longest);
    if (longest > kLongest) {
        m_look.start(kLook);
    }
    return true;
}

void LingeringClose::letGo()
{
    if (m_descriptor >= 0) {
        ::close(m_descriptor);
        m_descriptor = -1;
    }
}

void LingeringClose::readAway()
{
    constexpr std::size_t kPiece = 16UL * 1024;
    std::array<char, kPiece> piece {};
    for (;;) {
        const ssize_t count = ::recv(m_descriptor, piece.data(), piece.size(), MSG_DONTWAIT);
        if (count < 0 && (errno == EAGAIN || errno == EINTR)) {
            return;
        }
        m_read += count;
        if (count <= 0 || m_read > kMostBytes) {
            end();
            return;
        }
    }
}

void LingeringClose::end()
{
    if (m_descriptor < 0) {
        return;
    }
    m_timer.stop();
    m_look.stop();
    m_notifier->setEnabled(false);
    m_notifier.release()->deleteLater(); // it may be the sender
    letGo();
    Q_EMIT ended();
}

#else

LingeringClose::~LingeringClose() = default;

void LingeringClose::hold(qintptr /*descriptor*/) { }

bool LingeringClose::begin(Milliseconds /*longest*/)
{
    return false;
}

void LingeringClose::letGo() { }

void LingeringClose::readAway() { }

void LingeringClose::end() { }

#endif

} // namespace workbench
