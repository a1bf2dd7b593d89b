#include "app/command_line/common_options.h"
#include "app/command_line/serve/serve_parts.h"

namespace workbench {
namespace {

Result<void> readOptions(const QCommandLineParser& parser, ServeRequest& request)
{
    ServerProfile& profile = request.profile;
    profile.transport = parser.isSet(QStringLiteral("udp")) ? Transport::Udp : Transport::Tcp;
    profile.keyLogPath = parser.value(QStringLiteral("keylog"));
    return allOf([&] { return readVersions(parser, profile.versions); },
                 [&] { return readTuning(parser, profile.tuning); });
}

} // namespace

const ServePart kServeProtocolPart {nullptr, &readOptions};

} // namespace workbench
