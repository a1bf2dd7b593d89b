#include "app/command_line/common_options.h"
#include "app/command_line/connect/connect_parts.h"
#include "core/workbench/json/shared_words.h"

#include <QCoreApplication>

namespace workbench {
namespace {

QString tr(const char* text)
{
    return QCoreApplication::translate("ConnectCommand", text);
}

void addOptions(QCommandLineParser& parser)
{
    parser.addOptions({
        {QStringLiteral("verify"),
         tr("How far the certificate decides; none: trusted site."),
         QStringLiteral("full|chain|none")},
        {QStringLiteral("pin"),
         tr("SHA-256 of the certificate or of its public key, in hexadecimal or as curl's "
            "sha256//BASE64: what has it is trusted, and nothing else is; may be repeated."),
         QStringLiteral("HASH")},
        {QStringLiteral("time"), tr("Moment of the check."), QStringLiteral("T")},
        {QStringLiteral("crl"),
         tr("Revocation lists; several with commas or repeated."),
         QStringLiteral("FILE")},
        {QStringLiteral("crl-check"),
         tr("Certificates that the lists have to cover: the server's own, or the whole chain."),
         QStringLiteral("leaf|chain")},
        {QStringLiteral("ocsp"), tr("Ask for a stapled OCSP response and judge it.")},
    });
}

Result<void> readRevocation(const QCommandLineParser& parser, CheckSettings& check)
{
    check.revocationFiles = readList(parser, "crl");
    if (parser.isSet(QStringLiteral("crl-check")) && check.revocationFiles.isEmpty()) {
        return fail({.code = ErrorCode::InvalidInput,
                     .message = tr("There are no revocation lists to look into."),
                     .remedy = tr("Give them with --crl."),
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
