#include "app/command_line/serve/serve_parts.h"

namespace workbench {
namespace {

/// Credentials are last: they may ask for a password, which nothing else should make vain.
constexpr const ServePart* kParts[] = {
    &kServeListenPart,
    &kServeProtocolPart,
    &kServeClientsPart,
    &kServeAccessPart,
    &kServeLimitsPart,
    &kServeAnswerPart,
    &kServeSocketPart,
    &kServeUsesPart,
    &kServeHandshakePart,
    &kServeSessionPart,
    &kServeCredentialsPart,
};

} // namespace

void addServeOptions(QCommandLineParser& parser)
{
    for (const ServePart* part : kParts) {
        if (part->add != nullptr) {
            part->add(parser);
        }
    }
}

Result<void> readServeOptions(const QCommandLineParser& parser, ServeRequest& request)
{
    for (const ServePart* part : kParts) {
        if (Result<void> read = part->read(parser, request); !read) {
            return read;
        }
    }
    return {};
}

} // namespace workbench
