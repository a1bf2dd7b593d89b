#include "core/connection/server_setup.h"

#include "core/certificates/certificate_facts.h"
#include "core/connection/dh_parameters.h"
#include "core/connection/tls_configuration.h"

namespace workbench {
namespace {

/// Whether the list may name suites without a certificate; ciphers(1) has the words.
bool offersAnonymous(const QString& cipherList)
{
    return cipherList.contains(QStringLiteral("NULL")) || cipherList.contains(QStringLiteral("ADH"))
        || cipherList.contains(QStringLiteral("COMPLEMENTOFDEFAULT"))
        || cipherList.contains(QStringLiteral("ALL"));
}

Result<std::shared_ptr<const TapPlan>>
planOf(const ServerOptions& options, int level, const QByteArray& alpn)
{
    auto plan = std::make_shared<TapPlan>();
    plan->role = Role::Server;
    plan->transport = options.transport;
    plan->versions = options.versions;
    plan->securityLevel = level;
    plan->alpn = alpn;
    plan->clientCertificate = options.clientCertificate;
    plan->trust = options.clientTrust;
    plan->query.purpose = CertificatePurpose::Client;
    plan->query.securityLevel = level;
    plan->keyLog = !options.keyLogPath.isEmpty();
    plan->staples = options.staples;
    plan->certificates = options.certificates;
    plan->unknownNames = options.unknownNames;
    plan->serverHandshake = options.handshake;
    plan->dhParameters = dhParameters(
        options.handshake.dhGroup,
        {.certificates = options.certificates,
         .withoutCertificate = options.psk.isSet() || offersAnonymous(options.tuning.cipherList),
         .securityLevel = level});
    plan->sessionSettings = options.sessions;
    plan->sessions = std::make_shared<SessionKeeper>(options.sessions);
    plan->psk = options.psk;
    plan->ownSuites = options.tuning.cipherSuites.isEmpty();
    if (!plan->trust.store && options.clientCertificate != ClientCertificatePolicy::None) {
        if (const Result<TrustAnchors> system = TrustAnchors::system()) {
            plan->trust = *system;
        }
    }
    if (options.issuerNames && options.clientCertificate != ClientCertificatePolicy::None) {
        const Result<NameStack> names = issuerNamesOf(plan->trust);
        if (!names) {
            return fail(names.error());
        }
        plan->issuerNames = *names;
    }
    return plan;
}

} // namespace

Result<std::shared_ptr<const ServerSetup>> makeServerSetup(const ServerOptions& options)
{
    if (options.plain) { // nothing of TLS is looked at
        auto setup = std::make_shared<ServerSetup>();
        setup->options = options;
        return setup;
    }
    const int level = effectiveSecurityLevel(options.versions, options.tuning);
    const Result<QSslConfiguration> configuration = serverConfiguration(options, level);
    if (!configuration) {
        return fail(configuration.error());
    }
    for (const KeyMaterial& material : options.certificates) {
        if (const Result<void> usable = checkCredentials(material); !usable) {
            return fail(usable.error());
        }
    }
    if (const Result<void> fits = checkDhGroup(options.handshake.dhGroup, level); !fits) {
        return fail(fits.error());
    }
    const Result<QByteArray> alpn = alpnToWire(options.tuning.alpn);
    if (!alpn) {
        return fail(alpn.error());
    }
    auto setup = std::make_shared<ServerSetup>();
    setup->options = options;
    setup->configuration = *configuration;
    const Result<std::shared_ptr<const TapPlan>> plan = planOf(options, level, *alpn);
    if (!plan) {
        return fail(plan.error());
    }
    setup->plan = *plan;
    if (!options.certificates.isEmpty()) {
        setup->ownCertificate = toDer(options.certificates.first().certificate.get());
        setup->ownCertificateName = options.certificates.first().name;
        setup->ownKey = keyDescription(options.certificates.first().key.get());
    }
    return setup;
}

} // namespace workbench
