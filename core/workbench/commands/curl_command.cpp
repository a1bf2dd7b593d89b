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

void addVersions(ShellCommand& command, const ClientProfile& profile)
{
    constexpr std::pair<TlsVersion, const char*> kVersions[] = {{TlsVersion::Tls10, "1.0"},
                                                                {TlsVersion::Tls11, "1.1"},
                                                                {TlsVersion::Tls12, "1.2"},
                                                                {TlsVersion::Tls13, "1.3"}};
    QStringList chosen;
    for (const auto& [version, word] : kVersions) {
        if (profile.versions.testFlag(version)) {
            chosen.append(QString::fromLatin1(word));
        }
    }
    if (chosen.isEmpty()) {
        return;
    }
    command.arguments += QStringLiteral("--tlsv") + chosen.first();
    addValue(command, "--tls-max", chosen.last());
    if (contiguousRuns(profile.versions).size() > 1) {
        command.comments.append(Text::tr(
            "The versions have a hole, which one client_hello cannot say; this one closes it."));
    }
}

/// As curl has them; what cannot be read was never accepted by this client either.
QString pinsText(const QStringList& pins)
{
    QStringList texts;
    for (const QString& text : pins) {
        if (const Result<QByteArray> pin = parsePin(text)) {
            texts.append(QStringLiteral("sha256//") + QString::fromLatin1(pin->toBase64()));
        }
    }
    return texts.join(QLatin1Char(';'));
}

void addCheck(ShellCommand& command, const CheckSettings& check)
{
    if (check.time.isValid()) {
        command.comments.append(Text::tr("curl checks at the present moment only."));
    }
    addValue(command, "--crlfile", check.revocationFiles.value(0));
    if (check.revocationFiles.size() > 1) {
        command.comments.append(Text::tr("curl reads one file of revocation lists; there are %1.")
                                    .arg(check.revocationFiles.size()));
    }
}

void addTrust(ShellCommand& command, const ClientProfile& profile, const ClientFiles& files)
{
    const QStringList& pins = profile.check.pins;
    const bool insecure = profile.verify == VerifyMode::None || !pins.isEmpty();
    addFlag(command, "--insecure", insecure);
    if (!pins.isEmpty()) {
        addValue(command, "--pinnedpubkey", pinsText(pins));
        command.comments.append(
            Text::tr("curl takes pins of public keys only, not of certificates."));
    } else if (profile.verify == VerifyMode::Chain) {
        command.comments.append(Text::tr("curl always checks the name together with the chain."));
    }
    const QString nothing = QStringLiteral("/dev/null");
    const QString anchors = anchorsFile(files, command);
    addValue(command, "--cacert", anchors);
    if (!profile.trust.system) {
        // Else the system's count as well. Without a file curl then fails, as the client does.
        addValue(command, "--cacert", anchors.isEmpty() && !insecure ? nothing : QString());
        addValue(command, "--capath", nothing);
    } else if (!anchors.isEmpty()) {
        command.comments.append(
            Text::tr("curl takes these trust anchors in place of the system's file; "
                     "only a folder of the system still counts."));
    }
}

void addCertificate(ShellCommand& command, const ClientProfile& profile, const ClientFiles& files)
{
    if (!profile.certificate.isEmpty() && files.certificate.isEmpty()) {
        command.comments.append(
            Text::tr(
                "The client certificate “%1” is in no PEM file: give it with --cert and --key.")
                .arg(withoutPin(profile.certificate)));
        return;
    }
    // What stands behind a colon is a passphrase.
    QString escaped = files.certificate;
    escaped.replace(QLatin1Char('\\'), QStringLiteral("\\\\"))
        .replace(QLatin1Char(':'), QStringLiteral("\\:"));
    if (!escaped.isEmpty()) {
        command.comments.append(Text::tr(
            "curl sends issuers among the trust anchors along with a certificate without any."));
    }
    addValue(command, "--cert", escaped);
    addValue(command, "--key", files.key);
}

void addProtocols(ShellCommand& command, const QStringList& protocols)
{
    const QString h2 = QStringLiteral("h2");
    const QString http11 = QStringLiteral("http/1.1");
    if (protocols.isEmpty()) {
        command.arguments += QStringLiteral("--no-alpn");
    } else if (protocols == QStringList {http11}) {
        command.arguments += QStringLiteral("--http1.1");
    } else if (protocols == QStringList {h2, http11}) {
        command.arguments += QStringLiteral("--http2");
    } else {
        command.comments.append(
            Text::tr("curl chooses the application protocols itself; it cannot offer %1.")
                .arg(protocols.join(QStringLiteral(", "))));
    }
}

void addTuning(ShellCommand& command, const ClientProfile& profile)
{
    const TlsTuning& tuning = profile.tuning;
    const int level = effectiveSecurityLevel(profile.versions, tuning);
    if (!tuning.cipherList.isEmpty() || level != defaultSecurityLevel()) {
        addValue(command, "--ciphers", QString::fromLatin1(cipherString(tuning, level)));
    }
    addValue(command, "--tls13-ciphers", tuning.cipherSuites);
    addValue(command, "--curves", tuning.groups);
    if (!tuning.signatureAlgorithms.isEmpty()) {
        command.comments.append(
            Text::tr("curl cannot choose signature algorithms before version 8.14."));
    }
    addProtocols(command, tuning.alpn);
}

