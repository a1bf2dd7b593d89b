#include "tests/core/diagnosis/diagnosis_cases.h"
#include "tests/core/diagnosis/record_builder.h"

#include <openssl/ssl.h>
#include <openssl/sslerr.h>

namespace workbench::tests {
namespace {

constexpr auto kReceived = Direction::Received;
constexpr auto kSent = Direction::Sent;
const TlsVersionSet kOld = TlsVersionSet(TlsVersion::Tls10) | TlsVersion::Tls11;

RecordBuilder refused(const QList<quint16>& versions, TlsVersionSet allowed, int alert)
{
    return RecordBuilder::client().versions(allowed).hello(versions).alert(kReceived, alert);
}

RecordBuilder refusing(const QList<quint16>& versions, TlsVersionSet allowed, int reason, int alert)
{
    return RecordBuilder::server()
        .versions(allowed)
        .hello(versions)
        .alert(kSent, alert)
        .openSsl(reason);
}

void addVersionCases(QList<DiagnosisCase>& cases)
{
    const auto both = [](ConnectionRecord& record) {
        withoutAlerts(record);
        withoutErrors(record);
    };
    const RecordBuilder oldServer
        = refusing({0x0304}, TlsVersion::Tls12, SSL_R_UNSUPPORTED_PROTOCOL, 70);
    const RecordBuilder newServer
        = refusing({0x0303}, TlsVersion::Tls13, SSL_R_UNSUPPORTED_PROTOCOL, 70);
    cases.append({"version-client-too-old", "server's view", newServer.record, both, {}});
    cases.append({"version-server-too-old", "server's view", oldServer.record, both, {}});
    RecordBuilder datagrams = newServer;
    datagrams.hello({0xfeff}).versions(TlsVersionSet(TlsVersion::Tls12) | TlsVersion::Tls13);
    datagrams.record.transport = Transport::Udp;
    cases.append({"version-client-too-old",
                  "over datagrams",
                  datagrams.record,
                  both,
                  {},
                  true,
                  "this server accepts only DTLS 1.2."});
    cases.append({"version-client-too-old",
                  "client alone",
                  refused({0x0303}, TlsVersion::Tls12, 70).record,
                  withoutAlerts,
                  {}});
    cases.append({"version-server-too-old",
                  "client alone",
                  refused({0x0304}, TlsVersion::Tls13, 70).record,
                  withoutAlerts,
                  {},
                  true,
                  "The server does not accept TLS 1.3: it speaks only older versions."});
    cases.append({"version-client-too-old",
                  "client and server",
                  refused({0x0303}, TlsVersion::Tls12, 70).record,
                  withoutAlerts,
                  newServer.record});
    const RecordBuilder olderServer = refusing({0x0303}, kOld, SSL_R_UNSUPPORTED_PROTOCOL, 70);
    cases.append({"version-server-too-old",
                  "client and server",
                  refused({0x0303}, TlsVersion::Tls12, 70).record,
                  withoutAlerts,
                  olderServer.record});
    cases.append({"version-server-chose-disabled",
                  "client",
                  RecordBuilder::client()
                      .hello()
                      .answered(0x0301)
                      .alert(kSent, 70)
                      .openSsl(SSL_R_UNSUPPORTED_PROTOCOL)
                      .record,
                  withoutErrors,
                  {}});
    cases.append({"version-server-chose-disabled",
                  "server",
                  RecordBuilder::server().hello().answered(0x0303).alert(kReceived, 70).record,
                  withoutAlerts,
                  {}});
}

/// A server that allows the versions around the client's.
void addHoleCases(QList<DiagnosisCase>& cases)
{
    const TlsVersionSet around
        = TlsVersionSet(TlsVersion::Tls10) | TlsVersion::Tls12 | TlsVersion::Tls13;
    RecordBuilder lower = RecordBuilder::server().hello({0x0302}).answered(0x0301);
    lower.versions(around).openSsl(SSL_R_WRONG_VERSION_NUMBER);
    lower.record.securityLevel = 0;
    cases.append({"version-in-a-hole",
                  "server, chose an older one",
                  lower.record,
                  withoutErrors,
                  {},
                  true,
                  "Allow TLS 1.1 on the server."});
    RecordBuilder named = refusing({0x0303},
                                   TlsVersionSet(TlsVersion::Tls11) | TlsVersion::Tls13,
                                   SSL_R_UNSUPPORTED_PROTOCOL,
                                   70);
    named.record.securityLevel = 0;
    cases.append({"version-in-a-hole",
                  "server, of supported_versions",
                  named.record,
                  [](ConnectionRecord& record) { record.allowedVersions = TlsVersion::Tls13; },
                  {}});
    RecordBuilder client = RecordBuilder::client().hello({0x0302}).answered(0x0301);
    client.versions(TlsVersion::Tls11).alert(kSent, 70).openSsl(SSL_R_UNSUPPORTED_PROTOCOL);
    client.record.securityLevel = 0;
    cases.append(
        {"version-in-a-hole", "client and server", client.record, withoutErrors, lower.record});
    cases.append({"version-server-chose-disabled",
                  "server, alert in another version",
                  RecordBuilder::server()
                      .hello({0x0303})
                      .answered(0x0302)
                      .versions(kOld)
                      .openSsl(SSL_R_WRONG_VERSION_NUMBER)
                      .record,
                  withoutErrors,
                  {}});
}

void addSecurityLevelCases(QList<DiagnosisCase>& cases)
{
    RecordBuilder blocked = refusing({0x0302}, kOld, SSL_R_NO_SUITABLE_SIGNATURE_ALGORITHM, 80);
    blocked.record.securityLevel = 2;
    const auto levelZero = [](ConnectionRecord& record) { record.securityLevel = 0; };
    cases.append(
        {"version-blocked-by-security-level", "server's view", blocked.record, levelZero, {}});
    RecordBuilder newerLibrary = refusing({0x0302}, kOld, SSL_R_UNSUPPORTED_PROTOCOL, 70);
    newerLibrary.record.securityLevel = 1;
    cases.append({"version-blocked-by-security-level",
                  "server with OpenSSL 3.5",
                  newerLibrary.record,
                  levelZero,
                  {}});
    cases.append({"version-blocked-by-security-level",
                  "client alone",
                  refused({0x0302}, kOld, 80).record,
                  withoutAlerts,
                  {}});
    cases.append({"version-blocked-by-security-level",
                  "client and server",
                  refused({0x0302}, kOld, 80).record,
                  withoutAlerts,
                  blocked.record});
    RecordBuilder local
        = RecordBuilder::client().versions(kOld).openSsl(SSL_R_NO_PROTOCOLS_AVAILABLE);
    local.record.securityLevel = 1;
    cases.append(
        {"version-blocked-by-security-level", "client's own level", local.record, levelZero, {}});
    cases.append({"legacy-signature-blocked",
                  "client",
                  RecordBuilder::client()
                      .hello({0x0301})
                      .answered(0x0301)
                      .alert(kSent, 80)
                      .openSsl(SSL_R_LEGACY_SIGALG_DISALLOWED_OR_UNSUPPORTED)
                      .record,
                  withoutErrors,
                  {}});
    cases.append({"legacy-signature-blocked",
                  "server",
                  RecordBuilder::server()
                      .versions(kOld)
                      .hello({0x0301})
                      .answered(0x0301)
                      .alert(kReceived, 80)
                      .record,
                  withoutAlerts,
                  {}});
    cases.append({"downgrade-detected",
                  "client",
                  RecordBuilder::client()
                      .hello()
                      .answered(0x0303)
                      .alert(kSent, 47)
                      .openSsl(SSL_R_INAPPROPRIATE_FALLBACK)
                      .record,
                  withoutErrors,
                  {}});
    cases.append(
        {"fallback-scsv-refused", "client", refused({0x0302}, kOld, 86).record, withoutAlerts, {}});
    cases.append({"fallback-scsv-refused",
                  "server",
                  RecordBuilder::server()
                      .hello({0x0302})
                      .alert(kSent, 86)
                      .openSsl(SSL_R_INAPPROPRIATE_FALLBACK)
                      .record,
                  withoutErrors,
                  {}});
}

void addServerCases(QList<DiagnosisCase>& cases)
{
    const RecordBuilder noCipher12
        = refusing({0x0303}, TlsVersion::Tls12, SSL_R_NO_SHARED_CIPHER, 40);
    cases.append({"no-shared-cipher-tls12", "server", noCipher12.record, withoutErrors, {}});
    const RecordBuilder noCipher13
        = refusing({0x0304, 0x0303}, kModernVersions, SSL_R_NO_SHARED_CIPHER, 40);
    cases.append({"no-shared-cipher-tls13", "server", noCipher13.record, withoutErrors, {}});
    RecordBuilder keyType = noCipher12;
    keyType.record.offered.cipherSuites = {0xc030, 0xc02f, 0x009c};
    cases.append({"certificate-key-type-not-offered",
                  "EC key, RSA suites",
                  keyType.record,
                  [](ConnectionRecord& record) { record.ownKey = QStringLiteral("RSA 2048"); },
                  {}});
    RecordBuilder noKey = noCipher12;
    noKey.record.ownKey.clear();
    cases.append({"server-has-no-certificate",
                  "server",
                  noKey.record,
                  [](ConnectionRecord& record) { record.ownKey = QStringLiteral("EC P-256"); },
                  {}});
    RecordBuilder scheme12 = noCipher12;
    scheme12.record.offered.signatureSchemes = {0x0804, 0x0401};
    cases.append({"no-shared-signature-algorithm-tls12",
                  "server",
                  scheme12.record,
                  [](ConnectionRecord& record) { record.offered.signatureSchemes.append(0x0403); },
                  {}});
    RecordBuilder group12 = noCipher12;
    group12.record.offered.groups = {0x0009};
    cases.append({"no-shared-group-tls12",
                  "server",
                  group12.record,
                  [](ConnectionRecord& record) { record.offered.groups.append(0x001d); },
                  {},
                  false});
    cases.append(
        {"no-shared-signature-algorithm-tls13",
         "server",
         refusing({0x0304}, kModernVersions, SSL_R_NO_SUITABLE_SIGNATURE_ALGORITHM, 40).record,
         withoutErrors,
         {}});
    cases.append({"no-shared-group-tls13",
                  "server",
                  refusing({0x0304}, kModernVersions, SSL_R_NO_SUITABLE_KEY_SHARE, 40).record,
                  withoutErrors,
                  {}});
    const RecordBuilder client12 = refused({0x0303}, TlsVersion::Tls12, 40);
    cases.append({"no-shared-cipher-tls12",
                  "client and server",
                  client12.record,
                  [](ConnectionRecord& record) {
                      withoutAlerts(record);
                      record.offered.cipherSuites = {0xc030};
                  },
                  noCipher12.record});
    cases.append({"no-shared-cipher-tls13",
                  "client and server",
                  refused({0x0304, 0x0303}, kModernVersions, 40).record,
                  {},
                  noCipher13.record});
}

void addClientCases(QList<DiagnosisCase>& cases)
{
    RecordBuilder few12 = refused({0x0303}, TlsVersion::Tls12, 40);
    few12.record.offered.cipherSuites = {0xc02b};
    cases.append({"no-shared-cipher-tls12", "client, short list", few12.record, withoutAlerts, {}});
    cases.append({"no-shared-cipher-tls12",
                  "client, usual list",
                  refused({0x0303}, TlsVersion::Tls12, 40).record,
                  withoutAlerts,
                  {}});
    RecordBuilder few13 = refused({0x0304}, TlsVersion::Tls13, 40);
    few13.record.offered.cipherSuites = {0x1304};
    cases.append({"no-shared-cipher-tls13", "client, short list", few13.record, withoutAlerts, {}});
    RecordBuilder usual13 = refused({0x0304}, TlsVersion::Tls13, 40);
    usual13.record.offered.cipherSuites = {0x1301, 0x1302, 0x1303};
    cases.append(
        {"no-shared-cipher-tls13", "client, usual list", usual13.record, withoutAlerts, {}});
    RecordBuilder group = refused({0x0304}, TlsVersion::Tls13, 40);
    group.record.offered.groups = {0x001e};
    cases.append({"no-shared-group-tls13", "client, short list", group.record, withoutAlerts, {}});
    RecordBuilder scheme = refused({0x0304}, TlsVersion::Tls13, 40);
    scheme.record.offered.signatureSchemes = {0x0807};
    cases.append({"no-shared-signature-algorithm-tls13",
                  "client, short list",
                  scheme.record,
                  withoutAlerts,
                  {}});
    RecordBuilder keyType = refused({0x0303}, TlsVersion::Tls12, 40);
    keyType.record.offered.cipherSuites = {0xc030, 0xc02f, 0x009c, 0x009d, 0xc013};
    cases.append(
        {"certificate-key-type-not-offered", "client", keyType.record, withoutAlerts, {}, false});
    cases.append({"version-client-too-old",
                  "client, alert 40",
                  refused({0x0303}, TlsVersion::Tls12, 40).record,
                  withoutAlerts,
                  {},
                  false});
    cases.append({"server-has-no-certificate",
                  "client",
                  refused({0x0303}, TlsVersion::Tls12, 40).record,
                  withoutAlerts,
                  {},
                  false});
}

void addExtensionCases(QList<DiagnosisCase>& cases)
{
    RecordBuilder alpn = RecordBuilder::client().hello().answered(0x0304);
    alpn.result(ConnectionResult::Established).phase(PhaseName::Tls, PhaseResult::Done);
    alpn.record.offered.alpn = {QStringLiteral("h2")};
    cases.append({"alpn-ignored",
                  "client",
                  alpn.record,
                  [](ConnectionRecord& record) { record.negotiated.alpn = QStringLiteral("h2"); },
                  {}});
    RecordBuilder retry = alpn;
    retry.record.offered.alpn.clear();
    retry.record.negotiated.helloRetryRequest = true;
    cases.append({"hello-retry-request",
                  "client",
                  retry.record,
                  [](ConnectionRecord& record) { record.negotiated.helloRetryRequest = false; },
                  {}});
    RecordBuilder unstapled = retry;
    unstapled.record.negotiated.helloRetryRequest = false;
    unstapled.record.staple.requested = true;
    unstapled.record.peerCertificates = {QByteArray("certificate")};
    cases.append({"ocsp-staple-missing",
                  "client",
                  unstapled.record,
                  [](ConnectionRecord& record) { record.staple.present = true; },
                  {}});
    RecordBuilder promised = unstapled;
    promised.record.staple.promised = true;
    cases.append({"must-staple-missing",
                  "client, not refused",
                  promised.record,
                  [](ConnectionRecord& record) { record.staple.present = true; },
                  {}});
    RecordBuilder refused = promised;
    refused.result(ConnectionResult::Failed).openSsl(SSL_R_INVALID_STATUS_RESPONSE);
    cases.append({"must-staple-missing",
                  "client",
                  refused.record,
                  [](ConnectionRecord& record) { record.staple.promised = false; },
                  {}});
    RecordBuilder stale = unstapled;
    stale.record.staple.present = true;
    stale.record.staple.judged = true;
    stale.record.staple.problem = QStringLiteral("It is out of date.");
    cases.append({"ocsp-staple-invalid",
                  "client, judged",
                  stale.record,
                  [](ConnectionRecord& record) { record.staple.problem.clear(); },
                  {}});
    stale.record.verification.enforced = false;
    cases.append({"ocsp-staple-invalid",
                  "client, trusted site",
                  stale.record,
                  [](ConnectionRecord& record) { record.staple.problem.clear(); },
                  {},
                  true,
                  "it did not decide"});
    RecordBuilder revoked = stale;
    revoked.record.staple.problem = QStringLiteral("The certificate is revoked.");
    revoked.record.staple.signatureValid = true;
    revoked.record.staple.current = true;
    revoked.record.staple.answer = OcspAnswer {.status = OcspStatus::Revoked};
    const auto good = [](ConnectionRecord& record) {
        withoutErrors(record);
        record.staple.problem.clear();
        record.staple.answer->status = OcspStatus::Good;
    };
    cases.append({"ocsp-staple-invalid",
                  "client, revoked, not refused",
                  revoked.record,
                  good,
                  {},
                  true,
                  "revoked, says the OCSP response that it staples: it did not decide"});
    revoked.record.verification.enforced = true;
    revoked.result(ConnectionResult::Failed).openSsl(SSL_R_INVALID_STATUS_RESPONSE);
    cases.append({"ocsp-staple-invalid",
                  "client, revoked",
                  revoked.record,
                  good,
                  {},
                  true,
                  "Replace the certificate of the server, with a new key."});
    RecordBuilder anew = retry;
    anew.record.negotiated.helloRetryRequest = false;
    anew.record.sessionOffered = true;
    anew.record.sessionVersion = 0x0304;
    const auto resumed = [](ConnectionRecord& record) { record.negotiated.resumed = true; };
    cases.append({"resumption-refused", "client, keys changed", anew.record, resumed, {}});
    anew.record.sessionVersion = 0x0303;
    cases.append({"resumption-refused", "client, other version", anew.record, resumed, {}});
    RecordBuilder warned
        = RecordBuilder::client().hello().alert(kReceived, 112, 1).answered(0x0303);
    warned.result(ConnectionResult::Established).phase(PhaseName::Tls, PhaseResult::Done);
    cases.append({"sni-unknown-warning", "client", warned.record, withoutAlerts, {}});
    RecordBuilder warning = RecordBuilder::server().hello().alert(kSent, 112, 1).answered(0x0303);
    warning.result(ConnectionResult::Established).phase(PhaseName::Tls, PhaseResult::Done);
    cases.append({"sni-unknown-warning", "server", warning.record, withoutAlerts, {}});
    RecordBuilder nameless = RecordBuilder::client().hello({0x0303}).alert(kReceived, 40);
    nameless.record.offered.serverName.clear();
    cases.append(
        {"sni-not-sent",
         "client",
         nameless.record,
         [](ConnectionRecord& record) { record.offered.serverName = QStringLiteral("shop.test"); },
         {},
         false});
    for (const auto& [host, says] : {std::pair("192.0.2.7", "“192.0.2.7” is an address"),
                                     {"shop.test", "client_hello has no server_name"}}) {
        RecordBuilder unnamed = RecordBuilder::client().hello().alert(kReceived, 112);
        unnamed.record.host = QString::fromLatin1(host);
        unnamed.record.serverName.clear();
        unnamed.record.offered.serverName.clear();
        const auto named = [](ConnectionRecord& record) {
            record.serverName = QStringLiteral("shop.test");
            record.offered.serverName = QStringLiteral("shop.test");
        };
        cases.append({"sni-not-sent",
                      QByteArray("refused at ") + host,
                      unnamed.record,
                      named,
                      {},
                      true,
                      says});
    }
    RecordBuilder psk
        = RecordBuilder::client().hello({0x0303}).answered(0x0303).alert(kReceived, 20);
    psk.record.negotiated.cipherSuite = 0x00a8;
    cases.append({"psk-key-mismatch-tls12", "client", psk.record, withoutAlerts, {}});
    RecordBuilder keyless = refusing({0x0304}, kModernVersions, SSL_R_NO_SHARED_CIPHER, 40);
    keyless.record.unknownPskIdentity = QStringLiteral("nobody");
    const auto withCertificate = [](ConnectionRecord& record) {
        constexpr char kCertificate = 11;
        record.messages.append(
            {.direction = kSent, .contentType = 22, .bytes = QByteArray(4, kCertificate)});
    };
    cases.append({"psk-identity-unknown",
                  "server without a certificate",
                  keyless.record,
                  withCertificate,
                  {}});
}

} // namespace

QList<DiagnosisCase> agreementCases()
{
    QList<DiagnosisCase> cases;
    addVersionCases(cases);
    addHoleCases(cases);
    addSecurityLevelCases(cases);
    addServerCases(cases);
    addClientCases(cases);
    addExtensionCases(cases);
    return cases;
}

} // namespace workbench::tests
