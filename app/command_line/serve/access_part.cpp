#include "app/command_line/common_options.h"
#include "app/command_line/serve/serve_parts.h"

#include <QCoreApplication>

namespace workbench {
namespace {

QString tr(const char* text)
{
    return QCoreApplication::translate("ServeCommand", text);
}

void addOptions(QCommandLineParser& parser)
{
    parser.addOption({QStringLiteral("deny"), tr("Accept TCP connections, then refuse them.")});
}

Result<void> readOptions(const QCommandLineParser& parser, ServeRequest& request)
{
    request.profile.access.deny = parser.isSet(QStringLiteral("deny"));
    return {};
}

} // namespace

const ServePart kServeAccessPart {&addOptions, &readOptions};

} // namespace workbench
