#include "app/command_line/common_options.h"
#include "app/command_line/serve/serve_parts.h"
#include "core/workbench/json/shared_words.h"

#include <QCoreApplication>

namespace workbench {
namespace {

struct Text
{
    Q_DECLARE_TR_FUNCTIONS(ServeCommand)
};

void addOptions(QCommandLineParser& parser)
{
    parser.addOption({QStringLiteral("client-cert"),
                      Text::tr("Whether clients are asked for a certificate."),
                      QStringLiteral("none|request|require")});
}

Result<void> readOptions(const QCommandLineParser& parser, ServeRequest& request)
{
    ServerProfile& profile = request.profile;
    return allOf(
        [&] { return readTrust(parser, profile.clientTrust); },
        [&] { return readWord(parser, "client-cert", kPolicyWords, profile.clientCertificate); });
}

} // namespace

const ServePart kServeClientsPart {&addOptions, &readOptions};

} // namespace workbench
