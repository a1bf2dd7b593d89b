#include "core/diagnosis/rule.h"

#include <openssl/ssl.h>
#include <openssl/sslerr.h>

namespace workbench {
namespace {

constexpr Situation kSituations[] = {
    {"alpn-no-overlap",
     QT_TRANSLATE_NOOP("Diagnosis", "Client and server share no application protocol (ALPN)."),
     QT_TRANSLATE_NOOP("Diagnosis",
                       "The server speaks none of the protocols that the client lists, and refuses "
                       "to go on without one."),
     {QT_TRANSLATE_NOOP("Diagnosis", "Add a protocol that both know, e.g. http/1.1."),
      QT_TRANSLATE_NOOP("Diagnosis", "Leave ALPN out, on either end.")}},
    {"alpn-ignored",
     QT_TRANSLATE_NOOP("Diagnosis",
                       "The server does not answer the list of application protocols (ALPN)."),
     QT_TRANSLATE_NOOP(
         "Diagnosis",
         "The connection works, but no protocol was agreed; HTTP/2 for one needs that."),
     {QT_TRANSLATE_NOOP("Diagnosis", "Switch the protocol on in the server."),
      QT_TRANSLATE_NOOP("Diagnosis", "Ignore this when the protocol is clear anyway.")}},
    {"sni-refused",
     QT_TRANSLATE_NOOP("Diagnosis",
                       "The server does not serve the name that the client asked for."),
     QT_TRANSLATE_NOOP(
         "Diagnosis",
         "The client names the server that it wants in server_name (SNI); this one is not set up."),
     {QT_TRANSLATE_NOOP("Diagnosis", "Correct the server name."),
      QT_TRANSLATE_NOOP("Diagnosis", "Set the name up on the server.")}},
    {"sni-unknown-warning",
     QT_TRANSLATE_NOOP(
         "Diagnosis",
         "The server does not know the name, and goes on with its default certificate."),
     QT_TRANSLATE_NOOP("Diagnosis",
                       "It warned with unrecognized_name; the certificate that follows is usually "
                       "for another name."),
     {QT_TRANSLATE_NOOP("Diagnosis", "Correct the server name."),
      QT_TRANSLATE_NOOP("Diagnosis", "Set the name up on the server.")}},
    {"sni-not-sent",
     QT_TRANSLATE_NOOP("Diagnosis", "No server name was sent."),
     QT_TRANSLATE_NOOP("Diagnosis",
                       "A server with several names cannot know which certificate is wanted "
                       "without server_name (SNI)."),
     {QT_TRANSLATE_NOOP("Diagnosis",
                        "Set the server name by hand: one that the server has (--sni NAME).")}},
    {"unsolicited-extension",
     QT_TRANSLATE_NOOP("Diagnosis", "An extension came that was not asked for, or twice."),
     QT_TRANSLATE_NOOP("Diagnosis",
                       "A server may answer only the extensions that the client sent."),
     {QT_TRANSLATE_NOOP("Diagnosis", "Report it to the maker of the peer's TLS software."),
      QT_TRANSLATE_NOOP("Diagnosis", "Look for a device on the way that changes the handshake.")}},
    {"missing-extension",
     QT_TRANSLATE_NOOP("Diagnosis", "A mandatory extension is missing."),
     QT_TRANSLATE_NOOP("Diagnosis",
                       "TLS 1.3 needs supported_groups, key_share and signature_algorithms."),
     {QT_TRANSLATE_NOOP("Diagnosis", "Look for a device on the way that strips extensions."),
      QT_TRANSLATE_NOOP("Diagnosis", "Report it to the maker of the peer's TLS software.")}},
    {"ech-required",
     QT_TRANSLATE_NOOP("Diagnosis", "The server requires Encrypted Client Hello."),
     QT_TRANSLATE_NOOP("Diagnosis",
                       "The client did not encrypt its hello, or with an outdated key."),
     {QT_TRANSLATE_NOOP("Diagnosis",
                        "Use a client that speaks ECH with the current key from DNS.")}},
    {"session-id-echo-invalid",
     QT_TRANSLATE_NOOP("Diagnosis", "The server did not repeat the session id."),
     QT_TRANSLATE_NOOP("Diagnosis", "TLS 1.3 wants the legacy session id back unchanged."),
     {QT_TRANSLATE_NOOP("Diagnosis", "Look for a device on the way that changes the handshake.")}},
    {"hello-retry-request",
     QT_TRANSLATE_NOOP("Diagnosis", "The handshake took an extra round trip."),
     QT_TRANSLATE_NOOP("Diagnosis",
                       "The client guessed a group that the server does not take, so the server "
                       "asked for another one."),
     {QT_TRANSLATE_NOOP("Diagnosis",
                        "Put the server's preferred group first in the client's list.")}},
    {"compression-chosen",
     QT_TRANSLATE_NOOP("Diagnosis", "The server chose TLS compression."),
     QT_TRANSLATE_NOOP(
         "Diagnosis",
         "Compression leaks secrets (CRIME) and is not accepted by any library of today."),
     {QT_TRANSLATE_NOOP("Diagnosis", "Switch TLS compression off on the server.")}},
    {"ocsp-staple-invalid",
     QT_TRANSLATE_NOOP("Diagnosis", "The stapled OCSP response was not accepted."),
     QT_TRANSLATE_NOOP(
         "Diagnosis",
         "It is outdated, for another certificate, or not signed by the right responder."),
     {QT_TRANSLATE_NOOP("Diagnosis", "Refresh the staple on the server."),
      QT_TRANSLATE_NOOP("Diagnosis",
                        "Check the server's clock and its way to the OCSP responder.")}},
};

/// Failures that a missing server name can explain.
bool nameMatters(const Facts& f)
{
    return f.hasFault({X509_V_ERR_HOSTNAME_MISMATCH}) || f.droppedInHandshake()
        || f.receivedAlert(
            {SSL_AD_HANDSHAKE_FAILURE, SSL_AD_INTERNAL_ERROR, SSL_AD_UNRECOGNIZED_NAME});
}

/// The server refuses for want of a name, and not for the one that it got.
bool refusedNameless(const Facts& f)
{
    return f.client && f.receivedAlert({SSL_AD_UNRECOGNIZED_NAME})
        && f.record.offered.serverName.isEmpty() && f.record.serverName.isEmpty();
}

bool stapleIsBad(const Facts& f)
{
    const OcspStaple& staple = f.record.staple;
    return staple.judged && !staple.problem.isEmpty() && !f.reason(SSL_R_INVALID_STATUS_RESPONSE);
}

/// The staple is in order, and says that the certificate is not: no fault of the staple.
bool stapleSaysRevoked(const Facts& f)
{
    const OcspStaple& staple = f.record.staple;
    return staple.judged && staple.signatureValid && staple.current && staple.answer
        && staple.answer->status == OcspStatus::Revoked;
}

constexpr std::array<const char*, 4> kRevoked {
    QT_TRANSLATE_NOOP("Diagnosis", "Replace the certificate of the server, with a new key."),
    QT_TRANSLATE_NOOP("Diagnosis", "Ask its issuer, or whoever had it revoked, for the reason.")};

constexpr Rule kRules[] = {
    {.id = "alpn-no-overlap",
     .applies =
         [](const Facts& f) {
             return f.anyReason(SSL_R_NO_APPLICATION_PROTOCOL)
                 || f.receivedAlert({SSL_AD_NO_APPLICATION_PROTOCOL})
                 || f.sentAlert({SSL_AD_NO_APPLICATION_PROTOCOL});
         },
     .title = QT_TRANSLATE_NOOP("Diagnosis", "Client and server share no application protocol."),
     .cause = QT_TRANSLATE_NOOP(
         "Diagnosis", "The client lists {protocols} (ALPN), and the server takes none of them."),
     .evidence = Evidence::Protocols | Evidence::Alerts | Evidence::Errors | Evidence::Other,
     .issuedBy = IssuedBy::Peer},
    {.id = "sni-refused",
     .applies =
         [](const Facts& f) {
             return (f.receivedAlert({SSL_AD_UNRECOGNIZED_NAME}) && !refusedNameless(f))
                 || (!f.client && !f.record.denied && f.reason(SSL_R_CALLBACK_FAILED));
         },
     .title = QT_TRANSLATE_NOOP("Diagnosis", "The server does not serve the name “{server name}”."),
     .cause = QT_TRANSLATE_NOOP("Diagnosis",
                                "client_hello asks for “{server name}” in server_name (SNI), and "
                                "the server broke off with unrecognized_name."),
     .evidence = Evidence::Hello | Evidence::Alerts | Evidence::Errors,
     .issuedBy = IssuedBy::Peer},
    {.id = "sni-not-sent",
     .applies
     = [](const Facts& f) { return refusedNameless(f) && !QHostAddress(f.record.host).isNull(); },
     .title = QT_TRANSLATE_NOOP(
         "Diagnosis", "The server refuses whoever names no server, and this client named none."),
     .cause = QT_TRANSLATE_NOOP(
         "Diagnosis",
         "“{host}” is an address, and addresses are not sent as server_name (SNI; RFC 6066 §3). "
         "The server broke off with {alert}."),
     .evidence = Evidence::Hello | Evidence::Alerts | Evidence::Errors,
     .issuedBy = IssuedBy::Peer},
    {.id = "sni-not-sent",
     .applies = refusedNameless,
     .title = QT_TRANSLATE_NOOP(
         "Diagnosis", "The server refuses whoever names no server, and this client named none."),
     .cause = QT_TRANSLATE_NOOP("Diagnosis",
                                "client_hello has no server_name (SNI), so that the server cannot "
                                "know that “{host}” is wanted. It broke off with {alert}."),
     .evidence = Evidence::Hello | Evidence::Alerts | Evidence::Errors,
     .issuedBy = IssuedBy::Peer},
    {.id = "unsolicited-extension",
     .applies =
         [](const Facts& f) {
             // One whose length is wrong has the same reason, and another alert.
             return f.reason(SSL_R_UNSOLICITED_EXTENSION)
                 || (f.reason(SSL_R_BAD_EXTENSION) && !f.sentAlert({SSL_AD_DECODE_ERROR}))
                 || f.receivedAlert({SSL_AD_UNSUPPORTED_EXTENSION});
         },
     .title
     = QT_TRANSLATE_NOOP("Diagnosis", "An extension came that has no place in the handshake."),
     .cause = QT_TRANSLATE_NOOP("Diagnosis", "{errors}."),
     .evidence = Evidence::Hello | Evidence::Agreed | Evidence::Alerts | Evidence::Errors},
    {.id = "missing-extension",
     .applies =
         [](const Facts& f) {
             return f.reason(
                        {SSL_R_MISSING_SIGALGS_EXTENSION, SSL_R_MISSING_SUPPORTED_GROUPS_EXTENSION})
                 || f.receivedAlert({SSL_AD_MISSING_EXTENSION})
                 || f.sentAlert({SSL_AD_MISSING_EXTENSION});
         },
     .title = QT_TRANSLATE_NOOP("Diagnosis",
                                "An extension that TLS 1.3 needs is missing from the handshake."),
     .cause = QT_TRANSLATE_NOOP("Diagnosis", "{errors}."),
     .evidence = Evidence::Hello | Evidence::Groups | Evidence::Schemes | Evidence::Alerts
         | Evidence::Errors},
    {.id = "ech-required",
     .applies = [](const Facts& f) { return f.receivedAlert({121}); },
     .title = QT_TRANSLATE_NOOP("Diagnosis", "{target} requires Encrypted Client Hello."),
     .cause = QT_TRANSLATE_NOOP("Diagnosis", "It answered {alert}: {alert meaning}."),
     .evidence = Evidence::Hello | Evidence::Alerts,
     .issuedBy = IssuedBy::Peer},
    {.id = "session-id-echo-invalid",
     .applies = [](const Facts& f) { return f.reason(SSL_R_INVALID_SESSION_ID); },
     .title = QT_TRANSLATE_NOOP("Diagnosis",
                                "The server did not repeat the session id of the client_hello."),
     .cause = QT_TRANSLATE_NOOP(
         "Diagnosis", "TLS 1.3 wants it back unchanged (RFC 8446 §4.1.3), so this end broke off."),
     .evidence = Evidence::Hello | Evidence::Agreed | Evidence::Alerts | Evidence::Errors},
    {.id = "compression-chosen",
     .applies =
         [](const Facts& f) {
             return f.reason({SSL_R_COMPRESSION_DISABLED,
                              SSL_R_UNSUPPORTED_COMPRESSION_ALGORITHM,
                              SSL_R_INVALID_COMPRESSION_ALGORITHM});
         },
     .title = QT_TRANSLATE_NOOP("Diagnosis",
                                "{Peer} chose TLS compression, which this end does not accept."),
     .cause = QT_TRANSLATE_NOOP("Diagnosis", "{errors}."),
     .evidence = Evidence::Agreed | Evidence::Alerts | Evidence::Errors},
    {.id = "ocsp-staple-invalid",
     .when = When::Any,
     .applies
     = [](const Facts& f) { return stapleSaysRevoked(f) && f.record.verification.enforced; },
     .title = QT_TRANSLATE_NOOP(
         "Diagnosis",
         "The server's certificate is revoked: the OCSP response that it staples says so."),
     .cause = QT_TRANSLATE_NOOP("Diagnosis", "{staple problem}"),
     .evidence = Evidence::Agreed | Evidence::Certificate | Evidence::Alerts | Evidence::Errors,
     .fixes = kRevoked,
     .phase = "certificate"},
    {.id = "ocsp-staple-invalid",
     .when = When::Any,
     .applies = stapleSaysRevoked,
     .title = QT_TRANSLATE_NOOP("Diagnosis",
                                "The server's certificate is revoked, says the OCSP response that "
                                "it staples: it did not decide, since the check is switched off."),
     .cause = QT_TRANSLATE_NOOP("Diagnosis", "{staple problem}"),
     .evidence = Evidence::Agreed | Evidence::Certificate | Evidence::Errors,
     .fixes = kRevoked,
     .severity = Severity::Warning,
     .phase = "certificate"},
    {.id = "ocsp-staple-invalid",
     .applies =
         [](const Facts& f) {
             const bool isMissed = f.record.staple.promised && !f.record.staple.present;
             return (f.reason(SSL_R_INVALID_STATUS_RESPONSE) && !isMissed)
                 || f.receivedAlert({SSL_AD_BAD_CERTIFICATE_STATUS_RESPONSE});
         },
     .title
     = QT_TRANSLATE_NOOP("Diagnosis", "The stapled OCSP response of the server was not accepted."),
     .cause = QT_TRANSLATE_NOOP("Diagnosis", "{errors}. {staple problem}"),
     .evidence = Evidence::Alerts | Evidence::Errors,
     .phase = "certificate"},
    {.id = "ocsp-staple-invalid",
     .when = When::Any,
     .applies = [](const Facts& f) { return stapleIsBad(f) && f.record.verification.enforced; },
     .title
     = QT_TRANSLATE_NOOP("Diagnosis", "The stapled OCSP response of the server is not acceptable."),
     .cause = QT_TRANSLATE_NOOP("Diagnosis", "{staple problem}"),
     .evidence = Evidence::Agreed | Evidence::Certificate | Evidence::Errors,
     .phase = "certificate"},
    {.id = "ocsp-staple-invalid",
     .when = When::Any,
     .applies = stapleIsBad,
     .title = QT_TRANSLATE_NOOP("Diagnosis",
                                "The stapled OCSP response of the server would not be acceptable: "
                                "it did not decide, since the check is switched off."),
     .cause = QT_TRANSLATE_NOOP("Diagnosis", "{staple problem}"),
     .evidence = Evidence::Agreed | Evidence::Certificate | Evidence::Errors,
     .severity = Severity::Warning,
     .phase = "certificate"},
    {.id = "ocsp-staple-missing",
     .when = When::Established,
     .applies =
         [](const Facts& f) {
             return f.client && f.record.staple.requested && !f.record.staple.present
                 && !f.record.staple.promised && !f.record.negotiated.resumed
                 && !f.record.peerCertificates.isEmpty();
         },
     .title
     = QT_TRANSLATE_NOOP("Diagnosis", "No stapled OCSP response came although one was asked for."),
     .cause = QT_TRANSLATE_NOOP("Diagnosis",
                                "client_hello has status_request, and the server sent no status."),
     .evidence = Evidence::Hello | Evidence::Agreed,
     .severity = Severity::Note,
     .phase = "certificate",
     .issuedBy = IssuedBy::Peer},
    {.id = "sni-unknown-warning",
     .when = When::Any,
     .applies = [](const Facts& f) { return f.client && f.warnedBy(SSL_AD_UNRECOGNIZED_NAME); },
     .title = QT_TRANSLATE_NOOP("Diagnosis",
                                "The server does not know the name “{server name}” and went on "
                                "with its default certificate."),
     .cause = QT_TRANSLATE_NOOP("Diagnosis", "It sent the warning unrecognized_name."),
     .evidence = Evidence::Hello | Evidence::Names,
     .severity = Severity::Warning,
     .issuedBy = IssuedBy::Peer},
    {.id = "sni-unknown-warning",
     .when = When::Any,
     .applies = [](const Facts& f) { return !f.client && f.warned(SSL_AD_UNRECOGNIZED_NAME); },
     .title = QT_TRANSLATE_NOOP("Diagnosis",
                                "The client asked for “{server name}”, which no certificate of "
                                "this server is for, and was warned."),
     .cause = QT_TRANSLATE_NOOP(
         "Diagnosis",
         "The server sent the warning unrecognized_name, then its default certificate."),
     .evidence = Evidence::Hello | Evidence::Names,
     .severity = Severity::Note},
    {.id = "sni-not-sent",
     .applies =
         [](const Facts& f) {
             return f.client && f.helloSent() && f.record.offered.serverName.isEmpty()
                 && !f.record.host.isEmpty() && QHostAddress(f.record.host).isNull()
                 && nameMatters(f);
         },
     .title = QT_TRANSLATE_NOOP(
         "Diagnosis",
         "No server name was sent, so the server cannot know that “{host}” is wanted."),
     .cause = QT_TRANSLATE_NOOP("Diagnosis", "client_hello has no server_name (SNI)."),
     .evidence = Evidence::Hello,
     .severity = Severity::Note},
    {.id = "alpn-ignored",
     .when = When::Established,
     .applies =
         [](const Facts& f) {
             return f.client && !f.record.offered.alpn.isEmpty()
                 && f.record.negotiated.alpn.isEmpty() && !f.record.negotiated.resumed;
         },
     .title = QT_TRANSLATE_NOOP(
         "Diagnosis", "The server did not choose any of the application protocols {protocols}."),
     .cause
     = QT_TRANSLATE_NOOP("Diagnosis", "The connection works, but no protocol was agreed (ALPN)."),
     .evidence = Evidence::Protocols,
     .severity = Severity::Warning,
     .issuedBy = IssuedBy::Peer},
    {.id = "hello-retry-request",
     .when = When::Established,
     .applies = [](const Facts& f) { return f.record.negotiated.helloRetryRequest; },
     .title = QT_TRANSLATE_NOOP(
         "Diagnosis", "The server asked for another group, which cost an extra round trip."),
     .cause = QT_TRANSLATE_NOOP("Diagnosis",
                                "The first key share of the client_hello was for a group that the "
                                "server does not prefer; {group} was used in the end."),
     .evidence = Evidence::Groups | Evidence::Agreed,
     .severity = Severity::Note},
};

} // namespace

RuleTable extensionRules()
{
    return {kSituations, kRules};
}

} // namespace workbench
