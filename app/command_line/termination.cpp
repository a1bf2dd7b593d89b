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

/// Only what POSIX allows in a signal handler: one write.
void onSignal(int /*number*/)
{
    const char byte = 1;
    static_cast<void>(::write(wakePipe[1], &byte, 1) == 1);
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
        while (::read(wakePipe[0], &byte, 1) == 1) { }
        Q_EMIT requested();
    });

    struct sigaction action
    { };

    action.sa_handler = &onSignal;
    sigemptyset(&action.sa_mask);
    sigaction(SIGINT, &action, nullptr);
    sigaction(SIGTERM, &action, nullptr);
#endif
}

} // namespace workbench
