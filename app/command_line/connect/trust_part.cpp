#include "app/command_line/common_options.h"
#include "app/command_line/connect/connect_parts.h"
#include "core/workbench/json/shared_words.h"

#include <QCoreApplication>

namespace workbench {
namespace {

struct Text
{
    Q_DECLARE_TR_FUNCTIONS(ConnectCommand)
};

void addOptions(QCommandLineParser& parser)
{
    parser.addOptions({
        {QStringLiteral("verify"),
         Text::tr("How far the certificate decides; none: trusted site."),
         QStringLiteral("full|chain|none")},
        {QStringLiteral("pin"),
         Text::tr("SHA-256 of the certificate or of its public key, in hexadecimal or as curl's "
                  "sha256//BASE64: what has it is trusted, and nothing else is; may be repeated."),
         QStringLiteral("HASH")},
        {QStringLiteral("time"), Text::tr("Moment of the check."), QStringLiteral("T")},
        {QStringLiteral("crl"),
         Text::tr("Revocation lists; several with commas or repeated."),
         QStringLiteral("FILE")},
        {QStringLiteral("crl-check"),
         Text::tr(
             "Certificates that the lists have to cover: the server's own, or the whole chain."),
         QStringLiteral("leaf|chain")},
        {QStringLiteral("ocsp"), Text::tr("Ask for a stapled OCSP response and judge it.")},
    });
}

Result<void> readRevocation(const QCommandLineParser& parser, CheckSettings& check)
{
    check.revocationFiles = readList(parser, "crl");
    if (parser.isSet(QStringLiteral("crl-check")) && check.revocationFiles.isEmpty()) {
        return fail({.code = ErrorCode::InvalidInput,
                     .message = Text::tr("There are no revocation lists to look into."),
                     .remedy = Text::tr("Give them with --crl."),
                     .where = QStringLiteral("--crl-check")});
    }
    return readWord(parser, "crl-check", kRevocationWords, check.revocation);
}

Result<void> readCheck(const QCommandLineParser& parser, CheckSettings& check)
{
    check.pins = parser.values(QStringLiteral("pin"));
    const Result<QDateTime> time = readTime(parser, QStringLiteral("time"), {});
    if (!time) {
        return fail(time.error());
    }
    check.time = *time;
    return readRevocation(parser, check);
}

Result<void> readOptions(const QCommandLineParser& parser, ConnectRequest& request)
{
    ClientProfile& profile = request.profile;
    profile.askStaple = parser.isSet(QStringLiteral("ocsp"));
    return allOf([&] { return readTrust(parser, profile.trust); },
                 [&] { return readWord(parser, "verify", kVerifyWords, profile.verify); },
                 [&] { return readCheck(parser, profile.check); });
}

} // namespace

const ConnectPart kTrustPart {&addOptions, &readOptions};

} // namespace workbench