void addSocket(ShellCommand& command, const ClientProfile& profile)
{
    const SocketSettings& socket = profile.socket;
    addFlag(command, "--ipv4", profile.family == FamilyPreference::OnlyIpv4);
    addFlag(command, "--ipv6", profile.family == FamilyPreference::OnlyIpv6);
    addValue(command, "--interface", socket.localAddress);
    addNumber(command, "--local-port", socket.localPort);
    addFlag(command, "--no-tcp-nodelay", socket.nagle == Nagle::Always);
    if (socket.dontRoute || socket.nagle == Nagle::AfterHandshake) {
        command.comments.append(
            Text::tr("curl cannot tell its socket everything that is set here."));
    }
}

/// What the environment says counts for the system's settings only.
void addProxy(ShellCommand& command, const ProxyChoice& proxy, bool explicitTls)
{
    switch (proxy.kind) {
    case ProxyKind::None:
        addValue(command, "--noproxy", QStringLiteral("*"));
        return;
    case ProxyKind::System:
        command.comments.append(
            Text::tr("curl reads the environment, not the settings of the desktop."));
        addValue(command, "--proxy-user", proxy.user);
        return;
    default:
        break;
    }
    // A colon ends the name, except in the URL, where it is written otherwise.
    const bool inUrl = proxy.user.contains(QLatin1Char(':'));
    ProxyChoice server = proxy;
    server.user = inUrl ? proxy.user : QString();
    // The “h” leaves the look-up of the name to the proxy.
    addValue(command,
             "--proxy",
             server.toUrl().replace(QLatin1String("socks5:"), QLatin1String("socks5h:")));
    addValue(command, "--proxy-user", inUrl ? QString() : proxy.user);
    addFlag(command, "--proxytunnel", explicitTls && proxy.kind == ProxyKind::Http);
}

/// Of the protocols that begin in clear, those that curl speaks; TLS from the start is HTTPS.
QString schemeOf(const ExplicitTlsChoice& choice)
{
    static const QStringList kSpoken {QStringLiteral("smtp"),
                                      QStringLiteral("imap"),
                                      QStringLiteral("pop3"),
                                      QStringLiteral("ftp"),
                                      QStringLiteral("ldap")};
    if (!choice.isSet()) {
        return QStringLiteral("https");
    }
    return kSpoken.contains(choice.protocol) ? choice.protocol : QString();
}

/// Why there is no command at all; empty: there is one.
QString obstacle(const ClientProfile& profile)
{
    if (profile.plain) {
        return plainComment(profile);
    }
    if (profile.transport == Transport::Udp) {
        return Text::tr("curl speaks no DTLS.");
    }
    return schemeOf(profile.explicitTls).isEmpty()
        ? Text::tr("curl cannot say in clear what this client says there.")
        : QString();
}

/// curl sends the name in the URL; --connect-to leads that name to the host.
QString urlHost(ShellCommand& command, const ClientProfile& profile)
{
    const QString name = sentServerName(profile);
    const QString host = hostOf(profile);
    const QString port = QString::number(profile.port);
    if (name.isEmpty() || name == host) {
        if (!profile.sendServerName && QHostAddress(host).isNull()) {
            command.comments.append(Text::tr("curl sends a server name whenever the host is one."));
        }
        return endOf(profile);
    }
    addValue(command, "--connect-to", QStringLiteral("%1:%2:%3").arg(name, port, endOf(profile)));
    if (profile.verify == VerifyMode::Full) {
        command.comments.append(
            Text::tr("curl checks the certificate for %1, the server name, not for %2.")
                .arg(name, host));
    }
    return QStringLiteral("%1:%2").arg(name, port);
}

void addLimit(ShellCommand& command, const TimeLimits& limits)
{
    constexpr double kPerSecond = 1000.0;
    if (limits.whole.count() > 0) {
        addValue(command,
                 "--connect-timeout",
                 QString::number(static_cast<double>(limits.whole.count()) / kPerSecond));
    }
    for (const Milliseconds limit :
         {limits.resolve, limits.tcp, limits.proxy, limits.starttls, limits.tls}) {
        if (limit.count() > 0) {
            command.comments.append(
                Text::tr("curl has one limit for all phases up to the handshake."));
            return;
        }
    }
}

} // namespace

ShellCommand curlCommand(const ClientProfile& profile, const ClientFiles& files)
{
    ShellCommand command;
    if (const QString reason = obstacle(profile); !reason.isEmpty()) {
        command.comments.append(reason);
        return command;
    }
    if (!profile.keyLogPath.isEmpty()) {
        command.arguments
            = {QStringLiteral("env"), QStringLiteral("SSLKEYLOGFILE=") + profile.keyLogPath};
        command.comments.append(keyLogComment());
    }
    command.arguments += {QStringLiteral("curl"), QStringLiteral("--verbose")};
    addVersions(command, profile);
    addTrust(command, profile, files);
    addCheck(command, profile.check);
    addCertificate(command, profile, files);
    addTuning(command, profile);
    addLimit(command, profile.limits);
    addProxy(command, profile.proxy, profile.explicitTls.isSet());
    addSocket(command, profile);
    addFlag(command, "--cert-status", profile.askStaple);
    addFlag(command, "--ssl-reqd", profile.explicitTls.isSet());
    const QString handshake = handshakeText(profile.handshake);
    if (!handshake.isEmpty()) {
        command.comments.append(Text::tr("curl has no option for: %1.").arg(handshake));
    }
    if (!profile.sessionPath.isEmpty()) {
        command.comments.append(Text::tr("curl keeps no session in a file before version 8.12."));
    }
    if (!profile.capturePath.isEmpty()) {
        command.comments.append(Text::tr("curl writes no capture."));
    }
    addValue(command, "--output", profile.keeping.receivedPath);
    const QString host = urlHost(command, profile);
    command.arguments += QStringLiteral("%1://%2/").arg(schemeOf(profile.explicitTls), host);
    return command;
}

} // namespace workbench
