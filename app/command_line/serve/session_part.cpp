#include "app/command_line/common_options.h"
#include "app/command_line/serve/serve_parts.h"

#include <QCoreApplication>

namespace workbench {
namespace {

struct Text
{
    Q_DECLARE_TR_FUNCTIONS(ServeCommand)
};

void addOptions(QCommandLineParser& parser)
{
    parser.addOption({QStringLiteral("no-tickets"), Text::tr("Give no session tickets.")});
}

Result<void> readOptions(const QCommandLineParser& parser, ServeRequest& request)
{
    request.profile.sessions.tickets = !parser.isSet(QStringLiteral("no-tickets"));
    return {};
}

} // namespace

const ServePart kServeSessionPart {&addOptions, &readOptions};

} // namespace workbench
