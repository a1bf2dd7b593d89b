#include "app/command_line/connect/connect_parts.h"

#include <QCoreApplication>

namespace workbench {
namespace {

struct Text
{
    Q_DECLARE_TR_FUNCTIONS(ConnectCommand)
};

void addOptions(QCommandLineParser& parser)
{
    parser.addOption(
        {QStringLiteral("session-file"),
         Text::tr(
             "Take up the session in this file again, and keep the newest one there; one that does "
             "not fit is an error."),
         QStringLiteral("FILE")});
}

Result<void> readOptions(const QCommandLineParser& parser, ConnectRequest& request)
{
    request.profile.sessionPath = parser.value(QStringLiteral("session-file"));
    return {};
}

} // namespace

const ConnectPart kSessionPart {&addOptions, &readOptions};

} // namespace workbench
