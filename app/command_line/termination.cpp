#include "app/command_line/termination.h"

#include <QSocketNotifier>

#include <array>
#include <csignal>

#ifdef Q_OS_UNIX
#include <fcntl.h>
#include <unistd.h>
#endif

namespace workbench {

#ifdef Q_OS_UNIX
namespace {

std::array<int, 2> wakePipe {-1, -1};
volatile std::sig_atomic_t isRequested = 0;

/// Only what POSIX allows in a signal handler: a flag and one write.
void onSignal(int number)
{
    const char byte = static_cast<char>(number);
    if (number != SIGUSR1) {
        isRequested = 1;
    }
    static_cast<void>(::write(wakePipe[1], &byte, 1) == 1);
}

void watch(int number)
{
    struct sigaction action
    { };

    action.sa_handler = &onSignal;
    sigemptyset(&action.sa_mask);
    sigaction(number, &action, nullptr);
}

/// Whoever starts it with nohup wants it to outlive the terminal.
bool isIgnored(int number)
{
    struct sigaction action
    { };

    return sigaction(number, nullptr, &action) == 0 && action.sa_handler == SIG_IGN;
}

} // namespace
#endif

Termination::Termination(QObject* parent)
    : QObject(parent)
{
#ifdef Q_OS_UNIX
    if (wakePipe[0] < 0 && ::pipe2(wakePipe.data(), O_CLOEXEC | O_NONBLOCK) != 0) {
        return;
    }
    auto* notifier = new QSocketNotifier(wakePipe[0], QSocketNotifier::Read, this);
    connect(notifier, &QSocketNotifier::activated, this, [this] {
        char byte = 0;
        while (::read(wakePipe[0], &byte, 1) == 1) {
            if (byte == SIGUSR1) {
                Q_EMIT switched();
            } else {
                Q_EMIT requested();
            }
        }
    });
    watch(SIGINT);
    watch(SIGTERM);
    if (!isIgnored(SIGHUP)) {
        watch(SIGHUP);
    }
#endif
}

bool Termination::wasRequested()
{
#ifdef Q_OS_UNIX
    return isRequested != 0;
#else
    return false;
#endif
}

void Termination::watchSwitch()
{
#ifdef Q_OS_UNIX
    watch(SIGUSR1);
#endif
}

} // namespace workbench
