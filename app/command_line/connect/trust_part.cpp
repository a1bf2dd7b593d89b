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

Result<void> readRevocation(const QCommandLineParser& parser, CheckSettings& check)
{
    const QStringList values = parser.values(QStringLiteral("crl"));
    for (const QString& value : values) {
        check.revocationFiles += value.split(QLatin1Char(','), Qt::SkipEmptyParts);
    }
    const QString word = parser.isSet(QStringLiteral("crl-check"))
        ? parser.value(QStringLiteral("crl-check"))
        : QStringLiteral("leaf");
    if (word != QStringLiteral("leaf") && word != QStringLiteral("chain")) {
        return fail({.code = ErrorCode::InvalidInput,
                     .message = tr("“%1” is not known here.").arg(word),
                     .remedy = tr("Use leaf or chain."),
                     .where = QStringLiteral("--crl-check")});
    }
    check.revocation
        = word == QStringLiteral("chain") ? RevocationCheck::Chain : RevocationCheck::Leaf;
    return {};
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
                 [&] { return readVerify(parser, profile); },
                 [&] { return readCheck(parser, profile.check); });
}

} // namespace

const ConnectPart kTrustPart {&addOptions, &readOptions};

} // namespace workbench
