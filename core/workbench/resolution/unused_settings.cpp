#include "core/workbench/resolution/unused_settings.h"

#include <QCoreApplication>

#include <algorithm>
#include <initializer_list>
#include <optional>
#include <utility>

namespace workbench {
namespace {

struct Text
{
    Q_DECLARE_TR_FUNCTIONS(Profile)
};

/// Who has a setting.
enum class Whose
{
    Anybodys,
    Clients,
    Servers
};

constexpr TlsVersionSet kOnlyTls13 = TlsVersion::Tls13;
constexpr TlsVersionSet kOlder
    = TlsVersionSet(TlsVersion::Tls10) | TlsVersion::Tls11 | TlsVersion::Tls12;

// Why there is nothing for a setting to do without TLS.
constexpr const char* kNoHandshake
    = QT_TRANSLATE_NOOP("Profile", "Without TLS there is no handshake to hold in another way.");
constexpr const char* kNoCheck
    = QT_TRANSLATE_NOOP("Profile", "Without TLS there is no certificate to check.");
constexpr const char* kNoPresenting
    = QT_TRANSLATE_NOOP("Profile", "Without TLS there is nothing to present a certificate in.");
constexpr const char* kNoKeys
    = QT_TRANSLATE_NOOP("Profile", "Without TLS there are no keys to change.");
constexpr const char* kNoSession
    = QT_TRANSLATE_NOOP("Profile", "Without TLS there is no session to take up again.");

/// An option that says something about TLS. One that takes away what a version does not have anyway
/// gets what it wants; a client in TLS 1.3 is given tickets without asking for them.
struct Setting
{
    const char* option;
    const char* withoutTls; ///< the reason
    TlsVersionSet versions = kAllTlsVersions; ///< those that have it
    Whose whose = Whose::Anybodys;
};

constexpr Setting kSettings[] = {
    {"tls", QT_TRANSLATE_NOOP("Profile", "Without TLS there are no versions of it.")},
    {"sni", QT_TRANSLATE_NOOP("Profile", "Without TLS there is no hello with a server name.")},
    {"alpn", QT_TRANSLATE_NOOP("Profile", "Without TLS no application protocol is agreed on.")},
    {"ciphers", kNoHandshake, kOlder},
    {"suites", kNoHandshake, kOnlyTls13},
    {"groups", kNoHandshake},
    {"sigalgs", kNoHandshake},
    {"security-level", kNoHandshake},
    {"tls-timeout", kNoHandshake},
    {"handshake-timeout", kNoHandshake},
    {"record-padding", kNoHandshake, kOnlyTls13},
    {"min-dh", kNoHandshake, kOlder},
    {"dh-group", kNoHandshake, kOlder},
    {"sct", kNoHandshake},
    {"client-order", kNoHandshake},
    {"unknown-names", kNoHandshake},
    {"legacy-renegotiation", kNoHandshake, kOlder},
    {"renegotiations", kNoKeys, kOlder},
    {"renegotiate", kNoKeys, kOlder},
    {"key-update", kNoKeys, kOnlyTls13},
    {"no-tickets", kNoHandshake, kOlder, Whose::Clients},
    {"no-tickets", kNoSession, kAllTlsVersions, Whose::Servers},
    {"tickets", kNoSession, kOnlyTls13},
    {"no-session-ids", kNoSession},
    {"session-lifetime", kNoSession},
    {"ticket-key-rotation", kNoSession},
    {"session-file", kNoSession},
    {"verify", kNoCheck},
    {"trust", kNoCheck},
    {"pin", kNoCheck},
    {"time", kNoCheck},
    {"crl", kNoCheck},
    {"crl-check", kNoCheck},
    {"issuer-names", kNoCheck},
    {"client-cert", QT_TRANSLATE_NOOP("Profile", "Without TLS no client shows a certificate.")},
    {"cert", kNoPresenting},
    {"cert-by", kNoPresenting},
    {"key-password", kNoPresenting},
    {"token-pin", kNoPresenting},
    {"ocsp", QT_TRANSLATE_NOOP("Profile", "Without TLS there are no OCSP responses.")},
    {"psk", QT_TRANSLATE_NOOP("Profile", "Without TLS there is no use for a pre-shared key.")},
    {"keylog", QT_TRANSLATE_NOOP("Profile", "Without TLS there are no secrets to log.")},
    {"pcap", QT_TRANSLATE_NOOP("Profile", "Without TLS there are no records to capture.")},
    {"starttls", QT_TRANSLATE_NOOP("Profile", "Explicit TLS begins in clear and then speaks TLS.")},
};

const Setting* settingOf(const QString& option, bool server)
{
    const Whose other = server ? Whose::Clients : Whose::Servers;
    const auto* const found
        = std::find_if(std::begin(kSettings), std::end(kSettings), [&](const Setting& setting) {
              return option == QLatin1String(setting.option) && setting.whose != other;
          });
    return found == std::end(kSettings) ? nullptr : found;
}

QString versionText(const Setting& setting, const SpokenProtocol& spoken)
{
    if (setting.versions == kOlder) {
        return Text::tr("TLS 1.3 has nothing like that, and no older version is allowed.");
    }
    return spoken.transport == Transport::Udp
        ? Text::tr("Only TLS 1.3 has that, and over UDP there is no DTLS 1.3.")
        : Text::tr("Only TLS 1.3 has that; what is allowed is %1.").arg(toText(spoken.versions));
}

std::optional<UnusedSetting> unused(const QString& option, const SpokenProtocol& spoken)
{
    const Setting* const setting = settingOf(option, spoken.server);
    if (setting == nullptr) {
        return std::nullopt;
    }
    if (spoken.plain) {
        return UnusedSetting {{.code = ErrorCode::InvalidInput,
                               .message = Text::tr(setting->withoutTls),
                               .remedy = Text::tr("Leave it out, or speak TLS."),
                               .where = option},
                              QStringLiteral("plain")};
    }
    const bool overUdp = spoken.transport == Transport::Udp;
    const TlsVersionSet spokenVersions
        = spoken.versions & (overUdp ? kDatagramVersions : kAllTlsVersions);
    // That nothing is left to speak is told elsewhere.
    if (!spokenVersions || (spokenVersions & setting->versions)) {
        return std::nullopt;
    }
    return UnusedSetting {{.code = ErrorCode::InvalidInput,
                           .message = versionText(*setting, spoken),
                           .remedy = Text::tr("Leave it out, or allow a version that has it."),
                           .where = option},
                          overUdp && setting->versions == kOnlyTls13 ? QStringLiteral("udp")
                                                                     : QStringLiteral("tls")};
}

/// The options among them that are set.
QStringList thoseSet(std::initializer_list<std::pair<const char*, bool>> settings)
{
    QStringList options;
    for (const auto& [option, isSet] : settings) {
        if (isSet) {
            options.append(QString::fromLatin1(option));
        }
    }
    return options;
}

// The options that say what somebody does beyond the usual. What is switched off gets what it wants
// where there is none of it, and its way out would be to switch it on for nothing.

QStringList settingsOf(const TlsTuning& tuning)
{
    return thoseSet({{"alpn", !tuning.alpn.isEmpty()},
                     {"ciphers", !tuning.cipherList.isEmpty()},
                     {"suites", !tuning.cipherSuites.isEmpty()},
                     {"groups", !tuning.groups.isEmpty()},
                     {"sigalgs", !tuning.signatureAlgorithms.isEmpty()},
                     {"security-level", tuning.securityLevel >= 0}});
}

QStringList settingsOf(const ClientProfile& profile)
{
    const HandshakeSettings& handshake = profile.handshake;
    const CheckSettings& check = profile.check;
    return thoseSet({{"sni", profile.sendServerName && !profile.serverName.isEmpty()}})
        + settingsOf(profile.tuning)
        + thoseSet({{"record-padding", handshake.recordPadding != 0},
                    {"min-dh", handshake.minimumDhBits != 0},
                    {"sct", handshake.askTimestamps},
                    {"legacy-renegotiation", handshake.legacyRenegotiation},
                    {"cert", !profile.certificate.isEmpty()},
                    {"session-file", !profile.sessionPath.isEmpty()},
                    {"keylog", !profile.keyLogPath.isEmpty()},
                    {"pcap", !profile.capturePath.isEmpty()},
                    {"ocsp", profile.askStaple},
                    {"pin", !check.pins.isEmpty()},
                    {"time", check.time.isValid()},
                    {"crl", !check.revocationFiles.isEmpty()},
                    {"crl-check", check.revocation != CheckSettings {}.revocation},
                    {"starttls", profile.explicitTls.isSet()},
                    {"psk", !profile.pskIdentity.isEmpty()}});
}

/// What has no use and was never started with; the rest of what has none was let be.
QStringList contradictionsOf(const ServerProfile& profile)
{
    return thoseSet({{"client-cert", profile.clientCertificate != ClientCertificatePolicy::None},
                     {"starttls", !profile.explicitTls.isEmpty()},
                     {"psk", !profile.pskIdentity.isEmpty()}});
}

/// Without the certificates: they stay for when the server speaks TLS again.
QStringList settingsOf(const ServerProfile& profile)
{
    const ServerHandshake& handshake = profile.handshake;
    const SessionSettings& sessions = profile.sessions;
    const bool asks = profile.clientCertificate != ClientCertificatePolicy::None;
    const bool counts = sessions.tickets && sessions.ticketCount != SessionSettings {}.ticketCount;
    return settingsOf(profile.tuning)
        + thoseSet({{"client-order", handshake.clientOrder},
                    {"dh-group", handshake.dhGroup != DhGroup::Usual},
                    {"renegotiations", handshake.renegotiations != 0},
                    {"unknown-names", profile.unknownNames != UnknownNames::Serve},
                    {"tickets", counts},
                    {"session-lifetime", sessions.lifetime.count() != 0},
                    {"ticket-key-rotation", sessions.keyRotation.count() != 0},
                    {"keylog", !profile.keyLogPath.isEmpty()},
                    {"ocsp", !profile.staples.isEmpty()},
                    {"issuer-names", asks && profile.issuerNames}})
        + contradictionsOf(profile);
}

Result<void> firstOf(const QList<UnusedSetting>& all)
{
    return all.isEmpty() ? Result<void>() : fail(all.first().error);
}

} // namespace

SpokenProtocol spokenBy(const ClientProfile& profile)
{
    return {.server = false,
            .plain = profile.plain,
            .transport = profile.transport,
            .versions = profile.versions};
}

SpokenProtocol spokenBy(const ServerProfile& profile)
{
    return {.server = true,
            .plain = profile.plain,
            .transport = profile.transport,
            .versions = profile.versions};
}

QList<UnusedSetting> unusedAmong(const QStringList& options, const SpokenProtocol& spoken)
{
    QList<UnusedSetting> all;
    for (const QString& option : options) {
        if (const std::optional<UnusedSetting> one = unused(option, spoken)) {
            all.append(*one);
        }
    }
    return all;
}

QList<UnusedSetting> unusedSettings(const ClientProfile& profile)
{
    return unusedAmong(settingsOf(profile), spokenBy(profile));
}

QList<UnusedSetting> unusedSettings(const ServerProfile& profile)
{
    return unusedAmong(settingsOf(profile), spokenBy(profile));
}

Result<void> checkUses(const ClientProfile& profile)
{
    return firstOf(unusedSettings(profile));
}

Result<void> checkUses(const ServerProfile& profile)
{
    return firstOf(unusedAmong(contradictionsOf(profile), spokenBy(profile)));
}

} // namespace workbench
