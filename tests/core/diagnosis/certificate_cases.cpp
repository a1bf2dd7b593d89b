#include "tests/core/diagnosis/diagnosis_cases.h"
#include "tests/core/diagnosis/record_builder.h"
#include "tests/support/test_pki.h"

#include <openssl/x509_vfy.h>

namespace workbench::tests {
namespace {

constexpr auto kSent = Direction::Sent;

/// A fault that decides by its number alone.
struct FaultRow
{
    const char* id;
    int depth;
    int code;
    Role role = Role::Client;
};

constexpr FaultRow kFaults[] = {
    {"certificate-malformed", 0, X509_V_ERR_ERROR_IN_CERT_NOT_BEFORE_FIELD},
    {"certificate-signature-invalid", 0, X509_V_ERR_CERT_SIGNATURE_FAILURE},
    {"certificate-revoked", 0, X509_V_ERR_CERT_REVOKED},
    {"certificate-expired", 0, X509_V_ERR_CERT_HAS_EXPIRED},
    {"issuer-certificate-expired", 1, X509_V_ERR_CERT_HAS_EXPIRED},
    {"certificate-not-yet-valid", 0, X509_V_ERR_CERT_NOT_YET_VALID},
    {"hostname-mismatch", 0, X509_V_ERR_HOSTNAME_MISMATCH},
    {"hostname-mismatch", 0, X509_V_ERR_IP_ADDRESS_MISMATCH},
    {"certificate-key-too-small", 0, X509_V_ERR_EE_KEY_TOO_SMALL},
    {"certificate-key-too-small", 1, X509_V_ERR_CA_KEY_TOO_SMALL},
    {"certificate-signature-weak", 1, X509_V_ERR_CA_MD_TOO_WEAK},
    {"ec-parameters-explicit", 0, X509_V_ERR_EC_KEY_EXPLICIT_PARAMS},
    {"certificate-signature-algorithm-unsupported", 0, X509_V_ERR_UNSUPPORTED_SIGNATURE_ALGORITHM},
    {"purpose-not-server", 0, X509_V_ERR_INVALID_PURPOSE},
    {"critical-extension-unknown", 0, X509_V_ERR_UNHANDLED_CRITICAL_EXTENSION},
    {"name-constraint-violated", 0, X509_V_ERR_PERMITTED_VIOLATION},
    {"name-constraint-violated", 0, X509_V_ERR_EXCLUDED_VIOLATION},
    {"certificate-policy-failed", 0, X509_V_ERR_NO_EXPLICIT_POLICY},
    {"crl-unusable", 0, X509_V_ERR_UNABLE_TO_GET_CRL},
    {"crl-unusable", 0, X509_V_ERR_CRL_HAS_EXPIRED},
    {"sct-missing", 0, X509_V_ERR_NO_VALID_SCTS},
    {"dane-mismatch", 0, X509_V_ERR_DANE_NO_MATCH},
    {"certificate-strict-fault", 0, X509_V_ERR_CA_CERT_MISSING_KEY_USAGE},
    {"certificate-self-signed", 0, X509_V_ERR_DEPTH_ZERO_SELF_SIGNED_CERT},
    {"root-not-trusted", 2, X509_V_ERR_SELF_SIGNED_CERT_IN_CHAIN},
    {"issuer-not-trusted", 1, X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT_LOCALLY},
    {"intermediate-missing", 0, X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT_LOCALLY},
    {"root-absent-intermediate-trusted", 1, X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT},
    {"issuer-not-a-ca", 1, X509_V_ERR_INVALID_CA},
    {"issuer-cannot-sign", 1, X509_V_ERR_KEYUSAGE_NO_CERTSIGN},
    {"path-length-exceeded", 2, X509_V_ERR_PATH_LENGTH_EXCEEDED},
    {"chain-too-long", 0, X509_V_ERR_CERT_CHAIN_TOO_LONG},
    {"client-certificate-expired", 0, X509_V_ERR_CERT_HAS_EXPIRED, Role::Server},
    {"client-certificate-wrong-purpose", 0, X509_V_ERR_INVALID_PURPOSE, Role::Server},
    {"client-certificate-untrusted", 0, X509_V_ERR_DEPTH_ZERO_SELF_SIGNED_CERT, Role::Server},
    {"client-certificate-untrusted", 0, X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT_LOCALLY, Role::Server},
    {"certificate-refused", 0, X509_V_ERR_APPLICATION_VERIFICATION},
};

RecordBuilder handshakeWithCertificate(Role role)
{
    RecordBuilder builder
        = role == Role::Client ? RecordBuilder::client() : RecordBuilder::server();
    return builder.hello().answered(0x0304).alert(kSent, 46);
}

void withoutPin(ConnectionRecord& record)
{
    record.verification.pinChecked = false;
}

QList<QByteArray> sentBy(const KeyMaterial& material)
{
    QList<QByteArray> sent {toDer(material.certificate.get())};
    for (const auto& issuer : material.chain) {
        sent.append(toDer(issuer.get()));
    }
    return sent;
}

/// What a connection to a server with this certificate leaves behind, really checked.
ConnectionRecord checked(const QList<QByteArray>& sent,
                         const TrustAnchors& anchors,
                         int level = 1,
                         const QDateTime& moment = {})
{
    RecordBuilder builder = handshakeWithCertificate(Role::Client);
    ConnectionRecord& record = builder.record;
    record.host = QStringLiteral("localhost");
    record.started = QDateTime::currentDateTimeUtc();
    record.securityLevel = level;
    record.peerCertificates = sent;
    const Result<Verification> check = verifyCertificates(sent,
                                                          anchors,
                                                          {.purpose = CertificatePurpose::Server,
                                                           .host = record.host,
                                                           .time = moment,
                                                           .securityLevel = level});
    if (check) {
        record.verification = *check;
    }
    return record;
}

void addRealCases(QList<DiagnosisCase>& cases, const TestPki& pki)
{
    const TrustAnchors anchors = pki.anchors();
    const TrustAnchors stranger = pki.strangers();
    const TrustAnchors nobody = TrustAnchors::fromCertificates({}, QStringLiteral("nobody"));
    const auto add = [&cases](const char* id, const ConnectionRecord& record) {
        cases.append({id, "really checked", record, withoutFaults, {}});
    };
    add("certificate-expired", checked(sentBy(pki.expiredServer()), anchors));
    add("certificate-not-yet-valid", checked(sentBy(pki.futureServer()), anchors));
    add("certificate-self-signed", checked(sentBy(pki.selfSignedServer()), anchors));
    add("issuer-certificate-expired", checked(sentBy(pki.serverOfExpiredIntermediate()), anchors));
    add("intermediate-missing", checked(sentBy(pki.serverWithoutIntermediate()), anchors));
    add("issuer-not-trusted", checked(sentBy(pki.server()), stranger));
    add("root-not-trusted", checked(sentBy(pki.serverWithRoot()), stranger));
    add("issuer-not-a-ca", checked(sentBy(pki.serverOfServer()), anchors));
    add("path-length-exceeded", checked(sentBy(pki.serverBelowPathLength()), anchors));
    add("certificate-key-too-small", checked(sentBy(pki.weakServer()), anchors, 2));
    for (const auto& [level, key] : {std::pair(2, "RSA 2048 or more, or EC P-256"),
                                     {3, "RSA 3072 or more, or EC P-256"},
                                     {4, "RSA 7680 or more, or EC P-384"},
                                     {5, "RSA 15360 or more, or EC P-521"}}) {
        cases.append({"certificate-key-too-small",
                      "remedy at level " + QByteArray::number(level),
                      checked(sentBy(pki.weakServer()), anchors, level),
                      withoutFaults,
                      {},
                      false,
                      QByteArray("Issue a certificate with ") + key});
    }
    add("certificate-signature-weak", checked(sentBy(pki.sha1Server()), anchors, 1));
    add("hostname-mismatch",
        checked(sentBy(pki.server({QStringLiteral("dns:other.test")})), anchors));
    CertificateRequest forClients
        = TestPki::request(CertificateKind::Client, QStringLiteral("localhost"));
    forClients.san = TestPki::localNames();
    add("purpose-not-server", checked(sentBy(TestPki::make(forClients, &pki.root())), anchors));
    cases.append({"trust-store-empty",
                  "really checked",
                  checked(sentBy(pki.server()), nobody),
                  [](ConnectionRecord& record) { record.verification.anchorsCount = 1; },
                  {},
                  true,
                  "nobody: 0"});
    ConnectionRecord none = checked(sentBy(pki.server()), TrustAnchors {});
    cases.append({"trust-store-empty",
                  "none were given",
                  none,
                  [](ConnectionRecord& record) { record.verification.anchorsCount = 1; },
                  {},
                  true,
                  "No trust anchors were given"});
}

/// Checked as of another time than now, which the distance is counted from.
void addMomentCases(QList<DiagnosisCase>& cases, const TestPki& pki)
{
    const QDateTime today(QDateTime::currentDateTimeUtc().date(), QTime(12, 0), Qt::UTC);
    CertificateRequest request
        = TestPki::request(CertificateKind::Server, QStringLiteral("localhost"));
    request.san = TestPki::localNames();
    request.notBefore = today.addDays(-3);
    request.notAfter = today.addDays(5);
    const QList<QByteArray> sent = sentBy(TestPki::make(request, &pki.root()));
    const QDateTime late = today.addDays(12);
    cases.append({"certificate-expired",
                  "as of a later moment",
                  checked(sent, pki.anchors(), 1, late),
                  withoutFaults,
                  {},
                  true,
                  "7 days before the moment of the check, "
                      + late.toString("yyyy-MM-dd hh:mm:ss").toUtf8() + " UTC (--time)"});
    const QDateTime early = today.addDays(-5000);
    ConnectionRecord old = checked(sent, pki.anchors(), 1, early);
    cases.append({"certificate-not-yet-valid",
                  "as of an earlier moment",
                  old,
                  withoutFaults,
                  {},
                  true,
                  " days after the moment of the check, "
                      + early.toString("yyyy-MM-dd hh:mm:ss").toUtf8() + " UTC (--time)"});
    RecordBuilder server
        = handshakeWithCertificate(Role::Server).fault(0, X509_V_ERR_CERT_HAS_EXPIRED);
    server.record.peerCertificates = sent;
    server.record.verification.moment = late;
    cases.append({"client-certificate-expired",
                  "as of a later moment",
                  server.record,
                  withoutFaults,
                  {},
                  true,
                  " days before the moment of the check, "});
}

void addChainCases(QList<DiagnosisCase>& cases, const TestPki& pki)
{
    const TrustAnchors anchors = pki.anchors();
    const TrustAnchors stranger = pki.strangers();
    ConnectionRecord rekeyed = checked(sentBy(pki.server()), stranger);
    // The chain is that of another CA with the same names.
    rekeyed.peerCertificates = {toDer(pki.server().certificate.get()),
                                toDer(TestPki().intermediate().certificate.get())};
    rekeyed.verification = *verifyCertificates(rekeyed.peerCertificates, anchors, {});
    cases.append({"issuer-key-mismatch",
                  "really checked",
                  rekeyed,
                  [](ConnectionRecord& record) { record.peerCertificates.removeLast(); },
                  {}});
    // The same names, other keys: the root as it is since it was renewed.
    CertificateRequest request
        = TestPki::request(CertificateKind::Server, QStringLiteral("localhost"));
    request.san = TestPki::localNames();
    cases.append({"issuer-key-mismatch",
                  "of an anchor, sent alone",
                  checked(sentBy(TestPki::make(request, &pki.root())), TestPki().anchors()),
                  [](ConnectionRecord& record) { record.verification.issuerHasOtherKey = false; },
                  {}});
    cases.append({"issuer-key-mismatch",
                  "of an anchor",
                  checked(sentBy(pki.server()), TestPki().anchors()),
                  [](ConnectionRecord& record) { record.verification.issuerHasOtherKey = false; },
                  {}});

    ConnectionRecord unordered = checked(sentBy(pki.server()), anchors);
    unordered.result = ConnectionResult::Established;
    unordered.alerts.clear();
    unordered.phases.last().result = PhaseResult::Done;
    unordered.peerCertificates.append(unordered.peerCertificates.first());
    cases.append({"chain-order-wrong",
                  "duplicate",
                  unordered,
                  [](ConnectionRecord& record) { record.peerCertificates.removeLast(); },
                  {}});
}

void addWarningCases(QList<DiagnosisCase>& cases, const TestPki& pki)
{
    const TrustAnchors anchors = pki.anchors();
    ConnectionRecord trusting = checked(sentBy(pki.selfSignedServer()), anchors);
    trusting.result = ConnectionResult::Established;
    trusting.alerts.clear();
    trusting.phases.last().result = PhaseResult::Done;
    trusting.verify = VerifyMode::None;
    trusting.verification.enforced = false;
    cases.append({"verification-switched-off", "self-signed", trusting, withoutFaults, {}});

    CertificateRequest named
        = TestPki::request(CertificateKind::Server, QStringLiteral("localhost"));
    named.san.clear();
    ConnectionRecord commonName = checked(sentBy(TestPki::make(named, &pki.root())), anchors);
    commonName.result = ConnectionResult::Established;
    commonName.alerts.clear();
    commonName.phases.last().result = PhaseResult::Done;
    cases.append({"hostname-only-in-common-name",
                  "CN only",
                  commonName,
                  [](ConnectionRecord& record) { record.verification.hostChecked = false; },
                  {}});

    CertificateRequest soon = TestPki::request(CertificateKind::Server, QStringLiteral("soon"));
    soon.notBefore = QDateTime::currentDateTimeUtc().addSecs(1800);
    soon.notAfter = soon.notBefore.addDays(10);
    cases.append({"clock-skew-suspected",
                  "half an hour",
                  checked(sentBy(TestPki::make(soon, &pki.root())), anchors),
                  [](ConnectionRecord& record) { record.started = record.started.addDays(-30); },
                  {},
                  false});
    cases.append({"clock-skew-suspected",
                  "the clock was not asked",
                  checked(sentBy(TestPki::make(soon, &pki.root())), anchors),
                  [](ConnectionRecord& record) { record.verification.moment = record.started; },
                  {},
                  false});

    RecordBuilder lonely = handshakeWithCertificate(Role::Server)
                               .fault(0, X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT_LOCALLY);
    lonely.record.peerCertificates = {toDer(pki.client().certificate.get())};
    cases.append(
        {"client-certificate-chain-incomplete", "server", lonely.record, withoutFaults, {}, false});
}

} // namespace

QList<DiagnosisCase> certificateCases()
{
    QList<DiagnosisCase> cases;
    for (const FaultRow& row : kFaults) {
        RecordBuilder builder = handshakeWithCertificate(row.role).fault(row.depth, row.code);
        cases.append({row.id,
                      "code " + QByteArray::number(row.code) + toIdentifier(row.role),
                      builder.record,
                      withoutFaults,
                      {}});
    }
    RecordBuilder other
        = handshakeWithCertificate(Role::Client).fault(0, X509_V_ERR_CERT_UNTRUSTED);
    other.record.verification.pinChecked = true;
    other.record.verification.pinMatches = false;
    cases.append({"pin-mismatch", "other key", other.record, withoutPin, {}});
    const TestPki pki;
    addRealCases(cases, pki);
    addMomentCases(cases, pki);
    addChainCases(cases, pki);
    addWarningCases(cases, pki);
    return cases;
}

QList<DiagnosisCase> clientCertificateCases()
{
    const TestPki pki;
    const auto refused = [&pki](quint16 version, int alert, bool presented, bool has) {
        RecordBuilder builder
            = RecordBuilder::client().hello().answered(version).certificateRequest();
        builder.alert(Direction::Received, alert);
        builder.record.negotiated.clientCertificate = presented;
        if (has) {
            builder.record.ownCertificate = toDer(pki.client().certificate.get());
            builder.record.ownKey = QStringLiteral("EC P-256");
        }
        return builder.record;
    };
    QList<DiagnosisCase> cases;
    cases.append({"client-certificate-missing-tls12",
                  "client",
                  refused(0x0303, 40, false, false),
                  withoutAlerts,
                  {}});
    cases.append({"client-certificate-missing-tls12",
                  "client, alert of GnuTLS",
                  refused(0x0303, 50, false, false),
                  withoutAlerts,
                  {}});
    cases.append({"client-certificate-missing-tls13",
                  "client",
                  refused(0x0304, 116, false, false),
                  withoutAlerts,
                  {}});
    cases.append({"client-certificate-untrusted",
                  "client, TLS 1.2",
                  refused(0x0303, 48, true, true),
                  withoutAlerts,
                  {}});
    cases.append({"client-certificate-untrusted",
                  "client, TLS 1.3",
                  refused(0x0304, 48, true, true),
                  withoutAlerts,
                  {}});
    // Alert 49 of GnuTLS: the list of issuers is all that can be told from here.
    for (const bool named : {true, false}) {
        ConnectionRecord denied = refused(0x0304, 49, true, true);
        denied.ownIssuers = issuerNames(pki.client());
        denied.certificateRequest
            = {.asked = true,
               .authorities = named ? denied.ownIssuers : issuerNames(pki.selfSignedServer())};
        for (const bool untrusted : {true, false}) {
            cases.append({untrusted ? "client-certificate-untrusted" : "client-access-denied",
                          named ? "alert 49, issuer named" : "alert 49, issuer not named",
                          denied,
                          withoutAlerts,
                          {},
                          untrusted != named,
                          "GnuTLS sends it for every certificate whose check fails"});
        }
    }
    ConnectionRecord known = refused(0x0304, 49, true, true);
    ConnectionRecord server = RecordBuilder::server().record;
    server.verification.performed = true;
    server.verification.trusted = true;
    cases.append({"client-access-denied",
                  "alert 49, the server's record known",
                  known,
                  withoutAlerts,
                  server,
                  true,
                  "the certificate is valid, but its holder may not connect"});
    cases.append({"client-certificate-expired",
                  "client",
                  refused(0x0304, 45, true, true),
                  withoutAlerts,
                  {}});
    cases.append({"client-certificate-wrong-purpose",
                  "client",
                  refused(0x0304, 43, true, true),
                  withoutAlerts,
                  {}});
    cases.append({"peer-rejected-our-certificate",
                  "client",
                  refused(0x0304, 46, true, true),
                  withoutAlerts,
                  {}});
    cases.append({"certificate-verify-invalid",
                  "client",
                  refused(0x0304, 51, true, true),
                  withoutAlerts,
                  {}});
    cases.append({"client-certificate-no-signature-algorithm",
                  "client",
                  refused(0x0304, 116, false, true),
                  withoutAlerts,
                  {}});
    cases.append({"client-certificate-not-in-accepted-issuers",
                  "client",
                  refused(0x0304, 116, false, true),
                  withoutAlerts,
                  {},
                  false});
    for (const auto& [version, id] : {std::pair {0x0303, "client-certificate-missing-tls12"},
                                      {0x0304, "client-certificate-missing-tls13"}}) {
        RecordBuilder closed = RecordBuilder::client()
                                   .hello()
                                   .answered(static_cast<quint16>(version))
                                   .certificateRequest();
        closed.ending(PeerEnding::Fin);
        cases.append({id,
                      "client, closed",
                      closed.record,
                      [](ConnectionRecord& record) { record.peerEnding = PeerEnding::None; },
                      {}});
    }
    RecordBuilder silent = RecordBuilder::client().hello().answered(0x0303).certificateRequest();
    silent.result(ConnectionResult::TimedOut)
        .phase(PhaseName::Tls, PhaseResult::TimedOut, 1'000'000);
    silent.record.transport = Transport::Udp;
    cases.append({"client-certificate-missing-tls12",
                  "client, silence over DTLS",
                  silent.record,
                  [](ConnectionRecord& record) { record.transport = Transport::Tcp; },
                  {}});
    return cases;
}

} // namespace workbench::tests
