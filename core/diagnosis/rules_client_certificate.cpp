#include "core/diagnosis/rule.h"

#include <openssl/ssl.h>
#include <openssl/sslerr.h>
#include <openssl/x509_vfy.h>

namespace workbench {
namespace {

constexpr const char* kGiveCertificate = QT_TRANSLATE_NOOP(
    "Diagnosis",
    "Give the client a certificate with its private key, from a CA that the server accepts.");
constexpr const char* kRequestOnly = QT_TRANSLATE_NOOP(
    "Diagnosis", "If the certificate is optional: set the server to request it only.");

constexpr Situation kSituations[] = {
    {"client-certificate-missing-tls12",
     QT_TRANSLATE_NOOP(
         "Diagnosis",
         "The server demands a client certificate, and none was sent (TLS 1.2 or older)."),
     QT_TRANSLATE_NOOP("Diagnosis",
                       "Up to TLS 1.2 the server breaks the handshake off with handshake_failure "
                       "when the certificate is missing."),
     {kGiveCertificate, kRequestOnly}},
    {"client-certificate-missing-tls13",
     QT_TRANSLATE_NOOP("Diagnosis",
                       "The server demands a client certificate, and none was sent (TLS 1.3)."),
     QT_TRANSLATE_NOOP("Diagnosis",
                       "In TLS 1.3 the refusal comes after the client believes that the handshake "
                       "is done (alert certificate_required)."),
     {kGiveCertificate, kRequestOnly}},
    {"client-certificate-untrusted",
     QT_TRANSLATE_NOOP("Diagnosis", "The server does not trust the client's certificate."),
     QT_TRANSLATE_NOOP("Diagnosis",
                       "The certificate is self-signed, or its CA is not among the server's trust "
                       "anchors for clients."),
     {QT_TRANSLATE_NOOP("Diagnosis", "Add the client's CA to the server's trust anchors."),
      QT_TRANSLATE_NOOP("Diagnosis", "Use a client certificate of a CA that the server accepts.")}},
    {"client-certificate-expired",
     QT_TRANSLATE_NOOP("Diagnosis", "The client's certificate has expired."),
     QT_TRANSLATE_NOOP("Diagnosis",
                       "The end of its validity lies before the time of the check on the server."),
     {QT_TRANSLATE_NOOP("Diagnosis", "Renew the client certificate.")}},
    {"client-certificate-wrong-purpose",
     QT_TRANSLATE_NOOP("Diagnosis", "The client's certificate is not meant for clients."),
     QT_TRANSLATE_NOOP("Diagnosis", "Its extended key usage does not list clientAuth."),
     {QT_TRANSLATE_NOOP("Diagnosis", "Issue the certificate with the usage clientAuth.")}},
    {"client-certificate-chain-incomplete",
     QT_TRANSLATE_NOOP("Diagnosis",
                       "The client does not send the intermediate above its certificate."),
     QT_TRANSLATE_NOOP("Diagnosis",
                       "The server knows the root, but cannot build the chain up to it."),
     {QT_TRANSLATE_NOOP("Diagnosis",
                        "Load the intermediate into the client together with its certificate."),
      QT_TRANSLATE_NOOP("Diagnosis", "Add the intermediate to the server's trust anchors.")}},
    {"client-certificate-not-in-accepted-issuers",
     QT_TRANSLATE_NOOP("Diagnosis",
                       "The client's certificate is not from an issuer that the server lists."),
     QT_TRANSLATE_NOOP("Diagnosis",
                       "The server names accepted issuers in its request; many clients send "
                       "nothing when theirs is not there."),
     {QT_TRANSLATE_NOOP(
         "Diagnosis",
         "Compare the list in certificate_request with the issuer of the client's certificate.")}},
    {"client-certificate-no-signature-algorithm",
     QT_TRANSLATE_NOOP("Diagnosis",
                       "The client cannot sign with any scheme that the server accepts."),
     QT_TRANSLATE_NOOP(
         "Diagnosis",
         "The server lists signature schemes in its request, and none fits the client's key."),
     {QT_TRANSLATE_NOOP("Diagnosis", "Use a client certificate with another kind of key."),
      QT_TRANSLATE_NOOP("Diagnosis", "Allow the scheme on the server.")}},
    {"client-access-denied",
     QT_TRANSLATE_NOOP("Diagnosis",
                       "The client's certificate is fine, but its holder may not connect."),
     QT_TRANSLATE_NOOP("Diagnosis",
                       "The server knows who the client is and refuses by its own rules."),
     {QT_TRANSLATE_NOOP(
         "Diagnosis",
         "Check the mapping from certificate to user, and the access rules, on the server.")}},
    {"peer-rejected-our-certificate",
     QT_TRANSLATE_NOOP("Diagnosis", "The peer rejects our certificate."),
     QT_TRANSLATE_NOOP("Diagnosis",
                       "It sent a certificate alert after having seen our chain; the reason stands "
                       "in its own log."),
     {QT_TRANSLATE_NOOP("Diagnosis", "Send the whole chain: certificate, then every intermediate."),
      QT_TRANSLATE_NOOP("Diagnosis", "Add our CA to the peer's trust anchors."),
      QT_TRANSLATE_NOOP("Diagnosis", "Check names, dates and usages of our certificate."),
      QT_TRANSLATE_NOOP("Diagnosis", "Look into the peer's log.")}},
    {"certificate-verify-invalid",
     QT_TRANSLATE_NOOP("Diagnosis", "The proof of possession of the private key is wrong."),
     QT_TRANSLATE_NOOP("Diagnosis",
                       "The signature in certificate_verify does not fit the certificate."),
     {QT_TRANSLATE_NOOP("Diagnosis",
                        "Check that key and certificate belong together, also on a token.")}},
};

bool sentNone(const Facts& f)
{
    return f.certificateRequested() && !f.record.negotiated.clientCertificate;
}

bool missingOnServer(const Facts& f)
{
    return !f.client
        && (f.reason(SSL_R_PEER_DID_NOT_RETURN_A_CERTIFICATE)
            || f.sentAlert({SSL_AD_CERTIFICATE_REQUIRED}));
}

bool missingOnClient(const Facts& f)
{
    constexpr int kNoCertificate = 41; // SSL 3's alert, which old servers still send
    // GnuTLS cannot decode the empty list and says so.
    const bool undecodable = f.version() < kTls13 && f.receivedAlert({SSL_AD_DECODE_ERROR});
    return f.client && sentNone(f)
        && (f.otherReason(SSL_R_PEER_DID_NOT_RETURN_A_CERTIFICATE) || undecodable
            || f.receivedAlert({SSL_AD_HANDSHAKE_FAILURE,
                                SSL_AD_BAD_CERTIFICATE,
                                kNoCertificate,
                                SSL_AD_CERTIFICATE_REQUIRED}));
}

bool presented(const Facts& f)
{
    return f.client && f.record.negotiated.clientCertificate;
}

/// GnuTLS answers every certificate whose check fails with the alert that RFC 8446 §6.2 keeps for
/// one that is valid.
bool deniedAfterCertificate(const Facts& f)
{
    return f.receivedAlert({SSL_AD_ACCESS_DENIED}) && (!f.client || presented(f));
}

bool otherTrustsOurs(const Facts& f)
{
    return f.other != nullptr && f.other->verification.performed && f.other->verification.trusted;
}

bool maybeUntrusted(const Facts& f)
{
    return f.client && deniedAfterCertificate(f) && !otherTrustsOurs(f);
}

/// The server names issuers, and none of them is above our certificate.
bool fromUnnamedIssuer(const Facts& f)
{
    return !f.record.ownIssuers.isEmpty()
        && !isAskedFor(f.record.certificateRequest, f.record.ownIssuers);
}

/// Alerts about a certificate; none makes sense before ours was seen.
bool certificateAlert(const Facts& f)
{
    return f.receivedAlert({SSL_AD_BAD_CERTIFICATE,
                            SSL_AD_UNSUPPORTED_CERTIFICATE,
                            SSL_AD_CERTIFICATE_REVOKED,
                            SSL_AD_CERTIFICATE_EXPIRED,
                            SSL_AD_CERTIFICATE_UNKNOWN,
                            SSL_AD_UNKNOWN_CA});
}

constexpr EvidenceKinds kRequest
    = EvidenceKinds(Evidence::Request) | Evidence::Alerts | Evidence::Other | Evidence::Errors;
constexpr EvidenceKinds kChecked = EvidenceKinds(Evidence::Request) | Evidence::Certificate
    | Evidence::Chain | Evidence::Check | Evidence::Alerts;
constexpr EvidenceKinds kRefused
    = EvidenceKinds(Evidence::Alerts) | Evidence::Own | Evidence::Other | Evidence::Errors;

constexpr const char* kDeniedForBoth = QT_TRANSLATE_NOOP(
    "Diagnosis",
    "It refused with {alert}. That alert is meant for a certificate that is valid and a holder who "
    "may not connect; GnuTLS sends it for every certificate whose check fails.");

constexpr Rule kRules[] = {
    // The server's own view.
    {.id = "client-certificate-missing-tls13",
     .applies = [](const Facts& f) { return missingOnServer(f) && f.version() >= kTls13; },
     .title = QT_TRANSLATE_NOOP("Diagnosis",
                                "The client sent no certificate although this server demands one."),
     .cause = QT_TRANSLATE_NOOP("Diagnosis",
                                "This server asked for it in certificate_request; the client "
                                "answered with an empty list and was refused with {sent alert}."),
     .evidence = kRequest,
     .phase = "certificate"},
    {.id = "client-certificate-missing-tls12",
     .applies = [](const Facts& f) { return missingOnServer(f) && f.version() < kTls13; },
     .title = QT_TRANSLATE_NOOP("Diagnosis",
                                "The client sent no certificate although this server demands one."),
     .cause = QT_TRANSLATE_NOOP("Diagnosis",
                                "This server asked for it in certificate_request; the client "
                                "answered without one and was refused with {sent alert}."),
     .evidence = kRequest,
     .phase = "certificate"},
    {.id = "client-certificate-expired",
     .when = When::Any,
     .applies = [](const Facts& f) { return !f.client; },
     .title = QT_TRANSLATE_NOOP("Diagnosis",
                                "The client's certificate “{subject}” expired on {not after}, "
                                "{expired for} before {moment}."),
     .cause = QT_TRANSLATE_NOOP("Diagnosis", "It was valid from {not before} to {not after}."),
     .evidence = kChecked,
     .phase = "certificate",
     .codes = {X509_V_ERR_CERT_HAS_EXPIRED},
     .depth = Depth::Leaf},
    {.id = "client-certificate-wrong-purpose",
     .when = When::Any,
     .applies = [](const Facts& f) { return !f.client; },
     .title = QT_TRANSLATE_NOOP(
         "Diagnosis", "The client's certificate is not meant for clients (usages: {usages})."),
     .cause = QT_TRANSLATE_NOOP("Diagnosis",
                                "The extended key usage of “{subject}” does not list clientAuth."),
     .evidence = kChecked,
     .phase = "certificate",
     .codes = {X509_V_ERR_INVALID_PURPOSE, X509_V_ERR_CERT_UNTRUSTED, X509_V_ERR_CERT_REJECTED}},
    {.id = "client-certificate-untrusted",
     .when = When::Any,
     .applies = [](const Facts& f) { return !f.client; },
     .title = QT_TRANSLATE_NOOP(
         "Diagnosis", "The client's certificate “{subject}” is not trusted by this server."),
     .cause
     = QT_TRANSLATE_NOOP("Diagnosis", "Its chain does not lead to any of {anchors}: {fault}."),
     .evidence = kChecked,
     .phase = "certificate",
     .codes = {X509_V_ERR_DEPTH_ZERO_SELF_SIGNED_CERT,
               X509_V_ERR_SELF_SIGNED_CERT_IN_CHAIN,
               X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT_LOCALLY,
               X509_V_ERR_UNABLE_TO_VERIFY_LEAF_SIGNATURE}},
    {.id = "client-certificate-chain-incomplete",
     .when = When::Any,
     .applies =
         [](const Facts& f) {
             return !f.client && f.peerCertificates().size() == 1
                 && !f.peerCertificates().first().selfIssued;
         },
     .title = QT_TRANSLATE_NOOP("Diagnosis",
                                "The client may lack the intermediate above its certificate."),
     .cause = QT_TRANSLATE_NOOP("Diagnosis",
                                "It sent only “{subject}”; if “{issuer}” is an intermediate, the "
                                "client has to send it too."),
     .evidence = kChecked,
     .phase = "certificate",
     .confidence = Confidence::Possible,
     .codes
     = {X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT_LOCALLY, X509_V_ERR_UNABLE_TO_VERIFY_LEAF_SIGNATURE},
     .depth = Depth::Leaf},
    // The client's view: what the server's alert says about our certificate.
    {.id = "client-certificate-no-signature-algorithm",
     .applies
     = [](const Facts& f) { return missingOnClient(f) && !f.record.ownCertificate.isEmpty(); },
     .title = QT_TRANSLATE_NOOP("Diagnosis",
                                "This client has a certificate ({own key}) but did not send it: "
                                "the server most likely accepts no signature scheme for its key."),
     .cause = QT_TRANSLATE_NOOP("Diagnosis",
                                "The server asked for a certificate, the client answered with an "
                                "empty one, and the server sent {alert}."),
     .evidence = kRequest | Evidence::Own,
     .phase = "certificate",
     .confidence = Confidence::Likely},
    {.id = "client-certificate-not-in-accepted-issuers",
     .applies
     = [](const Facts& f) { return missingOnClient(f) && !f.record.ownCertificate.isEmpty(); },
     .title = QT_TRANSLATE_NOOP(
         "Diagnosis", "The client's certificate may not be from an issuer that the server lists."),
     .cause = QT_TRANSLATE_NOOP("Diagnosis",
                                "The server asked for a certificate, and the client answered with "
                                "an empty one although it has “{own subject}”."),
     .evidence = kRequest | Evidence::Own,
     .phase = "certificate",
     .confidence = Confidence::Possible},
    {.id = "client-certificate-missing-tls13",
     .applies =
         [](const Facts& f) {
             return missingOnClient(f) && f.version() >= kTls13
                 && f.record.ownCertificate.isEmpty();
         },
     .title = QT_TRANSLATE_NOOP(
         "Diagnosis", "The server demands a client certificate, and this client has none to send."),
     .cause = QT_TRANSLATE_NOOP("Diagnosis",
                                "The server asked for it in certificate_request, got an empty "
                                "list, and refused with {alert} after the handshake."),
     .evidence = kRequest,
     .phase = "certificate",
     .issuedBy = IssuedBy::Peer},
    {.id = "client-certificate-missing-tls12",
     .applies =
         [](const Facts& f) {
             return missingOnClient(f) && f.version() < kTls13 && f.record.ownCertificate.isEmpty()
                 && f.otherReason(SSL_R_PEER_DID_NOT_RETURN_A_CERTIFICATE);
         },
     .title = QT_TRANSLATE_NOOP(
         "Diagnosis", "The server demands a client certificate, and this client has none to send."),
     .cause = QT_TRANSLATE_NOOP(
         "Diagnosis",
         "The server asked for it in certificate_request, got none, and refused with {alert}."),
     .evidence = kRequest,
     .phase = "certificate",
     .issuedBy = IssuedBy::Peer},
    {.id = "client-certificate-missing-tls12",
     .applies =
         [](const Facts& f) {
             return missingOnClient(f) && f.version() < kTls13 && f.record.ownCertificate.isEmpty();
         },
     .title = QT_TRANSLATE_NOOP(
         "Diagnosis",
         "The server most likely demands a client certificate, and this client has none to send."),
     .cause = QT_TRANSLATE_NOOP("Diagnosis",
                                "The server asked for one in certificate_request, got none, and "
                                "answered {alert}. Up to TLS 1.2 that alert has other causes too."),
     .evidence = kRequest,
     .phase = "certificate",
     .confidence = Confidence::Likely,
     .issuedBy = IssuedBy::Peer},
    {.id = "client-certificate-missing-tls13",
     .applies =
         [](const Facts& f) {
             return f.client && f.receivedAlert({SSL_AD_CERTIFICATE_REQUIRED}) && !presented(f)
                 && f.record.ownCertificate.isEmpty();
         },
     .title = QT_TRANSLATE_NOOP(
         "Diagnosis", "The server demands a client certificate, and this client sent none."),
     .cause = QT_TRANSLATE_NOOP("Diagnosis", "It refused with {alert}."),
     .evidence = kRequest,
     .phase = "certificate",
     .issuedBy = IssuedBy::Peer},
    {.id = "client-certificate-missing-tls12",
     .applies =
         [](const Facts& f) {
             return f.client && sentNone(f) && f.record.ownCertificate.isEmpty()
                 && f.version() < kTls13 && f.droppedInHandshake();
         },
     .title = QT_TRANSLATE_NOOP(
         "Diagnosis",
         "The server most likely demands a client certificate, and this client has none to send."),
     .cause = QT_TRANSLATE_NOOP(
         "Diagnosis",
         "The server asked for one in certificate_request, got none, and closed without an alert."),
     .evidence = kRequest | Evidence::Counters,
     .phase = "certificate",
     .confidence = Confidence::Likely,
     .issuedBy = IssuedBy::Peer,
     .standing = Standing::Guess},
    {.id = "client-certificate-missing-tls12",
     .applies =
         [](const Facts& f) {
             return f.client && sentNone(f) && f.record.ownCertificate.isEmpty()
                 && f.record.transport == Transport::Udp && f.timedOutIn(PhaseName::Tls)
                 && f.record.sawMessage(kCertificate, Direction::Sent);
         },
     .title = QT_TRANSLATE_NOOP(
         "Diagnosis",
         "The server most likely demands a client certificate, and this client has none to send."),
     .cause = QT_TRANSLATE_NOOP(
         "Diagnosis",
         "The server asked for one in certificate_request, got none, and was silent from then on: "
         "over DTLS nothing shows that a server has given up when it sends no alert."),
     .evidence = kRequest | Evidence::Counters,
     .phase = "certificate",
     .confidence = Confidence::Likely,
     .issuedBy = IssuedBy::Peer,
     .standing = Standing::Guess},
    {.id = "client-certificate-missing-tls13",
     .applies =
         [](const Facts& f) {
             return f.client && sentNone(f) && f.record.ownCertificate.isEmpty()
                 && f.version() >= kTls13 && f.droppedInHandshake();
         },
     .title = QT_TRANSLATE_NOOP(
         "Diagnosis",
         "The server most likely demands a client certificate, and this client has none to send."),
     .cause = QT_TRANSLATE_NOOP("Diagnosis",
                                "The server asked for one in certificate_request, got an empty "
                                "list, and closed without an alert."),
     .evidence = kRequest | Evidence::Counters,
     .phase = "certificate",
     .confidence = Confidence::Likely,
     .issuedBy = IssuedBy::Peer,
     .standing = Standing::Guess},
    {.id = "client-certificate-untrusted",
     .applies = [](const Facts& f) { return presented(f) && f.receivedAlert({SSL_AD_UNKNOWN_CA}); },
     .title = QT_TRANSLATE_NOOP(
         "Diagnosis", "The server does not trust our client certificate “{own subject}”."),
     .cause = QT_TRANSLATE_NOOP("Diagnosis", "It refused with {alert}: {alert meaning}."),
     .evidence = kRefused,
     .phase = "certificate",
     .issuedBy = IssuedBy::Peer},
    {.id = "client-certificate-expired",
     .applies
     = [](const Facts& f) { return presented(f) && f.receivedAlert({SSL_AD_CERTIFICATE_EXPIRED}); },
     .title = QT_TRANSLATE_NOOP(
         "Diagnosis", "The server says that our client certificate “{own subject}” has expired."),
     .cause = QT_TRANSLATE_NOOP("Diagnosis", "It refused with {alert}: {alert meaning}."),
     .evidence = kRefused,
     .phase = "certificate",
     .issuedBy = IssuedBy::Peer},
    {.id = "client-certificate-wrong-purpose",
     .applies =
         [](const Facts& f) {
             return presented(f) && f.receivedAlert({SSL_AD_UNSUPPORTED_CERTIFICATE});
         },
     .title = QT_TRANSLATE_NOOP(
         "Diagnosis",
         "The server says that our client certificate “{own subject}” is not meant for clients."),
     .cause = QT_TRANSLATE_NOOP("Diagnosis", "It refused with {alert}: {alert meaning}."),
     .evidence = kRefused,
     .phase = "certificate",
     .issuedBy = IssuedBy::Peer},
    {.id = "client-certificate-untrusted",
     .applies = [](const Facts& f) { return maybeUntrusted(f) && fromUnnamedIssuer(f); },
     .title = QT_TRANSLATE_NOOP(
         "Diagnosis",
         "The server most likely does not trust our client certificate “{own subject}”: it is not "
         "from an issuer that the server names."),
     .cause = kDeniedForBoth,
     .evidence = kRefused | Evidence::Request,
     .phase = "certificate",
     .confidence = Confidence::Likely,
     .issuedBy = IssuedBy::Peer},
    {.id = "client-access-denied",
     .applies = [](const Facts& f) { return deniedAfterCertificate(f) && otherTrustsOurs(f); },
     .title
     = QT_TRANSLATE_NOOP("Diagnosis", "{Peer} knows our certificate but does not let us in."),
     .cause = QT_TRANSLATE_NOOP("Diagnosis", "It refused with {alert}: {alert meaning}."),
     .evidence = kRefused,
     .phase = "certificate",
     .issuedBy = IssuedBy::Peer},
    {.id = "client-access-denied",
     .applies = deniedAfterCertificate,
     .title
     = QT_TRANSLATE_NOOP("Diagnosis", "{Peer} may know our certificate and not let its holder in."),
     .cause = kDeniedForBoth,
     .evidence = kRefused | Evidence::Request,
     .phase = "certificate",
     .confidence = Confidence::Likely,
     .issuedBy = IssuedBy::Peer},
    {.id = "client-certificate-untrusted",
     .applies = maybeUntrusted,
     .title = QT_TRANSLATE_NOOP("Diagnosis",
                                "The server may not trust our client certificate “{own subject}”."),
     .cause = kDeniedForBoth,
     .evidence = kRefused | Evidence::Request,
     .phase = "certificate",
     .confidence = Confidence::Possible,
     .issuedBy = IssuedBy::Peer},
    {.id = "client-access-denied",
     .applies =
         [](const Facts& f) {
             return f.client && f.receivedAlert({SSL_AD_ACCESS_DENIED}) && !presented(f);
         },
     .title = QT_TRANSLATE_NOOP("Diagnosis", "{Peer} does not let this client in."),
     .cause = QT_TRANSLATE_NOOP(
         "Diagnosis",
         "It refused with {alert}: {alert meaning}. No client certificate was sent, so that it "
         "decided by something else, like this client's address or the name that it asked for."),
     .evidence = kRefused,
     .fixes = {QT_TRANSLATE_NOOP("Diagnosis", "Check the access rules on the server."),
               QT_TRANSLATE_NOOP("Diagnosis",
                                 "If it admits by certificate, choose a client certificate.")},
     .phase = "certificate",
     .issuedBy = IssuedBy::Peer},
    {.id = "peer-rejected-our-certificate",
     .applies =
         [](const Facts& f) {
             return certificateAlert(f)
                 && (f.client ? presented(f)
                             && !f.receivedAlert({SSL_AD_UNKNOWN_CA,
                                                  SSL_AD_CERTIFICATE_EXPIRED,
                                                  SSL_AD_UNSUPPORTED_CERTIFICATE})
                              : f.helloAnswered());
         },
     .title = QT_TRANSLATE_NOOP("Diagnosis",
                                "{Peer} rejects our certificate “{own subject}”: {alert meaning}."),
     .cause = QT_TRANSLATE_NOOP(
         "Diagnosis",
         "After our certificate {peer} sent {alert}. Only {peer} knows the exact reason."),
     .evidence = kRefused,
     .phase = "certificate",
     .issuedBy = IssuedBy::Peer},
    {.id = "certificate-verify-invalid",
     .applies =
         [](const Facts& f) {
             return (presented(f) && f.receivedAlert({SSL_AD_DECRYPT_ERROR}))
                 || (f.reason(SSL_R_BAD_SIGNATURE) && (f.version() >= kTls13 || !f.client));
         },
     .title = QT_TRANSLATE_NOOP(
         "Diagnosis", "The signature that proves possession of the private key is wrong."),
     .cause
     = QT_TRANSLATE_NOOP("Diagnosis", "certificate_verify does not fit the certificate: {errors}."),
     .evidence = kRefused | Evidence::Request,
     .phase = "certificate"},
};

} // namespace

RuleTable clientCertificateRules()
{
    return {kSituations, kRules};
}

} // namespace workbench
