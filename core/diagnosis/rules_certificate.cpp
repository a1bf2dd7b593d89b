#include "core/diagnosis/rule.h"

#include <openssl/ssl.h>
#include <openssl/x509_vfy.h>

namespace workbench {
namespace {

constexpr const char* kRenew
    = QT_TRANSLATE_NOOP("Diagnosis", "Renew the certificate and load it into the server.");
constexpr const char* kRestart
    = QT_TRANSLATE_NOOP("Diagnosis", "If it is new: check that the server was restarted with it.");
constexpr const char* kReplaceIssuer = QT_TRANSLATE_NOOP(
    "Diagnosis",
    "Replace the intermediate in the chain that is sent: the CA offers a current one.");
constexpr const char* kUpdateAnchors
    = QT_TRANSLATE_NOOP("Diagnosis", "If it is a root: update the trust anchors of this end.");
constexpr const char* kWait = QT_TRANSLATE_NOOP(
    "Diagnosis", "Wait until it is valid, or issue it with an earlier beginning.");

constexpr const char* kLowerLevel
    = QT_TRANSLATE_NOOP("Diagnosis", "Only for a test: lower the security level.");

constexpr Situation kSituations[] = {
    {"certificate-malformed",
     QT_TRANSLATE_NOOP("Diagnosis", "The certificate is damaged."),
     QT_TRANSLATE_NOOP("Diagnosis",
                       "Its bytes do not follow the rules for certificates (X.509, DER)."),
     {QT_TRANSLATE_NOOP("Diagnosis", "Export the certificate again from its source."),
      QT_TRANSLATE_NOOP("Diagnosis", "Issue it again.")}},
    {"certificate-signature-invalid",
     QT_TRANSLATE_NOOP("Diagnosis", "The signature on the certificate is wrong."),
     QT_TRANSLATE_NOOP("Diagnosis",
                       "The certificate was changed after it was signed, or the issuer's key is "
                       "not the one that signed."),
     {QT_TRANSLATE_NOOP(
          "Diagnosis",
          "Export the certificate again from its source: it may have been damaged or re-encoded."),
      QT_TRANSLATE_NOOP("Diagnosis", "Check that the issuer's certificate is the current one.")}},
    {"certificate-revoked",
     QT_TRANSLATE_NOOP("Diagnosis", "The certificate was revoked."),
     QT_TRANSLATE_NOOP("Diagnosis",
                       "Its issuer lists it as no longer valid, usually because its key was lost."),
     {QT_TRANSLATE_NOOP("Diagnosis", "Replace the certificate and its key.")}},
    {"pin-mismatch",
     QT_TRANSLATE_NOOP("Diagnosis", "The server's certificate is not the pinned one."),
     QT_TRANSLATE_NOOP("Diagnosis",
                       "Neither a certificate that was sent nor its public key has the hash that "
                       "was asked for."),
     {QT_TRANSLATE_NOOP("Diagnosis",
                        "If the server got a new certificate with a new key: compare its hash with "
                        "what its administrator says, and pin that."),
      QT_TRANSLATE_NOOP("Diagnosis",
                        "If not: something between here and the server may answer in its place; "
                        "look at the issuer of the certificate that came.")}},
    {"certificate-expired",
     QT_TRANSLATE_NOOP("Diagnosis", "The certificate has expired."),
     QT_TRANSLATE_NOOP("Diagnosis", "The end of its validity lies before the time of the check."),
     {kRenew, kRestart, QT_TRANSLATE_NOOP("Diagnosis", "Check the clock of this computer.")}},
    {"issuer-certificate-expired",
     QT_TRANSLATE_NOOP("Diagnosis", "A certificate above the peer's own in the chain has expired."),
     QT_TRANSLATE_NOOP(
         "Diagnosis",
         "An intermediate or root is out of date; the peer's own certificate may still be valid."),
     {kReplaceIssuer,
      kUpdateAnchors,
      QT_TRANSLATE_NOOP("Diagnosis", "Check the clock of this computer.")}},
    {"certificate-not-yet-valid",
     QT_TRANSLATE_NOOP("Diagnosis", "The certificate is not valid yet."),
     QT_TRANSLATE_NOOP("Diagnosis",
                       "The beginning of its validity lies after the time of the check."),
     {QT_TRANSLATE_NOOP("Diagnosis",
                        "Check the clock of this computer, and that of the computer that issued "
                        "the certificate."),
      kWait}},
    {"clock-skew-suspected",
     QT_TRANSLATE_NOOP("Diagnosis", "A clock may be wrong."),
     QT_TRANSLATE_NOOP("Diagnosis",
                       "The validity misses the time of this computer by little, or many hosts "
                       "seem expired at once."),
     {QT_TRANSLATE_NOOP("Diagnosis", "Set the clock of this computer (and its time zone).")}},
    {"hostname-mismatch",
     QT_TRANSLATE_NOOP("Diagnosis", "The certificate is for another name."),
     QT_TRANSLATE_NOOP("Diagnosis",
                       "The host that was asked for is not among the names in the certificate "
                       "(subject alternative names)."),
     {QT_TRANSLATE_NOOP("Diagnosis", "Connect with a name that the certificate has."),
      QT_TRANSLATE_NOOP("Diagnosis", "Issue a certificate that has the host among its names."),
      QT_TRANSLATE_NOOP("Diagnosis",
                        "A wildcard covers exactly one label: *.example.org is not example.org and "
                        "not a.b.example.org.")}},
    {"certificate-key-too-small",
     QT_TRANSLATE_NOOP("Diagnosis", "A key in the chain is too small for the security level."),
     QT_TRANSLATE_NOOP("Diagnosis",
                       "Security level 1 needs RSA 1024, level 2 RSA 2048 or EC 224 bits, level 3 "
                       "RSA 3072 or EC 256 bits."),
     {QT_TRANSLATE_NOOP("Diagnosis",
                        "Issue a certificate with a key that is large enough for the level."),
      kLowerLevel}},
    {"certificate-signature-weak",
     QT_TRANSLATE_NOOP("Diagnosis", "A certificate in the chain is signed with a weak digest."),
     QT_TRANSLATE_NOOP(
         "Diagnosis",
         "MD5 and SHA-1 signatures can be forged; OpenSSL refuses them by security level."),
     {QT_TRANSLATE_NOOP("Diagnosis", "Issue the certificate again with SHA-256."),
      QT_TRANSLATE_NOOP("Diagnosis", "Only for a test: lower the security level to 0.")}},
    {"ec-parameters-explicit",
     QT_TRANSLATE_NOOP(
         "Diagnosis",
         "The certificate's EC key has parameters written out instead of a named curve."),
     QT_TRANSLATE_NOOP(
         "Diagnosis",
         "Explicit parameters can be chosen with malice and are refused (RFC 5480 §2.1.1)."),
     {QT_TRANSLATE_NOOP("Diagnosis", "Make the key again with a named curve, e.g. P-256.")}},
    {"certificate-signature-algorithm-unsupported",
     QT_TRANSLATE_NOOP(
         "Diagnosis",
         "The signature algorithm of a certificate is unknown or contradicts its key."),
     QT_TRANSLATE_NOOP("Diagnosis", "The library cannot check a signature of that kind."),
     {QT_TRANSLATE_NOOP("Diagnosis", "Issue the certificate with a common algorithm."),
      QT_TRANSLATE_NOOP("Diagnosis", "Use a newer OpenSSL on this end.")}},
    {"purpose-not-server",
     QT_TRANSLATE_NOOP("Diagnosis", "The certificate is not meant for a server."),
     QT_TRANSLATE_NOOP("Diagnosis", "Its extended key usage does not list serverAuth."),
     {QT_TRANSLATE_NOOP("Diagnosis", "Issue a certificate with the usage serverAuth.")}},
    {"key-usage-unsuitable",
     QT_TRANSLATE_NOOP("Diagnosis", "The key usage of the certificate does not fit the handshake."),
     QT_TRANSLATE_NOOP("Diagnosis",
                       "The extension key usage forbids what the suite needs, e.g. signing."),
     {QT_TRANSLATE_NOOP("Diagnosis", "Issue a certificate with digitalSignature.")}},
    {"critical-extension-unknown",
     QT_TRANSLATE_NOOP("Diagnosis",
                       "The certificate has a critical extension that is not understood."),
     QT_TRANSLATE_NOOP("Diagnosis",
                       "Whoever does not understand a critical extension must refuse the "
                       "certificate (RFC 5280 §4.2)."),
     {QT_TRANSLATE_NOOP("Diagnosis",
                        "Issue the certificate without that extension, or not critical."),
      QT_TRANSLATE_NOOP("Diagnosis", "Use software that knows the extension.")}},
    {"certificate-strict-fault",
     QT_TRANSLATE_NOOP("Diagnosis", "A certificate in the chain breaks a rule of RFC 5280."),
     QT_TRANSLATE_NOOP("Diagnosis",
                       "The strict check found something that the normal one lets pass."),
     {QT_TRANSLATE_NOOP("Diagnosis", "Issue the certificate again, following RFC 5280.")}},
    {"certificate-policy-failed",
     QT_TRANSLATE_NOOP("Diagnosis", "A policy that the chain demands is not met."),
     QT_TRANSLATE_NOOP(
         "Diagnosis",
         "Certificate policies of the chain contradict each other or what was asked for."),
     {QT_TRANSLATE_NOOP("Diagnosis", "Check the policy OIDs of all certificates of the chain.")}},
    {"name-constraint-violated",
     QT_TRANSLATE_NOOP("Diagnosis",
                       "The certificate's name lies outside of what its CA may issue."),
     QT_TRANSLATE_NOOP("Diagnosis", "The issuer's name constraints do not allow the name."),
     {QT_TRANSLATE_NOOP("Diagnosis", "Use a name inside the permitted subtrees."),
      QT_TRANSLATE_NOOP("Diagnosis", "Use another CA.")}},
    {"certificate-refused",
     QT_TRANSLATE_NOOP("Diagnosis", "The check of the certificate failed."),
     QT_TRANSLATE_NOOP("Diagnosis",
                       "OpenSSL found a fault for which this program has no words of its own."),
     {QT_TRANSLATE_NOOP("Diagnosis", "Look at the X.509 result and at the certificate.")}},
    {"hostname-only-in-common-name",
     QT_TRANSLATE_NOOP("Diagnosis",
                       "The host name stands only in the common name of the certificate."),
     QT_TRANSLATE_NOOP(
         "Diagnosis",
         "Browsers, Go and others ignore the common name (RFC 9525); OpenSSL still accepts it."),
     {QT_TRANSLATE_NOOP("Diagnosis",
                        "Issue a certificate with the host as a subject alternative name.")}},
    {"verification-switched-off",
     QT_TRANSLATE_NOOP("Diagnosis",
                       "The check of the certificate is switched off, and it would have failed."),
     QT_TRANSLATE_NOOP("Diagnosis", "A trusted site is connected to whatever its certificate."),
     {QT_TRANSLATE_NOOP("Diagnosis", "Repair what the check found."),
      QT_TRANSLATE_NOOP("Diagnosis",
                        "Switch the check on again before relying on the connection.")}},
};

bool nearMiss(const Facts& f)
{
    const CertificateFacts* certificate = f.leaf();
    constexpr qint64 kDay = 86'400;
    const QDateTime now = f.record.started;
    const bool isChosen = f.record.verification.moment.isValid(); // no clock has a part in it
    return certificate != nullptr && !isChosen && now.isValid() && now < certificate->notBefore
        && now.secsTo(certificate->notBefore) < kDay;
}

bool onlyCommonName(const Facts& f)
{
    const CertificateFacts* leaf = f.leaf();
    if (!f.client || leaf == nullptr || leaf->commonName.isEmpty()) {
        return false;
    }
    const bool named = std::any_of(leaf->san.begin(), leaf->san.end(), [](const QString& name) {
        return name.startsWith(QLatin1String("dns:")) || name.startsWith(QLatin1String("ip:"));
    });
    return !named && f.record.verification.hostChecked && f.record.verification.hostnameMatches;
}

constexpr EvidenceKinds kCertificateFacts
    = EvidenceKinds(Evidence::Certificate) | Evidence::Check | Evidence::Alerts;

constexpr Rule kRules[] = {
    {.id = "verification-switched-off",
     .when = When::Any,
     .applies =
         [](const Facts& f) {
             return f.client && f.record.verify == VerifyMode::None && f.checkFailed();
         },
     .title = QT_TRANSLATE_NOOP("Diagnosis",
                                "The check of the server's certificate is switched off; it would "
                                "have failed: {first fault}."),
     .cause = QT_TRANSLATE_NOOP("Diagnosis",
                                "The server counts as a trusted site. Whoever is between both ends "
                                "could present any certificate."),
     .evidence = Evidence::Check | Evidence::Names,
     .severity = Severity::Warning,
     .phase = "certificate"},
    {.id = "certificate-malformed",
     .when = When::Any,
     .title = QT_TRANSLATE_NOOP("Diagnosis", "{Certificate} is damaged: {fault}."),
     .cause = QT_TRANSLATE_NOOP("Diagnosis", "OpenSSL could not make sense of a field of it."),
     .evidence = kCertificateFacts,
     .phase = "certificate",
     .codes = {X509_V_ERR_UNABLE_TO_DECODE_ISSUER_PUBLIC_KEY,
               X509_V_ERR_ERROR_IN_CERT_NOT_BEFORE_FIELD,
               X509_V_ERR_ERROR_IN_CERT_NOT_AFTER_FIELD,
               X509_V_ERR_INVALID_EXTENSION}},
    {.id = "certificate-signature-invalid",
     .when = When::Any,
     .title = QT_TRANSLATE_NOOP("Diagnosis", "The signature on {certificate} is wrong."),
     .cause = QT_TRANSLATE_NOOP("Diagnosis",
                                "It does not verify with the key of “{issuer}”: the certificate "
                                "was changed, or signed with another key of the same name."),
     .evidence = kCertificateFacts,
     .phase = "certificate",
     .codes = {X509_V_ERR_CERT_SIGNATURE_FAILURE, X509_V_ERR_UNABLE_TO_DECRYPT_CERT_SIGNATURE}},
    {.id = "certificate-revoked",
     .when = When::Any,
     .title = QT_TRANSLATE_NOOP("Diagnosis", "{Certificate} was revoked by its issuer."),
     .cause = QT_TRANSLATE_NOOP("Diagnosis", "“{issuer}” lists “{subject}” as revoked."),
     .evidence = kCertificateFacts,
     .phase = "certificate",
     .codes = {X509_V_ERR_CERT_REVOKED}},
    {.id = "pin-mismatch",
     .when = When::Any,
     .applies =
         [](const Facts& f) {
             return f.record.verification.pinChecked && !f.record.verification.pinMatches;
         },
     .title = QT_TRANSLATE_NOOP("Diagnosis", "{Certificate} is not the pinned one."),
     .cause = QT_TRANSLATE_NOOP("Diagnosis",
                                "Neither a certificate that was sent nor its public key has the "
                                "hash that was asked for."),
     .evidence = kCertificateFacts,
     .phase = "certificate",
     .codes = {X509_V_ERR_CERT_UNTRUSTED}},
    {.id = "issuer-certificate-expired",
     .when = When::Any,
     .title = QT_TRANSLATE_NOOP("Diagnosis",
                                "The issuer's certificate “{subject}” expired on {not after}, "
                                "{expired for} before {moment}."),
     .cause = QT_TRANSLATE_NOOP(
         "Diagnosis",
         "Not the own certificate of {peer} has to be replaced, but one above it in the chain."),
     .evidence = kCertificateFacts | Evidence::Chain,
     .fixes = {kReplaceIssuer, kUpdateAnchors, "{clock remedy}"},
     .phase = "certificate",
     .codes = {X509_V_ERR_CERT_HAS_EXPIRED},
     .depth = Depth::Issuer},
    {.id = "certificate-expired",
     .when = When::Any,
     .applies = [](const Facts& f) { return f.client; },
     .title = QT_TRANSLATE_NOOP(
         "Diagnosis", "{Certificate} expired on {not after}, {expired for} before {moment}."),
     .cause
     = QT_TRANSLATE_NOOP("Diagnosis", "“{subject}” was valid from {not before} to {not after}."),
     .evidence = kCertificateFacts,
     .fixes = {kRenew, kRestart, "{clock remedy}"},
     .phase = "certificate",
     .codes = {X509_V_ERR_CERT_HAS_EXPIRED},
     .depth = Depth::Leaf},
    {.id = "certificate-not-yet-valid",
     .when = When::Any,
     .title = QT_TRANSLATE_NOOP(
         "Diagnosis",
         "{Certificate} is valid only from {not before} on, {valid in} after {moment}."),
     .cause
     = QT_TRANSLATE_NOOP("Diagnosis", "“{subject}” is valid from {not before} to {not after}."),
     .evidence = kCertificateFacts,
     .fixes = {"{clock remedy}",
               QT_TRANSLATE_NOOP("Diagnosis",
                                 "Check the clock of the computer that issued the certificate."),
               kWait},
     .phase = "certificate",
     .codes = {X509_V_ERR_CERT_NOT_YET_VALID}},
    {.id = "hostname-mismatch",
     .when = When::Any,
     .applies = [](const Facts& f) { return f.client; },
     .title
     = QT_TRANSLATE_NOOP("Diagnosis", "The certificate is not for “{host}”: it names {names}."),
     .cause = QT_TRANSLATE_NOOP(
         "Diagnosis", "“{host}” was asked for, and none of the names in “{subject}” matches it."),
     .evidence = kCertificateFacts | Evidence::Names,
     .phase = "certificate",
     .codes
     = {X509_V_ERR_HOSTNAME_MISMATCH, X509_V_ERR_IP_ADDRESS_MISMATCH, X509_V_ERR_EMAIL_MISMATCH}},
    {.id = "certificate-key-too-small",
     .when = When::Any,
     .title = QT_TRANSLATE_NOOP(
         "Diagnosis",
         "The key of {certificate} ({key}) is too small for security level {own level}."),
     .cause = QT_TRANSLATE_NOOP("Diagnosis", "OpenSSL refused “{subject}”: {fault}."),
     .evidence = kCertificateFacts | Evidence::Level,
     .fixes
     = {QT_TRANSLATE_NOOP("Diagnosis", "Issue a certificate with {sufficient key}."), kLowerLevel},
     .phase = "certificate",
     .codes = {X509_V_ERR_EE_KEY_TOO_SMALL, X509_V_ERR_CA_KEY_TOO_SMALL}},
    {.id = "certificate-signature-weak",
     .when = When::Any,
     .title = QT_TRANSLATE_NOOP("Diagnosis",
                                "{Certificate} is signed with {signature}, which is too weak for "
                                "security level {own level}."),
     .cause = QT_TRANSLATE_NOOP("Diagnosis", "OpenSSL refused “{subject}”: {fault}."),
     .evidence = kCertificateFacts | Evidence::Level,
     .phase = "certificate",
     .codes = {X509_V_ERR_CA_MD_TOO_WEAK}},
    {.id = "ec-parameters-explicit",
     .when = When::Any,
     .title = QT_TRANSLATE_NOOP(
         "Diagnosis",
         "The EC key of {certificate} has explicit parameters instead of a named curve."),
     .cause = QT_TRANSLATE_NOOP("Diagnosis", "OpenSSL refused “{subject}”: {fault}."),
     .evidence = kCertificateFacts,
     .phase = "certificate",
     .codes = {X509_V_ERR_EC_KEY_EXPLICIT_PARAMS}},
    {.id = "certificate-signature-algorithm-unsupported",
     .when = When::Any,
     .title = QT_TRANSLATE_NOOP(
         "Diagnosis", "The signature algorithm of {certificate} ({signature}) cannot be checked."),
     .cause = QT_TRANSLATE_NOOP("Diagnosis", "OpenSSL refused “{subject}”: {fault}."),
     .evidence = kCertificateFacts,
     .phase = "certificate",
     .codes = {X509_V_ERR_SIGNATURE_ALGORITHM_MISMATCH,
               X509_V_ERR_SIGNATURE_ALGORITHM_INCONSISTENCY,
               X509_V_ERR_UNSUPPORTED_SIGNATURE_ALGORITHM,
               X509_V_ERR_SUITE_B_INVALID_ALGORITHM,
               X509_V_ERR_SUITE_B_INVALID_CURVE,
               X509_V_ERR_SUITE_B_INVALID_SIGNATURE_ALGORITHM,
               X509_V_ERR_SUITE_B_LOS_NOT_ALLOWED}},
    {.id = "purpose-not-server",
     .when = When::Any,
     .applies = [](const Facts& f) { return f.client && f.record.verification.pinMatches; },
     .title = QT_TRANSLATE_NOOP("Diagnosis",
                                "{Certificate} is not meant for a server (usages: {usages})."),
     .cause = QT_TRANSLATE_NOOP("Diagnosis",
                                "The extended key usage of “{subject}” does not list serverAuth."),
     .evidence = kCertificateFacts,
     .phase = "certificate",
     .codes = {X509_V_ERR_INVALID_PURPOSE, X509_V_ERR_CERT_UNTRUSTED, X509_V_ERR_CERT_REJECTED},
     .depth = Depth::Leaf},
    {.id = "purpose-not-server",
     .when = When::Any,
     .applies =
         [](const Facts& f) {
             return f.client && !f.hasFault({X509_V_ERR_INVALID_CA, X509_V_ERR_INVALID_NON_CA});
         },
     .title = QT_TRANSLATE_NOOP(
         "Diagnosis", "{Certificate} may not issue certificates for servers (usages: {usages})."),
     .cause = QT_TRANSLATE_NOOP(
         "Diagnosis", "The extended key usage of a CA limits what it may issue: {fault}."),
     .evidence = kCertificateFacts,
     .phase = "certificate",
     .codes = {X509_V_ERR_INVALID_PURPOSE},
     .depth = Depth::Issuer},
    {.id = "critical-extension-unknown",
     .when = When::Any,
     .title = QT_TRANSLATE_NOOP(
         "Diagnosis", "{Certificate} has a critical extension that OpenSSL does not understand."),
     .cause = QT_TRANSLATE_NOOP(
         "Diagnosis",
         "“{subject}” must be refused by whoever does not know the extension (RFC 5280 §4.2)."),
     .evidence = kCertificateFacts,
     .phase = "certificate",
     .codes = {X509_V_ERR_UNHANDLED_CRITICAL_EXTENSION}},
    {.id = "name-constraint-violated",
     .when = When::Any,
     .title = QT_TRANSLATE_NOOP("Diagnosis", "{Certificate} has a name that its CA may not issue."),
     .cause = QT_TRANSLATE_NOOP("Diagnosis",
                                "The name constraints of “{issuer}” do not allow the names of "
                                "“{subject}” ({names}): {fault}."),
     .evidence = kCertificateFacts | Evidence::Names | Evidence::Chain,
     .phase = "certificate",
     .codes = {X509_V_ERR_PERMITTED_VIOLATION,
               X509_V_ERR_EXCLUDED_VIOLATION,
               X509_V_ERR_SUBTREE_MINMAX,
               X509_V_ERR_UNSUPPORTED_CONSTRAINT_TYPE,
               X509_V_ERR_UNSUPPORTED_CONSTRAINT_SYNTAX,
               X509_V_ERR_UNSUPPORTED_NAME_SYNTAX}},
    {.id = "certificate-policy-failed",
     .when = When::Any,
     .title
     = QT_TRANSLATE_NOOP("Diagnosis", "A certificate policy of the chain is not met: {fault}."),
     .cause = QT_TRANSLATE_NOOP(
         "Diagnosis", "The policies of “{subject}” and its issuers do not allow this use."),
     .evidence = kCertificateFacts | Evidence::Chain,
     .phase = "certificate",
     .codes = {X509_V_ERR_INVALID_POLICY_EXTENSION, X509_V_ERR_NO_EXPLICIT_POLICY}},
    {.id = "certificate-strict-fault",
     .when = When::Any,
     .title = QT_TRANSLATE_NOOP("Diagnosis", "{Certificate} breaks a rule of RFC 5280: {fault}."),
     .cause
     = QT_TRANSLATE_NOOP("Diagnosis", "The strict check refused “{subject}” with {fault name}."),
     .evidence = kCertificateFacts,
     .phase = "certificate",
     .codes = {X509_V_ERR_PATHLEN_INVALID_FOR_NON_CA,
               X509_V_ERR_PATHLEN_WITHOUT_KU_KEY_CERT_SIGN,
               X509_V_ERR_KU_KEY_CERT_SIGN_INVALID_FOR_NON_CA,
               X509_V_ERR_ISSUER_NAME_EMPTY,
               X509_V_ERR_SUBJECT_NAME_EMPTY,
               X509_V_ERR_MISSING_AUTHORITY_KEY_IDENTIFIER,
               X509_V_ERR_MISSING_SUBJECT_KEY_IDENTIFIER,
               X509_V_ERR_EMPTY_SUBJECT_ALT_NAME,
               X509_V_ERR_EMPTY_SUBJECT_SAN_NOT_CRITICAL,
               X509_V_ERR_CA_BCONS_NOT_CRITICAL,
               X509_V_ERR_CA_CERT_MISSING_KEY_USAGE,
               X509_V_ERR_EXTENSIONS_REQUIRE_VERSION_3}},
    {.id = "clock-skew-suspected",
     .when = When::Any,
     .applies = nearMiss,
     .title = QT_TRANSLATE_NOOP(
         "Diagnosis",
         "The clock of this computer may be slow: the certificate becomes valid in {valid in}."),
     .cause = QT_TRANSLATE_NOOP("Diagnosis",
                                "The certificate is valid from {not before} on, which is close to "
                                "the time of this computer."),
     .evidence = Evidence::Certificate,
     .phase = "certificate",
     .confidence = Confidence::Possible,
     .codes = {X509_V_ERR_CERT_NOT_YET_VALID}},
    {.id = "certificate-refused",
     .applies = [](const Facts& f) { return f.checkFailed() && f.record.verification.enforced; },
     .title = QT_TRANSLATE_NOOP("Diagnosis", "The check of {certificate} failed: {first fault}."),
     .cause = QT_TRANSLATE_NOOP("Diagnosis", "OpenSSL refused “{subject}”."),
     .evidence = kCertificateFacts | Evidence::Chain,
     .phase = "certificate",
     .standing = Standing::Fallback},
    {.id = "hostname-only-in-common-name",
     .when = When::Any,
     .applies = onlyCommonName,
     .title = QT_TRANSLATE_NOOP(
         "Diagnosis",
         "The certificate has “{host}” only as its common name, which many clients ignore."),
     .cause = QT_TRANSLATE_NOOP("Diagnosis",
                                "“{subject}” has no subject alternative names; OpenSSL falls back "
                                "to the common name, browsers and Go do not."),
     .evidence = Evidence::Certificate | Evidence::Names,
     .severity = Severity::Warning,
     .phase = "certificate"},
};

} // namespace

RuleTable certificateRules()
{
    return {kSituations, kRules};
}

} // namespace workbench
