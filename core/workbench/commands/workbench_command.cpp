#include "core/certificates/tokens/token_uri.h"
#include "core/workbench/commands/command_parts.h"
#include "core/workbench/resolution/unused_settings.h"

#include <QCoreApplication>

namespace workbench {
namespace {

struct Text
{
    Q_DECLARE_TR_FUNCTIONS(ClientCommand)
};

/// Commas part several in one value, so that no path has one.
void addFiles(ShellCommand& command, const char* option, const QStringList& files)
{
    for (const QString& file : files) {
        if (file.contains(QLatin1Char(','))) {
            command.comments.append(Text::tr("A path with a comma cannot be given to %1: %2.")
                                        .arg(QLatin1String(option), file));
        } else {
            addValue(command, option, file);
        }
    }
}

void addTrust(ShellCommand& command, const ClientProfile& profile)
{
    const char* const words[] = {"full", "chain", "none"};
    if (profile.verify != VerifyMode::Full) {
        addValue(command,
                 "--verify",
                 QString::fromLatin1(words[static_cast<std::size_t>(profile.verify)]));
    }
    if (profile.trust == TrustChoice {}) {
        return;
    }
    if (profile.trust == TrustChoice {.system = false, .store = false, .files = {}}) {
        addValue(command, "--trust", QStringLiteral("none"));
    }
    addValue(command, "--trust", profile.trust.system ? QStringLiteral("system") : QString());
    addValue(command, "--trust", profile.trust.store ? QStringLiteral("store") : QString());
    addFiles(command, "--trust", profile.trust.files);
}

/// Those of phases that there are; the others are no options.
TimeLimits usedLimits(const ClientProfile& profile)
{
    const TimeLimits usual;
    TimeLimits limits = profile.limits;
    limits.proxy = profile.proxy.isSet() ? limits.proxy : usual.proxy;
    limits.starttls = profile.explicitTls.isSet() ? limits.starttls : usual.starttls;
    limits.tls = profile.plain ? usual.tls : limits.tls;
    return limits;
}

void addLimits(ShellCommand& command, const TimeLimits& limits)
{
    const TimeLimits usual;
    const auto add = [&](const char* option, Milliseconds limit, Milliseconds other) {
        if (limit != other) {
            addValue(command, option, QStringLiteral("%1ms").arg(limit.count()));
        }
    };
    add("--timeout", limits.whole, usual.whole);
    add("--resolve-timeout", limits.resolve, usual.resolve);
    add("--tcp-timeout", limits.tcp, usual.tcp);
    add("--proxy-timeout", limits.proxy, usual.proxy);
    add("--starttls-timeout", limits.starttls, usual.starttls);
    add("--tls-timeout", limits.tls, usual.tls);
    add("--idle-timeout", limits.idle, usual.idle);
    add("--data-timeout", limits.data, limits.whole); // which the command line takes for it
}

void addFamily(ShellCommand& command, FamilyPreference family)
{
    addFlag(command, "--ipv4", family == FamilyPreference::OnlyIpv4);
    addFlag(command, "--ipv6", family == FamilyPreference::OnlyIpv6);
    addFlag(command, "--prefer-ipv4", family == FamilyPreference::PreferIpv4);
    addFlag(command, "--prefer-ipv6", family == FamilyPreference::PreferIpv6);
}

void addSocket(ShellCommand& command, const SocketSettings& socket)
{
    const char* const words[] = {"", "after-handshake", "on"};
    addFlag(command, "--keepalive", socket.keepAlive);
    addValue(
        command, "--nagle", QString::fromLatin1(words[static_cast<std::size_t>(socket.nagle)]));
    addValue(command, "--local-address", socket.localAddress);
    addNumber(command, "--local-port", socket.localPort);
    addFlag(command, "--dont-route", socket.dontRoute);
    addFlag(command, "--broadcast", socket.broadcast);
    addNumber(command, "--mtu", socket.mtu);
}

void addExplicitTls(ShellCommand& command, const ExplicitTlsChoice& choice)
{
    if (!choice.isManual()) {
        addValue(command, "--starttls", choice.protocol);
    } else if (!choice.scriptPath.isEmpty()) {
        addValue(command, "--starttls", QStringLiteral("script:") + choice.scriptPath);
    } else {
        command.comments.append(
            Text::tr("Here a person says when TLS begins; for that give --starttls script:FILE."));
    }
}

void addCheck(ShellCommand& command, const CheckSettings& check)
{
    for (const QString& pin : check.pins) {
        addValue(command, "--pin", pin);
    }
    addValue(command, "--time", check.time.toUTC().toString(Qt::ISODate));
    addFiles(command, "--crl", check.revocationFiles);
    if (check.revocation == RevocationCheck::Chain) {
        addValue(command, "--crl-check", QStringLiteral("chain"));
    }
}

void addTuning(ShellCommand& command, const TlsTuning& tuning)
{
    addValue(command, "--ciphers", tuning.cipherList);
    addValue(command, "--suites", tuning.cipherSuites);
    addValue(command, "--groups", tuning.groups);
    addValue(command, "--sigalgs", tuning.signatureAlgorithms);
    addValue(command, "--alpn", tuning.alpn.join(QLatin1Char(',')));
    if (tuning.securityLevel >= 0) {
        addValue(command, "--security-level", QString::number(tuning.securityLevel));
    }
}

/// Where there is nothing to switch off, that is no option.
bool isOption(const char* option, const ClientProfile& profile)
{
    return unusedAmong({QString::fromLatin1(option)}, spokenBy(profile)).isEmpty();
}

void addServerName(ShellCommand& command, const ClientProfile& profile)
{
    if (profile.sendServerName) {
        addValue(command, "--sni", profile.serverName);
    } else if (isOption("sni", profile)) {
        addValue(command, "--sni", QStringLiteral("none"));
    }
}

void addHandshake(ShellCommand& command, const ClientProfile& profile)
{
    const HandshakeSettings& handshake = profile.handshake;
    addFlag(command, "--no-tickets", !handshake.tickets && isOption("no-tickets", profile));
    addNumber(command, "--record-padding", handshake.recordPadding);
    addNumber(command, "--min-dh", handshake.minimumDhBits);
    addFlag(command, "--sct", handshake.askTimestamps);
    addFlag(command, "--legacy-renegotiation", handshake.legacyRenegotiation);
}

void addCertificate(ShellCommand& command, const ClientProfile& profile)
{
    addValue(command, "--cert", withoutPin(profile.certificate));
    if (!profile.certificate.isEmpty()
        && profile.certificateLookup != CertificateLookup::NameThenHash) {
        addValue(command,
                 "--cert-by",
                 profile.certificateLookup == CertificateLookup::Name ? QStringLiteral("name")
                                                                      : QStringLiteral("hash"));
    }
}

} // namespace

ShellCommand workbenchCommand(const ClientProfile& profile, const QString& home)
{
    ShellCommand command;
    command.arguments
        = {QStringLiteral("tls-workbench"), QStringLiteral("connect"), endOf(profile)};
    addValue(command, "--home", home);
    addValue(command, "--name", profile.name);
    addFamily(command, profile.family);
    addFlag(command, "--udp", profile.transport == Transport::Udp);
    addFlag(command, "--plain", profile.plain);
    addSocket(command, profile.socket);
    addValue(command, "--proxy", profile.proxy.toUrl());
    if (profile.proxy.kind == ProxyKind::System) { // no address that the user could stand in
        addValue(command, "--proxy-user", profile.proxy.user);
    }
    addExplicitTls(command, profile.explicitTls);
    if (!profile.plain) { // where they are of no use, they are no options
        addValue(command, "--tls", toOption(profile.versions));
        addTrust(command, profile);
    }
    addServerName(command, profile);
    addCheck(command, profile.check);
    addFlag(command, "--ocsp", profile.askStaple);
    addCertificate(command, profile);
    addTuning(command, profile.tuning);
    addHandshake(command, profile);
    addLimits(command, usedLimits(profile));
    addValue(command, "--session-file", profile.sessionPath);
    addValue(command, "--keylog", profile.keyLogPath);
    addValue(command, "--pcap", profile.capturePath);
    addFlag(command, "--pcap-secrets", profile.captureSecrets);
    if (profile.keeping.mostBytes != kUsualKeptBytes) {
        addValue(command, "--keep-data", QString::number(profile.keeping.mostBytes));
    }
    addValue(command, "--received-file", profile.keeping.receivedPath);
    return command;
}

} // namespace workbench
