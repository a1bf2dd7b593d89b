#include "core/workbench/resolution/explicit_tls_resolution.h"

#include "core/workbench/resolution/common_checks.h"

#include <QCoreApplication>

namespace workbench {
namespace {

struct Text
{
    Q_DECLARE_TR_FUNCTIONS(Profile)
};

} // namespace

Result<void> checkExplicitTls(const ClientProfile& profile)
{
    const ExplicitTlsChoice& choice = profile.explicitTls;
    if (!choice.isSet()) {
        return {};
    }
    if (profile.transport == Transport::Udp) {
        return fail({.code = ErrorCode::NotSupported,
                     .message = Text::tr("Explicit TLS begins on a TCP connection, not over UDP."),
                     .remedy = Text::tr("Switch DTLS off, or explicit TLS."),
                     .where = QStringLiteral("starttls")});
    }
    if (!choice.isManual()) {
        const Result<ExplicitTlsChoice> known = ExplicitTlsChoice::fromOption(choice.protocol);
        return known ? Result<void>() : fail(known.error());
    }
    return {};
}

Result<void> resolveExplicitTls(const ClientProfile& profile, ClientOptions& options)
{
    const ExplicitTlsChoice& choice = profile.explicitTls;
    Result<void> checked = checkExplicitTls(profile);
    if (!checked || !choice.isManual()) {
        return checked;
    }
    if (choice.scriptPath.isEmpty()) {
        return {};
    }
    const Result<ClearScript> script = readClearScript(choice.scriptPath);
    if (!script) {
        return fail(script.error());
    }
    options.clearScript = *script;
    return {};
}

} // namespace workbench
