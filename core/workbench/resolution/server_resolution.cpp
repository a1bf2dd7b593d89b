#include "core/connection/access_guard.h"
#include "core/workbench/profiles.h"
#include "core/workbench/resolution/common_checks.h"
#include "core/workbench/resolution/credentials.h"
#include "core/workbench/resolution/server_checks.h"
#include "core/workbench/resolution/staples.h"

#include <QCoreApplication>
#include <QHostInfo>
#include <QNetworkInterface>

namespace workbench {
namespace {

struct Text
{
    Q_DECLARE_TR_FUNCTIONS(Profile)
};

Result<QHostAddress> listenAddress(const QString& text)
{
    const QString wanted = text.trimmed();
    if (wanted.isEmpty() || wanted == QStringLiteral("localhost")) {
        return QHostAddress(QHostAddress::LocalHost);
    }
    if (const QHostAddress literal(wanted); !literal.isNull()) {
        return literal;
    }
    const QNetworkInterface interface = QNetworkInterface::interfaceFromName(wanted);
    if (interface.isValid() && !interface.addressEntries().isEmpty()) {
        return interface.addressEntries().first().ip();
    }
    if (wanted.compare(QHostInfo::localHostName(), Qt::CaseInsensitive) == 0) {
        return QHostAddress(QHostAddress::AnyIPv4);
    }
    return fail(
        {.code = ErrorCode::AddressUnavailable,
         .message = Text::tr("“%1” is not an address, a network card or the name of this computer.")
                        .arg(wanted),
         .remedy = Text::tr("Choose one of this computer's addresses, for instance 127.0.0.1."),
         .where = QStringLiteral("address")});
}

/// What one part of the profile becomes in the options.
struct Sources
{
    const ServerProfile& profile;
    const CertificateStore& store;
    const PasswordSource& password;
    const TokenLoader& tokens;
};

Result<void> checkFiles(const Sources& from, ServerOptions& /*options*/)
{
    return checkKeyLog(from.profile.keyLogPath);
}

Result<void> checkCredentialsGiven(const Sources& from, ServerOptions& options)
{
    if (!from.profile.certificates.isEmpty() || options.psk.isSet()) {
        return {};
    }
    return fail({.code = ErrorCode::InvalidInput,
                 .message = Text::tr("A server needs a certificate."),
                 .remedy = Text::tr("Choose one with a private key, or make one."),
                 .where = QStringLiteral("certificate")});
}

Result<void> checkWhoComesIn(const Sources& from, ServerOptions& /*options*/)
{
    return checkAccess(from.profile.access);
}

Result<void> checkWhatIsSaid(const Sources& from, ServerOptions& /*options*/)
{
    return checkAnswer(from.profile.answer);
}

Result<void> checkHowLong(const Sources& from, ServerOptions& /*options*/)
{
    return checkLimits(from.profile.limits, from.profile.transport);
}

Result<void> resolveListening(const Sources& from, ServerOptions& options)
{
    return listenAddress(from.profile.listen.address).map([&options](const QHostAddress& address) {
        options.address = address;
    });
}

Result<void> resolveCredentials(const Sources& from, ServerOptions& options)
{
    for (const QString& id : from.profile.certificates) {
        const Result<KeyMaterial> credentials = loadCredentials(
            id, from.profile.certificateLookup, from.store, from.password, from.tokens);
        if (!credentials) {
            return fail(credentials.error());
        }
        options.certificates.append(*credentials);
    }
    return {};
}

Result<void> resolveStaples(const Sources& from, ServerOptions& options)
{
    return loadStaples(from.profile.staples, options.certificates, from.store, from.password)
        .map([&options](const QList<QByteArray>& staples) { options.staples = staples; });
}

Result<void> resolveAnchors(const Sources& from, ServerOptions& options)
{
    if (from.profile.clientCertificate == ClientCertificatePolicy::None) {
        return {};
    }
    return resolveTrust(from.profile.clientTrust, from.store)
        .map([&options](const TrustAnchors& anchors) { options.clientTrust = anchors; });
}

using Part = Result<void> (*)(const Sources& from, ServerOptions& options);

/// In the order in which what is wrong is told.
constexpr Part kParts[] = {
    &checkFiles,
    &checkCredentialsGiven,
    &checkWhoComesIn,
    &checkWhatIsSaid,
    &checkHowLong,
    &resolveListening,
    &resolveCredentials,
    &resolveStaples,
    &resolveAnchors,
};

} // namespace

Result<ServerOptions> resolveServer(const ServerProfile& profile,
                                    const CertificateStore& store,
                                    const PasswordSource& password,
                                    const PreSharedKey& psk,
                                    const TokenLoader& tokens)
{
    if (const Result<void> common
        = checkCommon(profile.name, profile.transport, profile.versions, profile.tuning);
        !common) {
        return fail(common.error());
    }
    ServerOptions options;
    static_cast<ServerSettings&>(options) = profile;
    options.psk = psk;
    const Sources from {profile, store, password, tokens};
    for (const Part part : kParts) {
        if (const Result<void> resolved = part(from, options); !resolved) {
            return fail(resolved.error());
        }
    }
    return options;
}

} // namespace workbench
