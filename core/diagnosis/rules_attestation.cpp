#include "core/diagnosis/rule.h"

#include <openssl/sslerr.h>
#include <openssl/x509_vfy.h>

namespace workbench {
namespace {

constexpr Situation kSituations[] = {
    {"crl-unusable",
     QT_TRANSLATE_NOOP("Diagnosis", "The revocation list cannot be used."),
     QT_TRANSLATE_NOOP("Diagnosis", "It is missing, outdated, not yet valid or wrongly signed."),
     {QT_TRANSLATE_NOOP("Diagnosis", "Get a current revocation list from the issuer.")}},
    {"must-staple-missing",
     QT_TRANSLATE_NOOP("Diagnosis",
                       "The certificate demands a stapled OCSP response, and none came."),
     QT_TRANSLATE_NOOP(
         "Diagnosis", "The TLS feature extension (RFC 7633) promises a staple in every handshake."),
     {QT_TRANSLATE_NOOP("Diagnosis", "Switch OCSP stapling on in the server.")}},
    {"ocsp-staple-missing",
     QT_TRANSLATE_NOOP("Diagnosis", "No stapled OCSP response came although one was asked for."),
     QT_TRANSLATE_NOOP("Diagnosis", "The server does not staple."),
     {QT_TRANSLATE_NOOP("Diagnosis", "Switch OCSP stapling on in the server.")}},
    {"sct-missing",
     QT_TRANSLATE_NOOP("Diagnosis", "The certificate has no proof of being logged publicly."),
     QT_TRANSLATE_NOOP("Diagnosis",
                       "Certificate transparency was demanded, and no valid timestamp (SCT) came."),
     {QT_TRANSLATE_NOOP("Diagnosis", "Use a certificate of a public CA."),
      QT_TRANSLATE_NOOP("Diagnosis", "Do not demand SCTs from private CAs.")}},
    {"dane-mismatch",
     QT_TRANSLATE_NOOP("Diagnosis", "The certificate does not match the TLSA record (DANE)."),
     QT_TRANSLATE_NOOP("Diagnosis", "DNS publishes another key or certificate for the service."),
     {QT_TRANSLATE_NOOP("Diagnosis", "Update the TLSA record.")}},
};

constexpr EvidenceKinds kCertificateFacts
    = EvidenceKinds(Evidence::Certificate) | Evidence::Check | Evidence::Alerts;

constexpr Rule kRules[] = {
    {.id = "crl-unusable",
     .when = When::Any,
     .title = QT_TRANSLATE_NOOP("Diagnosis",
                                "The revocation list for {certificate} cannot be used: {fault}."),
     .cause = QT_TRANSLATE_NOOP(
         "Diagnosis",
         "Without a valid list of “{issuer}” nobody knows whether “{subject}” was revoked."),
     .evidence = kCertificateFacts,
     .phase = "certificate",
     .codes = {X509_V_ERR_UNABLE_TO_GET_CRL,
               X509_V_ERR_UNABLE_TO_DECRYPT_CRL_SIGNATURE,
               X509_V_ERR_CRL_SIGNATURE_FAILURE,
               X509_V_ERR_CRL_NOT_YET_VALID,
               X509_V_ERR_CRL_HAS_EXPIRED,
               X509_V_ERR_ERROR_IN_CRL_LAST_UPDATE_FIELD,
               X509_V_ERR_ERROR_IN_CRL_NEXT_UPDATE_FIELD,
               X509_V_ERR_UNABLE_TO_GET_CRL_ISSUER,
               X509_V_ERR_KEYUSAGE_NO_CRL_SIGN,
               X509_V_ERR_UNHANDLED_CRITICAL_CRL_EXTENSION,
               X509_V_ERR_DIFFERENT_CRL_SCOPE,
               X509_V_ERR_CRL_PATH_VALIDATION_ERROR}},
    {.id = "must-staple-missing",
     .applies =
         [](const Facts& f) {
             return f.client && f.record.staple.promised && !f.record.staple.present
                 && f.reason(SSL_R_INVALID_STATUS_RESPONSE);
         },
     .title = QT_TRANSLATE_NOOP(
         "Diagnosis", "The server's certificate demands a stapled OCSP response, and none came."),
     .cause = QT_TRANSLATE_NOOP(
         "Diagnosis",
         "It has the TLS feature status_request (RFC 7633), so this end ended the handshake."),
     .evidence = kCertificateFacts,
     .phase = "certificate"},
    {.id = "must-staple-missing",
     .when = When::Established,
     .applies =
         [](const Facts& f) {
             return f.client && f.record.staple.promised && !f.record.staple.present
                 && !f.record.negotiated.resumed;
         },
     .title = QT_TRANSLATE_NOOP(
         "Diagnosis", "The server's certificate demands a stapled OCSP response, and none came."),
     .cause = QT_TRANSLATE_NOOP("Diagnosis",
                                "It has the TLS feature status_request (RFC 7633). Clients that "
                                "respect it refuse the server when they have asked for a staple."),
     .evidence = kCertificateFacts | Evidence::Hello,
     .severity = Severity::Warning,
     .phase = "certificate",
     .issuedBy = IssuedBy::Peer},
    {.id = "sct-missing",
     .when = When::Any,
     .title = QT_TRANSLATE_NOOP("Diagnosis",
                                "{Certificate} carries no valid proof of being logged (SCT)."),
     .cause = QT_TRANSLATE_NOOP("Diagnosis", "Certificate transparency was demanded: {fault}."),
     .evidence = kCertificateFacts,
     .phase = "certificate",
     .codes = {X509_V_ERR_NO_VALID_SCTS}},
    {.id = "dane-mismatch",
     .when = When::Any,
     .title = QT_TRANSLATE_NOOP("Diagnosis",
                                "{Certificate} does not match the TLSA record of the service."),
     .cause = QT_TRANSLATE_NOOP("Diagnosis", "DNS publishes another key or certificate: {fault}."),
     .evidence = kCertificateFacts,
     .phase = "certificate",
     .codes = {X509_V_ERR_DANE_NO_MATCH}},
};

} // namespace

RuleTable attestationRules()
{
    return {kSituations, kRules};
}

} // namespace workbench
