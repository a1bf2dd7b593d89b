#include "core/diagnosis/rule.h"

#include <openssl/err.h>
#include <openssl/ssl.h>
#include <openssl/sslerr.h>

namespace workbench {
namespace {

constexpr Situation kSituations[] = {
    {"version-client-too-old",
     QT_TRANSLATE_NOOP("Diagnosis",
                       "The client speaks only TLS versions that are too old for the server."),
     QT_TRANSLATE_NOOP(
         "Diagnosis",
         "The highest version that the client offers is below the lowest that the server accepts."),
     {QT_TRANSLATE_NOOP("Diagnosis", "Allow a newer TLS version in the client."),
      QT_TRANSLATE_NOOP(
          "Diagnosis",
          "Only when the client cannot be changed: allow the older version on the server.")}},
    {"version-server-too-old",
     QT_TRANSLATE_NOOP("Diagnosis",
                       "The server speaks only TLS versions that are too old for the client."),
     QT_TRANSLATE_NOOP(
         "Diagnosis",
         "The lowest version that the client offers is above the highest that the server accepts."),
     {QT_TRANSLATE_NOOP("Diagnosis", "Allow a newer TLS version on the server."),
      QT_TRANSLATE_NOOP(
          "Diagnosis",
          "Only when the server cannot be changed: allow the older version in the client.")}},
    {"version-in-a-hole",
     QT_TRANSLATE_NOOP("Diagnosis",
                       "The server allows older and newer versions than the client, and not its "
                       "own."),
     QT_TRANSLATE_NOOP("Diagnosis",
                       "The set of versions of the server has a hole. Up to TLS 1.2 a client names "
                       "only its highest version, so that a server answers with the next one below "
                       "the hole, which the client may not allow."),
     {QT_TRANSLATE_NOOP("Diagnosis", "Allow the client's version on the server."),
      QT_TRANSLATE_NOOP("Diagnosis", "Allow one of the server's versions in the client.")}},
    {"version-server-chose-disabled",
     QT_TRANSLATE_NOOP("Diagnosis",
                       "The server answers with a version that the client did not offer."),
     QT_TRANSLATE_NOOP("Diagnosis",
                       "Old servers answer with their own version whatever is offered; the client "
                       "must refuse it."),
     {QT_TRANSLATE_NOOP("Diagnosis", "Update the server, or allow a newer version on it."),
      QT_TRANSLATE_NOOP("Diagnosis", "Only for a test: allow that version in the client.")}},
    {"version-blocked-by-security-level",
     QT_TRANSLATE_NOOP("Diagnosis", "The security level forbids the TLS version."),
     QT_TRANSLATE_NOOP("Diagnosis",
                       "TLS 1.0 and 1.1 sign with SHA-1, which OpenSSL 3 forbids from security "
                       "level 1 on, whatever the list of versions says."),
     {QT_TRANSLATE_NOOP("Diagnosis", "Use TLS 1.2 or TLS 1.3."),
      QT_TRANSLATE_NOOP("Diagnosis",
                        "Only for a test: set the security level to 0 on both ends (cipher list "
                        "“DEFAULT:@SECLEVEL=0”).")}},
    {"legacy-signature-blocked",
     QT_TRANSLATE_NOOP("Diagnosis",
                       "The signature of the handshake is too weak for the security level."),
     QT_TRANSLATE_NOOP("Diagnosis",
                       "Versions before TLS 1.2 sign the key exchange with SHA-1, which OpenSSL 3 "
                       "forbids from security level 1 on."),
     {QT_TRANSLATE_NOOP("Diagnosis", "Use TLS 1.2 or TLS 1.3."),
      QT_TRANSLATE_NOOP("Diagnosis",
                        "Only for a test: set the security level to 0 on the end that refuses.")}},
    {"downgrade-detected",
     QT_TRANSLATE_NOOP("Diagnosis", "The version was lowered on the way."),
     QT_TRANSLATE_NOOP("Diagnosis",
                       "The server's random carries the mark of a server that knows a newer "
                       "version than was agreed (RFC 8446 §4.1.3)."),
     {QT_TRANSLATE_NOOP("Diagnosis",
                        "Look for a device between both ends that changes the handshake."),
      QT_TRANSLATE_NOOP("Diagnosis",
                        "Check that the server does not lower the version by itself.")}},
    {"fallback-scsv-refused",
     QT_TRANSLATE_NOOP("Diagnosis", "The server refuses a second attempt with an older version."),
     QT_TRANSLATE_NOOP("Diagnosis",
                       "The client marked its hello as a fallback (RFC 7507), and the server knows "
                       "a newer version."),
     {QT_TRANSLATE_NOOP("Diagnosis", "Stop the client from falling back to older versions."),
      QT_TRANSLATE_NOOP("Diagnosis",
                        "Find out why the first attempt with the newer version failed.")}},
};

bool versionRefused(const Facts& f)
{
    return f.receivedAlert({SSL_AD_PROTOCOL_VERSION})
        || f.reason({SSL_R_UNSUPPORTED_PROTOCOL, SSL_R_VERSION_TOO_LOW, SSL_R_VERSION_TOO_HIGH});
}

/// What is left of the versions is before TLS 1.2, and a security level is in force that forbids
/// it.
bool blockedByLevel(const Facts& f)
{
    return f.version() != 0 && f.beforeTls12() && f.strictestLevel() > 0;
}

bool localLevelRefusal(const Facts& f)
{
    return f.reason({SSL_R_NO_SUITABLE_SIGNATURE_ALGORITHM,
                     SSL_R_UNSUPPORTED_PROTOCOL,
                     SSL_R_NO_PROTOCOLS_AVAILABLE,
                     SSL_R_NO_SHARED_CIPHER,
                     SSL_R_VERSION_TOO_LOW,
                     ERR_R_INTERNAL_ERROR});
}

/// OpenSSL's client sends its alert in a record of the version that it had offered, which OpenSSL's
/// server does not read any more once it has chosen another one.
bool alertCameInOtherVersion(const Facts& f)
{
    return !f.client && f.helloAnswered() && f.reason(SSL_R_WRONG_VERSION_NUMBER)
        && f.version() < f.clientTop();
}

bool clientTooOld(const Facts& f)
{
    const quint16 top = f.clientTop();
    return f.serverKnown() && top != 0 && f.sharedVersion() == 0 && !f.inServersHole()
        && (top < f.serverBottom() || top < f.serverTop());
}

bool serverTooOld(const Facts& f)
{
    return f.serverKnown() && f.clientBottom() != 0 && f.sharedVersion() == 0
        && f.clientBottom() > f.serverTop();
}

constexpr EvidenceKinds kVersions = EvidenceKinds(Evidence::Hello) | Evidence::Alerts
    | Evidence::Own | Evidence::Other | Evidence::Errors;

constexpr Rule kRules[] = {
    {.id = "version-blocked-by-security-level",
     .applies =
         [](const Facts& f) {
             return f.serverKnown() && blockedByLevel(f)
                 && (localLevelRefusal(f) || f.otherReason(SSL_R_NO_SUITABLE_SIGNATURE_ALGORITHM)
                     || (f.client
                         && f.receivedAlert({SSL_AD_INTERNAL_ERROR,
                                             SSL_AD_PROTOCOL_VERSION,
                                             SSL_AD_HANDSHAKE_FAILURE})));
         },
     .title = QT_TRANSLATE_NOOP("Diagnosis",
                                "{version} is all that both ends have in common, and security "
                                "level {security level} forbids it."),
     .cause = QT_TRANSLATE_NOOP(
         "Diagnosis",
         "The client offers {client versions}, the server allows {server versions}; OpenSSL 3 "
         "accepts versions before TLS 1.2 only at security level 0."),
     .evidence = kVersions | Evidence::Level},
    {.id = "version-blocked-by-security-level",
     .applies =
         [](const Facts& f) {
             return f.client && blockedByLevel(f) && localLevelRefusal(f) && !f.helloAnswered();
         },
     .title = QT_TRANSLATE_NOOP(
         "Diagnosis",
         "Only {own versions} is allowed here, and security level {own level} forbids it."),
     .cause = QT_TRANSLATE_NOOP(
         "Diagnosis",
         "OpenSSL 3 speaks versions before TLS 1.2 only at security level 0; it says: {errors}."),
     .evidence = kVersions | Evidence::Level},
    {.id = "version-blocked-by-security-level",
     .applies =
         [](const Facts& f) {
             return f.client && f.other == nullptr && f.beforeTls12()
                 && f.receivedAlert({SSL_AD_INTERNAL_ERROR});
         },
     .title = QT_TRANSLATE_NOOP("Diagnosis",
                                "The server gave up with an internal error over {version}, most "
                                "likely because its security level forbids it."),
     .cause
     = QT_TRANSLATE_NOOP("Diagnosis",
                         "An OpenSSL 3 server answers alert 80 internal_error when its versions "
                         "allow {version} but its security level (1 or more) does not."),
     .evidence = kVersions,
     .confidence = Confidence::Likely,
     .issuedBy = IssuedBy::Peer},
    {.id = "legacy-signature-blocked",
     .applies
     = [](const Facts& f) { return f.reason(SSL_R_LEGACY_SIGALG_DISALLOWED_OR_UNSUPPORTED); },
     .title = QT_TRANSLATE_NOOP("Diagnosis",
                                "{Peer} signs {version} with SHA-1, which security level {own "
                                "level} of this end forbids."),
     .cause
     = QT_TRANSLATE_NOOP("Diagnosis", "The signature in the key exchange was refused: {errors}."),
     .evidence = kVersions | Evidence::Level | Evidence::Agreed},
    {.id = "legacy-signature-blocked",
     .applies =
         [](const Facts& f) {
             return !f.client && f.beforeTls12() && f.helloAnswered()
                 && f.receivedAlert(
                     {SSL_AD_INTERNAL_ERROR, SSL_AD_HANDSHAKE_FAILURE, SSL_AD_ILLEGAL_PARAMETER});
         },
     .title = QT_TRANSLATE_NOOP("Diagnosis",
                                "The client gave up over the signature of {version}, most likely "
                                "because its security level forbids SHA-1."),
     .cause = QT_TRANSLATE_NOOP("Diagnosis",
                                "An OpenSSL 3 client at security level 1 or more agrees to "
                                "{version} and then refuses its signature."),
     .evidence = kVersions | Evidence::Agreed,
     .confidence = Confidence::Likely,
     .issuedBy = IssuedBy::Peer},
    {.id = "version-in-a-hole",
     .applies =
         [](const Facts& f) {
             return f.inServersHole() && (versionRefused(f) || alertCameInOtherVersion(f));
         },
     .title = QT_TRANSLATE_NOOP("Diagnosis",
                                "{client top} is in a hole of the versions that the server allows: "
                                "{server versions}."),
     .cause = QT_TRANSLATE_NOOP("Diagnosis",
                                "The server allows older and newer versions than those of the "
                                "client ({client versions}), and none that both allow."),
     .evidence = kVersions | Evidence::Agreed,
     .fixes = {QT_TRANSLATE_NOOP("Diagnosis", "Allow {client top} on the server."),
               QT_TRANSLATE_NOOP("Diagnosis", "Allow one of {server versions} in the client.")}},
    {.id = "version-server-chose-disabled",
     .applies =
         [](const Facts& f) {
             return f.client && !f.inServersHole()
                 && f.reason({SSL_R_UNSUPPORTED_PROTOCOL,
                              SSL_R_WRONG_SSL_VERSION,
                              SSL_R_VERSION_TOO_LOW,
                              SSL_R_BAD_LEGACY_VERSION})
                 && f.helloAnswered();
         },
     .title = QT_TRANSLATE_NOOP("Diagnosis",
                                "The server chose {version}, which this client does not allow."),
     .cause = QT_TRANSLATE_NOOP("Diagnosis",
                                "client_hello offers {client versions}; server_hello answers "
                                "{version}, so this end broke off."),
     .evidence = kVersions | Evidence::Agreed,
     .issuedBy = IssuedBy::Local},
    {.id = "version-server-chose-disabled",
     .applies =
         [](const Facts& f) {
             return !f.client && f.helloAnswered() && f.receivedAlert({SSL_AD_PROTOCOL_VERSION})
                 && !f.inServersHole();
         },
     .title
     = QT_TRANSLATE_NOOP("Diagnosis", "The client refuses {version}, which this server chose."),
     .cause = QT_TRANSLATE_NOOP(
         "Diagnosis",
         "client_hello offers {client versions}; after server_hello the client answered {alert}."),
     .evidence = kVersions | Evidence::Agreed,
     .issuedBy = IssuedBy::Peer},
    {.id = "version-server-chose-disabled",
     .applies = [](const Facts& f) { return alertCameInOtherVersion(f) && !f.inServersHole(); },
     .title = QT_TRANSLATE_NOOP(
         "Diagnosis", "The client most likely refuses {version}, which this server chose."),
     .cause = QT_TRANSLATE_NOOP(
         "Diagnosis",
         "client_hello offers {client versions}, this server allows {server versions}. After "
         "server_hello came a record of another version, as OpenSSL sends its alert "
         "protocol_version."),
     .evidence = kVersions | Evidence::Agreed,
     .confidence = Confidence::Likely,
     .issuedBy = IssuedBy::Peer},
    {.id = "version-client-too-old",
     .applies =
         [](const Facts& f) {
             return f.client && f.other != nullptr && versionRefused(f) && clientTooOld(f);
         },
     .title = QT_TRANSLATE_NOOP(
         "Diagnosis",
         "The client offers at most {client top}; the server accepts only {server versions}."),
     .cause = QT_TRANSLATE_NOOP(
         "Diagnosis", "client_hello offers {client versions}; the server answered {alert}."),
     .evidence = kVersions,
     .issuedBy = IssuedBy::Peer},
    {.id = "version-client-too-old",
     .applies =
         [](const Facts& f) {
             return !f.client && versionRefused(f) && clientTooOld(f) && !serverTooOld(f);
         },
     .title = QT_TRANSLATE_NOOP(
         "Diagnosis",
         "The client offers at most {client top}; this server accepts only {server versions}."),
     .cause = QT_TRANSLATE_NOOP(
         "Diagnosis",
         "client_hello offers {client versions}; this server refused it with {sent alert}."),
     .evidence = kVersions},
    {.id = "version-server-too-old",
     .applies =
         [](const Facts& f) {
             return f.client && f.other != nullptr && versionRefused(f) && serverTooOld(f);
         },
     .title = QT_TRANSLATE_NOOP(
         "Diagnosis",
         "The client insists on {client versions}; the server accepts only {server versions}."),
     .cause = QT_TRANSLATE_NOOP(
         "Diagnosis", "client_hello offers {client versions}; the server answered {alert}."),
     .evidence = kVersions,
     .issuedBy = IssuedBy::Peer},
    {.id = "version-server-too-old",
     .applies = [](const Facts& f) { return !f.client && versionRefused(f) && serverTooOld(f); },
     .title = QT_TRANSLATE_NOOP(
         "Diagnosis",
         "The client insists on {client versions}; this server accepts only {server versions}."),
     .cause = QT_TRANSLATE_NOOP(
         "Diagnosis",
         "client_hello offers {client versions}; this server refused it with {sent alert}."),
     .evidence = kVersions},
    {.id = "version-server-too-old",
     .applies =
         [](const Facts& f) {
             return f.client && f.other == nullptr && !f.helloAnswered()
                 && f.receivedAlert({SSL_AD_PROTOCOL_VERSION}) && f.clientTop() >= kTls13;
         },
     .title = QT_TRANSLATE_NOOP(
         "Diagnosis",
         "The server does not accept {client versions}: it speaks only older versions."),
     .cause = QT_TRANSLATE_NOOP("Diagnosis",
                                "client_hello offers {client versions}, nothing newer exists, and "
                                "the server answered {alert}."),
     .evidence = kVersions,
     .issuedBy = IssuedBy::Peer},
    {.id = "version-client-too-old",
     .applies =
         [](const Facts& f) {
             return f.client && f.other == nullptr && !f.helloAnswered()
                 && f.receivedAlert({SSL_AD_PROTOCOL_VERSION}) && f.clientTop() < kTls13;
         },
     .title = QT_TRANSLATE_NOOP("Diagnosis",
                                "The server does not accept {client versions}, most likely because "
                                "it demands a newer version."),
     .cause = QT_TRANSLATE_NOOP(
         "Diagnosis", "client_hello offers at most {client top}, and the server answered {alert}."),
     .evidence = kVersions,
     .confidence = Confidence::Likely,
     .issuedBy = IssuedBy::Peer},
    {.id = "version-server-too-old",
     .applies =
         [](const Facts& f) {
             return f.client && f.other == nullptr && !f.helloAnswered()
                 && f.receivedAlert({SSL_AD_PROTOCOL_VERSION}) && f.clientTop() < kTls13
                 && f.clientBottom() > kTls10;
         },
     .title = QT_TRANSLATE_NOOP("Diagnosis",
                                "The server may speak only versions older than {client versions}."),
     .cause = QT_TRANSLATE_NOOP("Diagnosis",
                                "The alert protocol_version is the same whichever end is too old."),
     .evidence = kVersions,
     .confidence = Confidence::Possible,
     .issuedBy = IssuedBy::Peer,
     .standing = Standing::Guess},
    {.id = "downgrade-detected",
     .applies = [](const Facts& f) { return f.client && f.reason(SSL_R_INAPPROPRIATE_FALLBACK); },
     .title = QT_TRANSLATE_NOOP(
         "Diagnosis",
         "The server knows a newer version than {version}: somebody lowered it on the way."),
     .cause = QT_TRANSLATE_NOOP("Diagnosis",
                                "server_hello carries the downgrade mark in its random (RFC 8446 "
                                "§4.1.3), so this end broke off."),
     .evidence = kVersions | Evidence::Agreed,
     .issuedBy = IssuedBy::Local},
    {.id = "fallback-scsv-refused",
     .applies =
         [](const Facts& f) {
             return (!f.client && f.reason(SSL_R_INAPPROPRIATE_FALLBACK))
                 || f.receivedAlert({SSL_AD_INAPPROPRIATE_FALLBACK});
         },
     .title = QT_TRANSLATE_NOOP(
         "Diagnosis",
         "A second attempt with only {client top} was refused as an inappropriate fallback."),
     .cause = QT_TRANSLATE_NOOP("Diagnosis",
                                "client_hello carries TLS_FALLBACK_SCSV (RFC 7507), and the server "
                                "knows a newer version."),
     .evidence = kVersions,
     .issuedBy = IssuedBy::Peer},
};

} // namespace

RuleTable versionRules()
{
    return {kSituations, kRules};
}

} // namespace workbench
