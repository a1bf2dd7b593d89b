#include "core/base/endpoint_text.h"
#include "core/base/hex.h"
#include "core/certificates/certificate_pins.h"
#include "core/certificates/tokens/token_uri.h"
#include "core/connection/connection_tap.h"
#include "core/connection/tls_configuration.h"
#include "core/workbench/commands/command_parts.h"

#include <QCoreApplication>
#include <QHostAddress>

namespace workbench {
namespace {

struct Text
{
    Q_DECLARE_TR_FUNCTIONS(ClientCommand)
};

QString versionName(TlsVersion version, Transport transport)
{
    const bool datagrams = transport == Transport::Udp;
    switch (version) {
    case TlsVersion::Tls10:
        return datagrams ? QStringLiteral("DTLSv1") : QStringLiteral("TLSv1");
    case TlsVersion::Tls11: // DTLS 1.0 is TLS 1.1 over datagrams (RFC 4347)
        return datagrams ? QStringLiteral("DTLSv1") : QStringLiteral("TLSv1.1");
    case TlsVersion::Tls12:
        return datagrams ? QStringLiteral("DTLSv1.2") : QStringLiteral("TLSv1.2");
    case TlsVersion::Tls13:
        return datagrams ? QStringLiteral("DTLSv1.2") : QStringLiteral("TLSv1.3");
    default: // never spoken by this library
        return {};
    }
}

void addVersions(ShellCommand& command, const ClientProfile& profile)
{
    QList<TlsVersion> chosen;
    for (const TlsVersion version : allTlsVersions()) {
        if (profile.versions.testFlag(version)) {
            chosen.append(version);
        }
    }
    if (profile.transport == Transport::Udp) {
        command.arguments += QStringLiteral("-dtls");
    }
    if (chosen.isEmpty()) {
        return;
    }
    addValue(command, "-min_protocol", versionName(chosen.first(), profile.transport));
    addValue(command, "-max_protocol", versionName(chosen.last(), profile.transport));
    if (contiguousRuns(profile.versions).size() > 1 && profile.transport == Transport::Tcp) {
        command.comments.append(Text::tr(
            "The versions have a hole, which one client_hello cannot say; this one closes it."));
    }
}

/// Pins as the records that DANE would find (RFC 6698 §2.1), which s_client takes by hand: a
/// SHA-256 of the server's certificate or its key, or of an issuer's. They go with a name only.
void addPins(ShellCommand& command, const ClientProfile& profile, const QString& name)
{
    const bool full = profile.verify == VerifyMode::Full;
    addValue(command, "-dane_tlsa_domain", full ? hostOf(profile) : name);
    addFlag(command, "-dane_ee_no_namechecks", !full);
    for (const QString& text : profile.check.pins) {
        const Result<QByteArray> pin = parsePin(text);
        if (!pin) {
            continue; // this client never accepted it either
        }
        for (const char* use : {"3 0 1", "3 1 1", "2 0 1", "2 1 1"}) {
            addValue(command,
                     "-dane_tlsa_rrdata",
                     QStringLiteral("%1 %2").arg(QLatin1String(use), toHex(*pin)));
        }
    }
    command.comments.append(
        Text::tr("s_client does not look at the dates of a server's certificate that is pinned."));
}

void addTrust(ShellCommand& command, const ClientProfile& profile, const ClientFiles& files)
{
    const QString name = sentServerName(profile);
    const bool literal = !QHostAddress(hostOf(profile)).isNull();
    const bool full = profile.verify == VerifyMode::Full;
    const bool pinned = !profile.check.pins.isEmpty();
    const bool canPin = !name.isEmpty() && !(full && literal);
    addFlag(command, "-verify_return_error", profile.verify != VerifyMode::None);
    if (pinned && canPin) {
        addPins(command, profile, name);
    } else if (pinned) {
        command.comments.append(
            Text::tr("s_client knows pins of names only, and checks by the trust anchors here: "
                     "compare the certificate's SHA-256."));
    }
    if (full && !(pinned && canPin)) {
        addValue(command, literal ? "-verify_ip" : "-verify_hostname", hostOf(profile));
    }
    const QString anchors = anchorsFile(files, command);
    addValue(command, "-CAfile", anchors);
    if (!profile.trust.system) {
        command.arguments += {QStringLiteral("-no-CApath"), QStringLiteral("-no-CAstore")};
        if (anchors.isEmpty()) {
            command.arguments += QStringLiteral("-no-CAfile");
        }
    } else if (!anchors.isEmpty()) {
        command.comments.append(
            Text::tr("s_client takes these trust anchors in place of the system's."));
    }
}

void addCheck(ShellCommand& command, const CheckSettings& check)
{
    if (check.time.isValid()) {
        addValue(command, "-attime", QString::number(check.time.toSecsSinceEpoch()));
    }
    if (check.revocationFiles.isEmpty()) {
        return;
    }
    addValue(command, "-CRL", check.revocationFiles.first());
    addFlag(command,
            check.revocation == RevocationCheck::Chain ? "-crl_check_all" : "-crl_check",
            true);
    if (check.revocationFiles.size() > 1) {
        command.comments.append(Text::tr("s_client reads one revocation list; there are %1.")
                                    .arg(check.revocationFiles.size()));
    }
}

void addCertificate(ShellCommand& command, const ClientProfile& profile, const ClientFiles& files)
{
    if (profile.certificate.isEmpty()) {
        return;
    }
    if (files.certificate.isEmpty()) {
        command.comments.append(
            Text::tr("The client certificate “%1” is in no PEM file: give it with -cert and -key.")
                .arg(withoutPin(profile.certificate)));
        return;
    }
    // The chain is built of what stands in that file, and of nothing else: -cert_chain would send
    // the certificate itself twice (RFC 5246 §7.4.2), and without either the trust anchors count.
    addValue(command, "-cert", files.certificate);
    addValue(command, "-key", files.key);
    addValue(command, "-chainCAfile", files.certificate);
}

void addHandshake(ShellCommand& command, const HandshakeSettings& handshake)
{
    addFlag(command, "-no_ticket", !handshake.tickets);
    addNumber(command, "-record_padding", handshake.recordPadding);
    addFlag(command, "-ct", handshake.askTimestamps); // asks for an OCSP response as well
    addFlag(command, "-legacy_server_connect", handshake.legacyRenegotiation);
    if (handshake.minimumDhBits != 0) {
        command.comments.append(
            Text::tr("s_client has no option for: %1.")
                .arg(handshakeText({.minimumDhBits = handshake.minimumDhBits})));
    }
}

void addTuning(ShellCommand& command, const ClientProfile& profile)
{
    const TlsTuning& tuning = profile.tuning;
    const int level = effectiveSecurityLevel(profile.versions, tuning);
    if (!tuning.cipherList.isEmpty() || level != defaultSecurityLevel()) {
        addValue(command, "-cipher", QString::fromLatin1(cipherString(tuning, level)));
    }
    addValue(command, "-ciphersuites", tuning.cipherSuites);
    addValue(command, "-groups", tuning.groups);
    addValue(command, "-sigalgs", tuning.signatureAlgorithms);
    addValue(command, "-alpn", tuning.alpn.join(QLatin1Char(',')));
}

/// Its password comes from where this client takes it, in words that both know; only a terminal is
/// none of s_client's sources.
void addProxy(ShellCommand& command, const ProxyChoice& proxy, const QString& password)
{
    if (!proxy.isSet()) {
        return;
    }
    if (proxy.kind != ProxyKind::Http) {
        command.comments.append(Text::tr("s_client goes through HTTP proxies only, not through %1.")
                                    .arg(proxy.toUrl()));
        return;
    }
    addValue(command, "-proxy", endpointText(proxy.host, proxy.port));
    addValue(command, "-proxy_user", proxy.user);
    if (proxy.user.isEmpty()) {
        return;
    }
    if (password.isEmpty() || password == QStringLiteral("prompt")) {
        command.comments.append(Text::tr("Give the proxy's password with -proxy_pass env:NAME."));
    } else {
        addValue(command, "-proxy_pass", password);
    }
}

void addExplicitTls(ShellCommand& command, const ExplicitTlsChoice& choice)
{
    if (!choice.isSet()) {
        return;
    }
    if (choice.isManual() || choice.protocol == QLatin1String("rdp")) {
        command.comments.append(
            Text::tr("s_client cannot say in clear what this client says there."));
        return;
    }
    addValue(command, "-starttls", choice.protocol);
}

void addSocket(ShellCommand& command, const ClientProfile& profile)
{
    const SocketSettings& socket = profile.socket;
    addFlag(command, "-4", profile.family == FamilyPreference::OnlyIpv4);
    addFlag(command, "-6", profile.family == FamilyPreference::OnlyIpv6);
    const QString port = socket.localPort == 0 ? QString() : QString::number(socket.localPort);
    if (!socket.localAddress.isEmpty() || !port.isEmpty()) {
        addValue(command, "-bind", endpointText(socket.localAddress, port));
    }
    addNumber(command, "-mtu", socket.mtu);
    if (socket.keepAlive || socket.dontRoute || socket.nagle != Nagle::Never) {
        command.comments.append(
            Text::tr("s_client cannot tell its socket more than the local end."));
    }
}

void addSession(ShellCommand& command, const ClientProfile& profile, const ClientFiles& files)
{
    if (profile.sessionPath.isEmpty()) {
        return;
    }
    addValue(command, "-sess_in", files.session ? profile.sessionPath : QString());
    addValue(command, "-sess_out", profile.sessionPath);
    command.comments.append(Text::tr(
        "Say “umask 077” first: whoever reads the session file can decrypt what is sent in it."));
}

void addKeyLog(ShellCommand& command, const QString& path)
{
    addValue(command, "-keylogfile", path);
    if (!path.isEmpty()) {
        command.comments.append(keyLogComment());
    }
}

} // namespace

ShellCommand openSslCommand(const ClientProfile& profile, const ClientFiles& files)
{
    ShellCommand command;
    if (profile.plain) {
        command.comments.append(plainComment(profile));
        return command;
    }
    command.arguments = {QStringLiteral("openssl"),
                         QStringLiteral("s_client"),
                         QStringLiteral("-connect"),
                         endOf(profile)};
    addSocket(command, profile);
    addProxy(command, profile.proxy, files.proxyPassword);
    addExplicitTls(command, profile.explicitTls);
    addVersions(command, profile);
    const QString name = sentServerName(profile);
    addValue(command, "-servername", name);
    if (name.isEmpty()) {
        addFlag(command, "-noservername", true);
    }
    addTrust(command, profile, files);
    addCheck(command, profile.check);
    addCertificate(command, profile, files);
    addTuning(command, profile);
    addHandshake(command, profile.handshake);
    addSession(command, profile, files);
    if (profile.askStaple) {
        command.arguments += QStringLiteral("-status");
        command.comments.append(
            Text::tr("s_client shows the OCSP response and does not judge it."));
    }
    addKeyLog(command, profile.keyLogPath);
    if (!profile.capturePath.isEmpty()) {
        command.comments.append(Text::tr("s_client writes no capture."));
    }
    command.comments.append(
        Text::tr("s_client knows no time limits: “timeout 10 openssl …” ends it."));
    return command;
}

} // namespace workbench
