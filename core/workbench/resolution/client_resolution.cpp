#include "core/connection/session_fit.h"
#include "core/workbench/profiles.h"
#include "core/workbench/resolution/common_checks.h"
#include "core/workbench/resolution/credentials.h"
#include "core/workbench/resolution/explicit_tls_resolution.h"
#include "core/workbench/resolution/proxy_resolution.h"
#include "core/workbench/resolution/server_name.h"
#include "core/workbench/resolution/socket_resolution.h"
#include "core/workbench/resolution/unused_settings.h"

#include <QCoreApplication>

namespace workbench {
namespace {

struct Text
{
    Q_DECLARE_TR_FUNCTIONS(Profile)
};

/// What one part of the profile becomes in the options.
struct Sources
{
    const ClientProfile& profile;
    const CertificateStore& store;
    const PasswordSource& password;
    const TokenLoader& tokens;
};

Result<void> resolveTarget(const Sources& from, ClientOptions& options)
{
    const Result<HostAndPort> host = parseHost(from.profile.host);
    if (!host) {
        return fail(host.error());
    }
    const Result<quint16> port
        = parsePort(QString::number(host->port != 0 ? host->port : from.profile.port), false);
    if (!port) {
        return fail(port.error());
    }
    options.host = host->host;
    options.port = *port;
    return {};
}

Result<void> resolveWay(const Sources& from, ClientOptions& options)
{
    return resolveProxy(from.profile.proxy, from.profile.transport)
        .map([&options](const ProxyChoice& proxy) { options.proxy = proxy; });
}

Result<void> resolveClearTalk(const Sources& from, ClientOptions& options)
{
    return resolveExplicitTls(from.profile, options);
}

Result<void> resolveSocket(const Sources& from, ClientOptions& /*options*/)
{
    const ClientProfile& profile = from.profile;
    return checkSocket(profile).and_then([&profile] { return checkFamily(profile); });
}

Result<void> checkSettings(const Sources& from, ClientOptions& /*options*/)
{
    return checkUses(from.profile);
}

Result<void> checkVersions(const Sources& from, ClientOptions& /*options*/)
{
    const ClientProfile& profile = from.profile;
    const bool severalAttempts
        = profile.transport == Transport::Tcp && contiguousRuns(profile.versions).size() > 1;
    if (!severalAttempts || profile.sessionPath.isEmpty()) {
        return {};
    }
    return fail(
        {.code = ErrorCode::InvalidInput,
         .message = Text::tr("%1 takes several attempts, and a session fits one version only.")
                        .arg(toText(profile.versions)),
         .remedy = Text::tr("Choose versions without a gap, or leave out the session file."),
         .where = QStringLiteral("versions")});
}

/// Those that are written at the end, or as data comes in.
Result<void> checkFiles(const Sources& from, ClientOptions& /*options*/)
{
    const ClientProfile& profile = from.profile;
    Result<void> checked = checkKeyLog(profile.keyLogPath);
    for (const QString& path :
         {profile.sessionPath, profile.capturePath, profile.keeping.receivedPath}) {
        if (checked) {
            checked = checkTarget(path);
        }
    }
    return checked;
}

Result<void> resolveSession(const Sources& /*from*/, ClientOptions& options)
{
    return loadSession(options);
}

Result<void> resolveCredentials(const Sources& from, ClientOptions& options)
{
    const ClientProfile& profile = from.profile;
    if (profile.certificate.isEmpty()) {
        return {};
    }
    return loadCredentials(profile.certificate,
                           profile.certificateLookup,
                           from.store,
                           from.password,
                           from.tokens)
        .map([&options](const KeyMaterial& material) { options.credentials = material; });
}

/// The system's anchors alone are loaded by the engine, off this thread.
Result<void> resolveAnchors(const Sources& from, ClientOptions& options)
{
    // What is pinned stands in place of anchors.
    if (!from.profile.check.pins.isEmpty() || from.profile.trust == TrustChoice {}) {
        return {};
    }
    return resolveTrust(from.profile.trust, from.store)
        .map([&options](const TrustAnchors& anchors) { options.trust = anchors; });
}

Result<void> resolveCheck(const Sources& from, ClientOptions& options)
{
    for (const QString& text : from.profile.check.pins) {
        const Result<QByteArray> pin = parsePin(text);
        if (!pin) {
            return fail(pin.error());
        }
        options.pins.append(*pin);
    }
    const Result<RevocationLists> lists
        = RevocationLists::fromFiles(from.profile.check.revocationFiles);
    if (!lists) {
        return fail(ofFile(lists.error(), "crl"));
    }
    options.revocationLists = *lists;
    return {};
}

Result<void> resolveServerName(const Sources& from, ClientOptions& options)
{
    if (!from.profile.sendServerName) {
        return {};
    }
    return serverNameOf(from.profile.serverName).map([&options](const QString& name) {
        options.serverName = name;
    });
}

using Part = Result<void> (*)(const Sources& from, ClientOptions& options);

/// In the order in which what is wrong is told.
constexpr Part kParts[] = {
    &resolveTarget,
    &resolveServerName,
    &resolveWay,
    &resolveClearTalk,
    &resolveSocket,
    &checkSettings,
    &checkVersions,
    &checkFiles,
    &resolveSession,
    &resolveCredentials,
    &resolveAnchors,
    &resolveCheck,
};

} // namespace

ClientProfile probingProfile(ClientProfile profile)
{
    profile.versions = kModernVersions; // those that are asked about the library cannot speak
    profile.certificate.clear();
    profile.sessionPath.clear();
    profile.keyLogPath.clear();
    return profile;
}

Result<ClientOptions> resolveClient(const ClientProfile& profile,
                                    const CertificateStore& store,
                                    const PasswordSource& password,
                                    const ClientSecrets& secrets,
                                    const TokenLoader& tokens)
{
    if (const Result<void> common
        = checkCommon(profile.name, profile.transport, profile.versions, profile.tuning);
        !common) {
        return fail(common.error());
    }
    ClientOptions options;
    static_cast<ClientSettings&>(options) = static_cast<const ClientSettings&>(profile);
    options.psk = secrets.psk;
    options.proxyPassword = secrets.proxyPassword;
    const Sources from {profile, store, password, tokens};
    for (const Part part : kParts) {
        if (const Result<void> resolved = part(from, options); !resolved) {
            return fail(resolved.error());
        }
    }
    return options;
}

} // namespace workbench
