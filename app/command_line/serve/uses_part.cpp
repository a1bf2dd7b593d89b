#include "app/command_line/option_uses.h"
#include "app/command_line/serve/serve_parts.h"

namespace workbench {
namespace {

/// Also of what asks for the usual, which the profile does not tell from nothing.
Result<void> readOptions(const QCommandLineParser& parser, ServeRequest& request)
{
    return checkOptionUses(parser, spokenBy(request.profile));
}

} // namespace

const ServePart kServeUsesPart {nullptr, &readOptions};

} // namespace workbench
