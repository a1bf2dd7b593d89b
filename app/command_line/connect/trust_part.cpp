#include "app/command_line/common_options.h"
#include "app/command_line/connect/connect_parts.h"

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
        {QStringLiteral("ocsp"), tr("Ask for a stapled OCSP response and judge it.")},
    });
}

Result<void> readVerify(const QCommandLineParser& parser, ClientProfile& profile)
{
    const QString word = parser.isSet(QStringLiteral("verify"))
        ? parser.value(QStringLiteral("verify"))
        : QStringLiteral("full");
    if (word == QStringLiteral("full")) {
        profile.verify = VerifyMode::Full;
    } else if (word == QStringLiteral("chain")) {
        profile.verify = VerifyMode::Chain;
    } else if (word == QStringLiteral("none")) {
        profile.verify = VerifyMode::None;
    } else {
        return fail({.code = ErrorCode::InvalidInput,
                     .message = tr("“%1” is no kind of verification.").arg(word),
                     .remedy = tr("Use full, chain or none."),
                     .where = QStringLiteral("--verify")});
    }
    return {};
}

Result<void> readOptions(const QCommandLineParser& parser, ConnectRequest& request)
{
    ClientProfile& profile = request.profile;
    profile.askStaple = parser.isSet(QStringLiteral("ocsp"));
    return allOf([&] { return readTrust(parser, profile.trust); },
                 [&] { return readVerify(parser, profile); });
}

} // namespace

const ConnectPart kTrustPart {&addOptions, &readOptions};

} // namespace workbench
