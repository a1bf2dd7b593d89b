#include "app/command_line/connect/connect_parts.h"

namespace workbench {
namespace {

/// Credentials are last: they may ask for a password, which nothing else should make vain.
constexpr const ConnectPart* kParts[] = {
    &kTargetPart,
    &kLimitsPart,
    &kProxyPart,
    &kStarttlsPart,
    &kSocketPart,
    &kProtocolPart,
    &kUsesPart,
    &kTrustPart,
    &kSessionPart,
    &kDialoguePart,
    &kRepeatPart,
    &kReportPart,
    &kCommandPart,
    &kCredentialsPart,
};

} // namespace

void addConnectOptions(QCommandLineParser& parser)
{
    for (const ConnectPart* part : kParts) {
        if (part->add != nullptr) {
            part->add(parser);
        }
    }
}

Result<void> readConnectOptions(const QCommandLineParser& parser, ConnectRequest& request)
{
    for (const ConnectPart* part : kParts) {
        if (Result<void> read = part->read(parser, request); !read) {
            return read;
        }
    }
    return {};
}

} // namespace workbench
