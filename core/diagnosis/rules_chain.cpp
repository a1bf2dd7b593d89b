#include "core/diagnosis/rule.h"

#include <openssl/x509_vfy.h>

namespace workbench {
namespace {

constexpr Situation kSituations[] = {
    {"certificate-self-signed",
     QT_TRANSLATE_NOOP("Diagnosis", "The certificate is self-signed."),
     QT_TRANSLATE_NOOP("Diagnosis",
                       "It has no issuer but itself, and it is not among the trust anchors."),
     {QT_TRANSLATE_NOOP("Diagnosis",
                        "For a test of your own: add the certificate to the trust anchors after "
                        "checking its fingerprint."),
      QT_TRANSLATE_NOOP("Diagnosis",
                        "Otherwise get a certificate from a CA that the client trusts.")}},
    {"root-not-trusted",
     QT_TRANSLATE_NOOP("Diagnosis", "The chain ends in a root that is not trusted here."),
     QT_TRANSLATE_NOOP(
         "Diagnosis",
         "The server sent its root certificate along, and it is not among the trust anchors."),
     {QT_TRANSLATE_NOOP("Diagnosis",
                        "Add that root to the trust anchors after checking its fingerprint."),
      QT_TRANSLATE_NOOP("Diagnosis", "Use a certificate of a CA that is trusted here.")}},
    {"intermediate-missing",
     QT_TRANSLATE_NOOP("Diagnosis", "The server does not send an intermediate certificate."),
     QT_TRANSLATE_NOOP("Diagnosis",
                       "The chain breaks off at a certificate whose issuer was neither sent nor is "
                       "trusted here."),
     {QT_TRANSLATE_NOOP(
          "Diagnosis",
          "Load the whole chain into the server: its certificate, then every intermediate."),
      QT_TRANSLATE_NOOP("Diagnosis",
                        "If the issuer is a root of your own: add it to the trust anchors.")}},
    {"issuer-not-trusted",
     QT_TRANSLATE_NOOP("Diagnosis", "The issuer of the certificate is not trusted here."),
     QT_TRANSLATE_NOOP("Diagnosis", "The chain leads to a CA that is not among the trust anchors."),
     {QT_TRANSLATE_NOOP("Diagnosis",
                        "Add the CA's root to the trust anchors after checking its fingerprint."),
      QT_TRANSLATE_NOOP("Diagnosis", "Check that the right bundle of CA certificates is used."),
      QT_TRANSLATE_NOOP("Diagnosis",
                        "In a company: a proxy that inspects TLS may have put its own CA in.")}},
    {"root-absent-intermediate-trusted",
     QT_TRANSLATE_NOOP("Diagnosis", "An intermediate is trusted, but its root is missing."),
     QT_TRANSLATE_NOOP("Diagnosis",
                       "OpenSSL wants the chain to end in a self-signed certificate unless partial "
                       "chains are allowed."),
     {QT_TRANSLATE_NOOP("Diagnosis", "Add the root to the trust anchors too."),
      QT_TRANSLATE_NOOP("Diagnosis", "Allow partial chains (X509_V_FLAG_PARTIAL_CHAIN).")}},
    {"issuer-key-mismatch",
     QT_TRANSLATE_NOOP("Diagnosis", "A certificate with the issuer's name has another key."),
     QT_TRANSLATE_NOOP("Diagnosis",
                       "The CA was given a new key under its old name, and the older or newer "
                       "certificate of it is at hand."),
     {QT_TRANSLATE_NOOP(
          "Diagnosis",
          "Compare the authority key identifier with the issuer's subject key identifier."),
      QT_TRANSLATE_NOOP("Diagnosis",
                        "Send and trust the CA certificate with the key that signed.")}},
    {"chain-order-wrong",
     QT_TRANSLATE_NOOP("Diagnosis",
                       "The server sends its chain out of order or with extra certificates."),
     QT_TRANSLATE_NOOP(
         "Diagnosis",
         "Each certificate should be followed by its issuer; strict clients refuse anything else."),
     {QT_TRANSLATE_NOOP(
         "Diagnosis",
         "Clean up the server's file: its certificate first, then each issuer once.")}},
    {"issuer-not-a-ca",
     QT_TRANSLATE_NOOP("Diagnosis", "The certificate was issued by one that is no CA."),
     QT_TRANSLATE_NOOP("Diagnosis", "The issuer's basic constraints do not say CA:TRUE."),
     {QT_TRANSLATE_NOOP("Diagnosis", "Issue the certificate with a real CA."),
      QT_TRANSLATE_NOOP("Diagnosis", "Make the issuer's certificate again with CA:TRUE.")}},
    {"issuer-cannot-sign",
     QT_TRANSLATE_NOOP("Diagnosis", "The issuer may not sign certificates."),
     QT_TRANSLATE_NOOP("Diagnosis", "Its key usage does not contain keyCertSign."),
     {QT_TRANSLATE_NOOP("Diagnosis",
                        "Make the issuer's certificate again with the usage keyCertSign.")}},
    {"path-length-exceeded",
     QT_TRANSLATE_NOOP("Diagnosis", "There are more intermediates than a CA allows."),
     QT_TRANSLATE_NOOP("Diagnosis",
                       "The path length constraint of a CA limits how many CAs may follow."),
     {QT_TRANSLATE_NOOP("Diagnosis", "Use an intermediate that stands higher."),
      QT_TRANSLATE_NOOP("Diagnosis", "Issue the CA again with a larger path length.")}},
    {"chain-too-long",
     QT_TRANSLATE_NOOP("Diagnosis", "The chain is longer than the check allows."),
     QT_TRANSLATE_NOOP(
         "Diagnosis",
         "The verify depth limits how many certificates may stand between server and anchor."),
     {QT_TRANSLATE_NOOP("Diagnosis", "Raise the verify depth."),
      QT_TRANSLATE_NOOP("Diagnosis", "Use a shorter chain.")}},
    {"trust-store-empty",
     QT_TRANSLATE_NOOP("Diagnosis", "There are no trust anchors."),
     QT_TRANSLATE_NOOP("Diagnosis", "Against an empty store no certificate can be trusted."),
     {QT_TRANSLATE_NOOP("Diagnosis",
                        "Install the system's CA certificates (Debian: ca-certificates)."),
      QT_TRANSLATE_NOOP("Diagnosis", "Choose trust anchors."),
      QT_TRANSLATE_NOOP("Diagnosis", "Check SSL_CERT_FILE and SSL_CERT_DIR.")}},
    {"interception-suspected",
     QT_TRANSLATE_NOOP("Diagnosis", "Somebody may be inspecting TLS on the way."),
     QT_TRANSLATE_NOOP("Diagnosis",
                       "Company proxies and virus scanners present certificates of their own CA."),
     {QT_TRANSLATE_NOOP("Diagnosis", "Compare the issuer with what an outside view shows."),
      QT_TRANSLATE_NOOP("Diagnosis", "Import the inspecting CA, if you know and accept it.")}},
};

/// A certificate with the name of the missing issuer was sent.
bool issuerNameWasSent(const Facts& f)
{
    const CertificateFacts* blamed = f.blamed();
    const auto& sent = f.peerCertificates();
    return blamed != nullptr
        && std::any_of(sent.begin(), sent.end(), [blamed](const CertificateFacts& candidate) {
               return candidate.sha256 != blamed->sha256 && candidate.subject == blamed->issuer;
           });
}

/// Not so where nothing is trusted, nor where its name is among the anchors, with another key.
bool issuerIsUnknown(const Facts& f)
{
    const Verification& check = f.record.verification;
    return f.client && (check.anchorsCount > 0 || check.pinChecked) && !check.issuerHasOtherKey;
}

bool leafStandsAlone(const Facts& f)
{
    return issuerIsUnknown(f) && f.fault != nullptr && f.fault->depth == 0 && !issuerNameWasSent(f);
}

bool sentOutOfOrder(const Facts& f)
{
    const QList<CertificateFacts>& sent = f.peerCertificates();
    for (qsizetype i = 0; i + 1 < sent.size(); ++i) {
        if (sent.at(i).issuer != sent.at(i + 1).subject
            || sent.at(i).sha256 == sent.at(i + 1).sha256) {
            return true;
        }
    }
    return false;
}

constexpr EvidenceKinds kChainFacts
    = EvidenceKinds(Evidence::Certificate) | Evidence::Chain | Evidence::Check | Evidence::Alerts;

constexpr Rule kRules[] = {
    {.id = "certificate-self-signed",
     .when = When::Any,
     .applies = [](const Facts& f) { return f.client; },
     .title = QT_TRANSLATE_NOOP(
         "Diagnosis", "The server's certificate “{subject}” is self-signed and not trusted here."),
     .cause
     = QT_TRANSLATE_NOOP("Diagnosis", "It is its own issuer, and it is not among {anchors}."),
     .evidence = kChainFacts,
     .phase = "certificate",
     .codes = {X509_V_ERR_DEPTH_ZERO_SELF_SIGNED_CERT}},
    {.id = "root-not-trusted",
     .when = When::Any,
     .applies = [](const Facts& f) { return f.client; },
     .title = QT_TRANSLATE_NOOP(
         "Diagnosis",
         "The root “{subject}”, in which the server's chain ends, is not trusted here."),
     .cause
     = QT_TRANSLATE_NOOP("Diagnosis", "The server sent the root along; it is not among {anchors}."),
     .evidence = kChainFacts,
     .phase = "certificate",
     .codes = {X509_V_ERR_SELF_SIGNED_CERT_IN_CHAIN}},
    {.id = "issuer-key-mismatch",
     .when = When::Any,
     .applies = [](const Facts& f) { return f.client && issuerNameWasSent(f); },
     .title = QT_TRANSLATE_NOOP("Diagnosis",
                                "The certificate that was sent for “{issuer}” has another key than "
                                "the one that signed {certificate}."),
     .cause = QT_TRANSLATE_NOOP(
         "Diagnosis", "Names fit, keys do not: the CA was given a new key under its old name."),
     .evidence = kChainFacts,
     .phase = "certificate",
     .confidence = Confidence::Likely,
     .codes
     = {X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT_LOCALLY, X509_V_ERR_UNABLE_TO_VERIFY_LEAF_SIGNATURE}},
    {.id = "issuer-key-mismatch",
     .when = When::Any,
     .applies = [](const Facts& f) { return f.client && f.record.verification.issuerHasOtherKey; },
     .title = QT_TRANSLATE_NOOP("Diagnosis",
                                "The trusted certificate of “{issuer}” has another key than the "
                                "one that signed {certificate}."),
     .cause = QT_TRANSLATE_NOOP(
         "Diagnosis",
         "Names fit, keys do not: the CA was given a new key under its old name, and only one of "
         "the two is among {anchors}."),
     .evidence = kChainFacts,
     .phase = "certificate",
     .codes = {X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT_LOCALLY,
               X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT,
               X509_V_ERR_UNABLE_TO_VERIFY_LEAF_SIGNATURE}},
    {.id = "issuer-not-trusted",
     .when = When::Any,
     .applies = [](const Facts& f) { return issuerIsUnknown(f) && f.fault->depth > 0; },
     .title = QT_TRANSLATE_NOOP(
         "Diagnosis",
         "“{issuer}”, the CA above the chain that the server sent, is not trusted here."),
     .cause = QT_TRANSLATE_NOOP(
         "Diagnosis", "The chain leads up to “{subject}”; its issuer is not among {anchors}."),
     .evidence = kChainFacts,
     .phase = "certificate",
     .codes = {X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT_LOCALLY},
     .depth = Depth::Issuer},
    {.id = "intermediate-missing",
     .when = When::Any,
     .applies = leafStandsAlone,
     .title = QT_TRANSLATE_NOOP(
         "Diagnosis", "The server sent its certificate without that of its issuer “{issuer}”."),
     .cause = QT_TRANSLATE_NOOP(
         "Diagnosis",
         "“{issuer}” signed “{subject}”, was not sent ({sent certificates} sent in all), and is "
         "not among {anchors}. Usually it is an intermediate that the server has to send."),
     .evidence = kChainFacts,
     .phase = "certificate",
     .confidence = Confidence::Likely,
     .codes
     = {X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT_LOCALLY, X509_V_ERR_UNABLE_TO_VERIFY_LEAF_SIGNATURE},
     .depth = Depth::Leaf},
    {.id = "issuer-not-trusted",
     .when = When::Any,
     .applies = leafStandsAlone,
     .title = QT_TRANSLATE_NOOP("Diagnosis", "“{issuer}” may be a CA that is not trusted here."),
     .cause = QT_TRANSLATE_NOOP(
         "Diagnosis",
         "If it is a root, the server need not send it; it then has to be among {anchors}."),
     .evidence = kChainFacts,
     .phase = "certificate",
     .confidence = Confidence::Possible,
     .codes
     = {X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT_LOCALLY, X509_V_ERR_UNABLE_TO_VERIFY_LEAF_SIGNATURE},
     .depth = Depth::Leaf},
    {.id = "root-absent-intermediate-trusted",
     .when = When::Any,
     .title = QT_TRANSLATE_NOOP(
         "Diagnosis", "“{subject}” is trusted, but its own issuer “{issuer}” is missing."),
     .cause = QT_TRANSLATE_NOOP(
         "Diagnosis", "OpenSSL wants the chain to end in a self-signed certificate: {fault}."),
     .evidence = kChainFacts,
     .phase = "certificate",
     .codes = {X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT}},
    {.id = "issuer-not-a-ca",
     .when = When::Any,
     .title = QT_TRANSLATE_NOOP("Diagnosis", "{Certificate} was used as a CA, which it is not."),
     .cause = QT_TRANSLATE_NOOP(
         "Diagnosis",
         "The basic constraints of “{subject}” do not allow it to issue certificates: {fault}."),
     .evidence = kChainFacts,
     .phase = "certificate",
     .codes = {X509_V_ERR_INVALID_CA, X509_V_ERR_INVALID_NON_CA}},
    {.id = "issuer-cannot-sign",
     .when = When::Any,
     .title = QT_TRANSLATE_NOOP("Diagnosis", "{Certificate} may not sign certificates."),
     .cause
     = QT_TRANSLATE_NOOP("Diagnosis", "The key usage of “{subject}” lacks keyCertSign: {fault}."),
     .evidence = kChainFacts,
     .phase = "certificate",
     .codes = {X509_V_ERR_KEYUSAGE_NO_CERTSIGN}},
    {.id = "path-length-exceeded",
     .when = When::Any,
     .title = QT_TRANSLATE_NOOP("Diagnosis",
                                "There are more intermediates below “{subject}” than it allows."),
     .cause = QT_TRANSLATE_NOOP("Diagnosis", "Its path length constraint is exceeded: {fault}."),
     .evidence = kChainFacts,
     .phase = "certificate",
     .codes = {X509_V_ERR_PATH_LENGTH_EXCEEDED, X509_V_ERR_PROXY_PATH_LENGTH_EXCEEDED}},
    {.id = "chain-too-long",
     .when = When::Any,
     .title = QT_TRANSLATE_NOOP(
         "Diagnosis", "The chain of the peer's certificate is longer than the check allows."),
     .cause = QT_TRANSLATE_NOOP("Diagnosis", "OpenSSL stopped building it: {fault}."),
     .evidence = kChainFacts,
     .phase = "certificate",
     .codes = {X509_V_ERR_CERT_CHAIN_TOO_LONG}},
    {.id = "trust-store-empty",
     .when = When::Any,
     .applies =
         [](const Facts& f) {
             const Verification& check = f.record.verification;
             return check.anchorsCount == 0 && check.anchorsOrigin.isEmpty() && !check.pinChecked;
         },
     .title = QT_TRANSLATE_NOOP("Diagnosis",
                                "No trust anchors were given, so no certificate can be trusted."),
     .cause = QT_TRANSLATE_NOOP("Diagnosis", "The certificate was checked against {anchors}."),
     .evidence = kChainFacts,
     .fixes = {QT_TRANSLATE_NOOP("Diagnosis",
                                 "Say what is to be trusted (--trust system, store or files).")},
     .phase = "certificate",
     .codes = {X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT_LOCALLY,
               X509_V_ERR_SELF_SIGNED_CERT_IN_CHAIN,
               X509_V_ERR_UNABLE_TO_VERIFY_LEAF_SIGNATURE}},
    {.id = "trust-store-empty",
     .when = When::Any,
     .applies = [](const Facts& f) { return f.record.verification.anchorsCount == 0; },
     .title = QT_TRANSLATE_NOOP("Diagnosis",
                                "There are no trust anchors, so no certificate can be trusted."),
     .cause = QT_TRANSLATE_NOOP("Diagnosis", "The certificate was checked against {anchors}."),
     .evidence = kChainFacts,
     .phase = "certificate",
     .codes = {X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT_LOCALLY,
               X509_V_ERR_SELF_SIGNED_CERT_IN_CHAIN,
               X509_V_ERR_UNABLE_TO_VERIFY_LEAF_SIGNATURE}},
    {.id = "chain-order-wrong",
     .when = When::Any,
     .applies = [](const Facts& f) { return f.client && sentOutOfOrder(f); },
     .title = QT_TRANSLATE_NOOP("Diagnosis",
                                "The server sends its {sent certificates} certificates out of "
                                "order, twice or with extra ones."),
     .cause = QT_TRANSLATE_NOOP("Diagnosis",
                                "OpenSSL sorts them itself; strict clients refuse a list in which "
                                "a certificate is not followed by its issuer."),
     .evidence = Evidence::Chain,
     .severity = Severity::Warning,
     .phase = "certificate"},
};

} // namespace

RuleTable chainRules()
{
    return {kSituations, kRules};
}

} // namespace workbench
