#include "app/display_guard.h"

#include "app/command_line/command_context.h"

#include <QCoreApplication>

#include <cstdlib>

namespace workbench {
namespace {

struct Text
{
    Q_DECLARE_TR_FUNCTIONS(DisplayGuard)
};

QtMessageHandler usualHandler = nullptr;

void handle(QtMsgType type, const QMessageLogContext& context, const QString& text)
{
    if (type != QtFatalMsg) {
        usualHandler(type, context, text);
        return;
    }
    const bool isNamed = !qEnvironmentVariableIsEmpty("DISPLAY")
        || !qEnvironmentVariableIsEmpty("WAYLAND_DISPLAY")
        || !qEnvironmentVariableIsEmpty("QT_QPA_PLATFORM");
    CommandContext::complain(
        isNamed ? Text::tr("The window cannot be opened on this display. See that it can be "
                           "reached, or give a command; --help lists them.")
                : Text::tr("There is no display to open the window on: neither DISPLAY nor "
                           "WAYLAND_DISPLAY is set. Set one of them, or give a command; --help "
                           "lists them."));
    std::_Exit(ExitLocalFault); // behind this Qt aborts
}

} // namespace

DisplayGuard::DisplayGuard()
{
    usualHandler = qInstallMessageHandler(handle);
}

DisplayGuard::~DisplayGuard()
{
    qInstallMessageHandler(usualHandler);
}

} // namespace workbench
