#include "app/command_line/option_uses.h"
#include "app/command_line/serve/serve_parts.h"

namespace workbench {
namespace {

/// Also of what asks for the usual, which the profile does not tell from nothing.
Result<void> readOptions(const QCommandLineParser& parser, ServeRequest& request)
{
    const ServerProfile& profile = request.profile;
    return checkOptionUses(parser,
                           {.server = true,
                            .plain = profile.plain,
                            .transport = profile.transport,
                            .versions = profile.versions});
}

} // namespace

const ServePart kServeUsesPart {nullptr, &readOptions};

} // namespace workbench
