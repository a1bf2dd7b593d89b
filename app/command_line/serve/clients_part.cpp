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
    parser.addOptions({
        {QStringLiteral("client-cert"),
         Text::tr("Whether clients are asked for a certificate."),
         QStringLiteral("none|request|require")},
        {QStringLiteral("issuer-names"),
         Text::tr(
             "Name the trusted issuers in the request for a certificate; clients may choose by "
             "them.")},
    });
}

Result<void> readIssuerNames(const QCommandLineParser& parser, ServerProfile& profile)
{
    profile.issuerNames = parser.isSet(QStringLiteral("issuer-names"));
    if (!profile.issuerNames || profile.clientCertificate != ClientCertificatePolicy::None) {
        return {};
    }
    return fail({.code = ErrorCode::InvalidInput,
                 .message = Text::tr("A server that asks for no certificate names no issuers."),
                 .remedy = Text::tr("Add --client-cert request or require."),
                 .where = QStringLiteral("--issuer-names")});
}

/// Anchors that nobody asks for look as if clients were checked.
Result<void> checkTrustUsed(const QCommandLineParser& parser, const ServerProfile& profile)
{
    if (profile.clientCertificate != ClientCertificatePolicy::None
        || !parser.isSet(QStringLiteral("trust"))) {
        return {};
    }
    return fail({.code = ErrorCode::InvalidInput,
                 .message = Text::tr("A server that asks for no certificate trusts no issuers."),
                 .remedy = Text::tr("Add --client-cert request or require."),
                 .where = QStringLiteral("--trust")});
}

Result<void> readOptions(const QCommandLineParser& parser, ServeRequest& request)
{
    ServerProfile& profile = request.profile;
    return allOf(
        [&] { return readWord(parser, "client-cert", kPolicyWords, profile.clientCertificate); },
        [&] { return checkTrustUsed(parser, profile); },
        [&] { return readTrust(parser, profile.clientTrust); },
        [&] { return readIssuerNames(parser, profile); });
}

} // namespace

const ServePart kServeClientsPart {&addOptions, &readOptions};

} // namespace workbench
