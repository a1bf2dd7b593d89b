#include "app/command_line/connect/connect_parts.h"
#include "app/command_line/option_uses.h"

namespace workbench {
namespace {

/// Also of what asks for the usual, which the profile does not tell from nothing.
Result<void> readOptions(const QCommandLineParser& parser, ConnectRequest& request)
{
    return checkOptionUses(parser, spokenBy(request.profile));
}

} // namespace

const ConnectPart kUsesPart {nullptr, &readOptions};

} // namespace workbench
