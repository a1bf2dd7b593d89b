#include "app/command_line/common_options.h"
#include "app/command_line/key_access.h"
#include "app/command_line/serve/serve_parts.h"
#include "core/certificates/stores/placed_entry.h"
#include "core/certificates/tokens/token_uri.h"
#include "core/workbench/json/shared_words.h"

#include <QCoreApplication>
#include <QFileInfo>
#include <QRegularExpression>

namespace workbench {
namespace {

struct Text
{
    Q_DECLARE_TR_FUNCTIONS(ServeCommand)
};

void addOptions(QCommandLineParser& parser)
{
    parser.addOptions({
        {QStringLiteral("ocsp"),
         Text::tr(
             "Staple the OCSP response in this file (DER), or one that the store's CA makes at the "
             "start. Repeated in the order of --cert; “store” alone holds for all."),
         QStringLiteral("FILE|store|none")},
        {QStringLiteral("unknown-names"),
         Text::tr(
             "What becomes of a client that asks for a name (SNI) which no certificate is for: it "
             "gets the first (serve, the default), or that after the warning unrecognized_name "
             "(TLS 1.3 has no warnings), or the fatal alert."),
         QStringLiteral("serve|warn|refuse")},
    });
}

Result<void> checkCredentials(const ServeRequest& request)
{
    if (!request.profile.certificates.isEmpty() || request.psk.isSet() || request.profile.plain) {
        return {};
    }
    return fail({.code = ErrorCode::InvalidInput,
                 .message = Text::tr("A server needs a certificate."),
                 .remedy = Text::tr(
                     "Name a store entry with --cert (“tls-workbench store new” makes one), or "
                     "a pre-shared key with --psk."),
                 .where = QStringLiteral("--cert")});
}

Result<void> readSecrets(const QCommandLineParser& parser, ServeRequest& request)
{
    return allOf(
        [&] {
            return givenPassword(parser).map([&](QByteArray password) {
                request.keyPassword = SecretBytes(std::move(password));
            });
        },
        [&] {
            return givenPin(parser).map(
                [&](QByteArray pin) { request.pin = SecretBytes(std::move(pin)); });
        });
}

/// A server without a name is called as its first certificate.
QString nameOf(const QCommandLineParser& parser, const QString& certificate)
{
    if (parser.isSet(QStringLiteral("name"))) {
        return parser.value(QStringLiteral("name"));
    }
    if (certificate.isEmpty() || isTokenUri(certificate)) {
        return QStringLiteral("server");
    }
    return isFilePlace(certificate) ? QFileInfo(filePlaceOf(certificate).path).completeBaseName()
                                    : certificate;
}

Result<void> readOptions(const QCommandLineParser& parser, ServeRequest& request)
{
    ServerProfile& profile = request.profile;
    profile.certificates = parser.values(QStringLiteral("cert"));
    profile.name = nameOf(parser, profile.certificates.value(0));
    profile.staples = parser.values(QStringLiteral("ocsp"));
    profile.staples.replaceInStrings(QRegularExpression(QStringLiteral("^none$")), QString());
    return allOf(
        [&] { return readLookup(parser, profile.certificateLookup); },
        [&] { return readWord(parser, "unknown-names", kUnknownNameWords, profile.unknownNames); },
        [&] {
            return readPreSharedKey(parser, request.psk).map([&] {
                profile.pskIdentity = QString::fromUtf8(request.psk.identity());
            });
        },
        [&] { return checkCredentials(request); },
        [&] { return readSecrets(parser, request); });
}

} // namespace

const ServePart kServeCredentialsPart {&addOptions, &readOptions};

} // namespace workbench
