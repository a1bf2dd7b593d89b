#include "core/diagnosis/rule.h"

#include <openssl/ssl.h>
#include <openssl/sslerr.h>

namespace workbench {
namespace {

constexpr Situation kSituations[] = {
    {"server-chose-unoffered-cipher",
     QT_TRANSLATE_NOOP("Diagnosis", "The server chose a cipher suite that was not offered."),
     QT_TRANSLATE_NOOP("Diagnosis", "A server may only choose from the client's list."),
     {QT_TRANSLATE_NOOP("Diagnosis", "Look for a device on the way that changes the handshake."),
      QT_TRANSLATE_NOOP("Diagnosis", "Report it to the maker of the server's TLS software.")}},
    {"dh-key-too-small",
     QT_TRANSLATE_NOOP("Diagnosis", "The server's Diffie-Hellman parameters are too small."),
     QT_TRANSLATE_NOOP(
         "Diagnosis", "From security level 1 on, OpenSSL demands 1024 bits, from level 2 on 2048."),
     {QT_TRANSLATE_NOOP("Diagnosis", "Set parameters of 2048 bits or more on the server."),
      QT_TRANSLATE_NOOP("Diagnosis", "Use suites with ECDHE.")}},
    {"key-exchange-value-invalid",
     QT_TRANSLATE_NOOP("Diagnosis", "The peer's key exchange value is invalid."),
     QT_TRANSLATE_NOOP("Diagnosis",
                       "The point or key share is not one of the group that was agreed."),
     {QT_TRANSLATE_NOOP("Diagnosis", "Report it to the maker of the peer's TLS software."),
      QT_TRANSLATE_NOOP("Diagnosis", "Look for a device on the way that changes the handshake.")}},
    {"legacy-renegotiation-disabled",
     QT_TRANSLATE_NOOP("Diagnosis", "The server does not support secure renegotiation."),
     QT_TRANSLATE_NOOP("Diagnosis",
                       "It lacks RFC 5746, without which connections can be spliced; OpenSSL 3 "
                       "refuses such servers."),
     {QT_TRANSLATE_NOOP("Diagnosis", "Update the server."),
      QT_TRANSLATE_NOOP("Diagnosis",
                        "Only when that is impossible: allow legacy connections in the client.")}},
    {"renegotiation-refused",
     QT_TRANSLATE_NOOP("Diagnosis", "Renegotiation was refused."),
     QT_TRANSLATE_NOOP(
         "Diagnosis",
         "One end wanted to negotiate again on the open connection, the other does not allow it."),
     {QT_TRANSLATE_NOOP("Diagnosis",
                        "Allow renegotiation, or use TLS 1.3, which replaces it with key updates "
                        "and authentication after the handshake.")}},
    {"renegotiation-unanswered",
     QT_TRANSLATE_NOOP("Diagnosis", "The wish to renegotiate led to nothing."),
     QT_TRANSLATE_NOOP(
         "Diagnosis",
         "The other end may leave it unanswered (RFC 5246 §7.4.1.1), and some servers "
         "end the connection in place of a refusal."),
     {QT_TRANSLATE_NOOP("Diagnosis", "Allow renegotiation in the server, if it has a setting."),
      QT_TRANSLATE_NOOP("Diagnosis", "Look into the server's log."),
      QT_TRANSLATE_NOOP("Diagnosis",
                        "Use TLS 1.3, which replaces renegotiation with key updates.")}},
    {"new-keys-impossible",
     QT_TRANSLATE_NOOP("Diagnosis", "The connection cannot get new keys in that way."),
     QT_TRANSLATE_NOOP("Diagnosis",
                       "Key updates are of TLS 1.3 only, renegotiation is of older versions only, "
                       "and needs an end that knows it to be safe (RFC 5746)."),
     {QT_TRANSLATE_NOOP("Diagnosis", "Allow only versions that have what is asked for."),
      QT_TRANSLATE_NOOP("Diagnosis", "Ask for the way that the version has.")}},
    {"extended-master-secret-inconsistent",
     QT_TRANSLATE_NOOP("Diagnosis",
                       "The resumed session does not agree on the extended master secret."),
     QT_TRANSLATE_NOOP(
         "Diagnosis",
         "The setting must be the same when a session is made and when it is resumed (RFC 7627)."),
     {QT_TRANSLATE_NOOP("Diagnosis", "Forget the session and connect anew."),
      QT_TRANSLATE_NOOP("Diagnosis", "Use the same setting on all servers that share sessions.")}},
    {"psk-not-configured",
     QT_TRANSLATE_NOOP("Diagnosis",
                       "The server demands a pre-shared key, and the client has none."),
     QT_TRANSLATE_NOOP("Diagnosis", "The suite that was agreed needs a pre-shared key."),
     {QT_TRANSLATE_NOOP("Diagnosis", "Give the client identity and key.")}},
    {"psk-identity-unknown",
     QT_TRANSLATE_NOOP("Diagnosis", "The server does not know the identity of the pre-shared key."),
     QT_TRANSLATE_NOOP("Diagnosis",
                       "The identity that the client sent is not in the server's list."),
     {QT_TRANSLATE_NOOP("Diagnosis", "Correct the identity."),
      QT_TRANSLATE_NOOP("Diagnosis", "Set the identity up on the server.")}},
    {"psk-key-mismatch-tls12",
     QT_TRANSLATE_NOOP("Diagnosis", "The two ends have different pre-shared keys (TLS 1.2)."),
     QT_TRANSLATE_NOOP("Diagnosis", "The records do not decrypt because each end made other keys."),
     {QT_TRANSLATE_NOOP("Diagnosis", "Set the same key on both ends.")}},
    {"psk-key-mismatch-tls13",
     QT_TRANSLATE_NOOP("Diagnosis", "The two ends have different pre-shared keys (TLS 1.3)."),
     QT_TRANSLATE_NOOP("Diagnosis", "The binder proves knowledge of the key, and it does not fit."),
     {QT_TRANSLATE_NOOP("Diagnosis", "Set the same key on both ends."),
      QT_TRANSLATE_NOOP("Diagnosis", "Use a suite with the hash for which the key is meant.")}},
    {"resumption-refused",
     QT_TRANSLATE_NOOP("Diagnosis", "The session could not be resumed."),
     QT_TRANSLATE_NOOP("Diagnosis",
                       "The server lacks a session id context, or its keys have changed."),
     {QT_TRANSLATE_NOOP("Diagnosis", "Set a session id context on the server."),
      QT_TRANSLATE_NOOP("Diagnosis", "Share ticket keys between servers of one name.")}},
    {"early-data-refused",
     QT_TRANSLATE_NOOP("Diagnosis", "Early data was refused."),
     QT_TRANSLATE_NOOP("Diagnosis", "There was too much of it, or the server does not take any."),
     {QT_TRANSLATE_NOOP("Diagnosis", "Send the request again after the handshake.")}},
    {"post-handshake-auth-not-offered",
     QT_TRANSLATE_NOOP("Diagnosis",
                       "The client does not offer authentication after the handshake."),
     QT_TRANSLATE_NOOP("Diagnosis",
                       "The server wanted a client certificate later, which the client must "
                       "announce in its hello."),
     {QT_TRANSLATE_NOOP("Diagnosis", "Switch post-handshake authentication on in the client.")}},
};

bool suiteUsesPsk(const Facts& f)
{
    const quint16 suite = f.record.negotiated.cipherSuite;
    const QList<quint16> psk {0x008a,
                              0x008b,
                              0x008c,
                              0x008d,
                              0x00a8,
                              0x00a9,
                              0x00aa,
                              0x00ab,
                              0x00ae,
                              0x00af,
                              0xc035,
                              0xc036,
                              0xc037,
                              0xccab,
                              0xccac,
                              0xccad};
    return psk.contains(suite);
}

/// A session was offered, and the server agreed on a new one. DTLS counts its versions its own way.
bool sessionPassedOver(const Facts& f)
{
    return f.client && f.record.sessionOffered && !f.record.negotiated.resumed && f.version() != 0
        && f.record.sessionVersion != 0;
}

constexpr EvidenceKinds kAgreement
    = EvidenceKinds(Evidence::Agreed) | Evidence::Alerts | Evidence::Errors;

constexpr Rule kRules[] = {
    {.id = "server-chose-unoffered-cipher",
     .applies =
         [](const Facts& f) {
             return f.client
                 && f.reason({SSL_R_UNKNOWN_CIPHER_RETURNED, SSL_R_WRONG_CIPHER_RETURNED});
         },
     .title = QT_TRANSLATE_NOOP("Diagnosis", "The server chose {suite}, which was not offered."),
     .cause = QT_TRANSLATE_NOOP("Diagnosis",
                                "client_hello does not list that suite, so this end broke off."),
     .evidence = kAgreement | Evidence::Suites},
    {.id = "dh-key-too-small",
     .applies = [](const Facts& f) { return f.anyReason(SSL_R_DH_KEY_TOO_SMALL); },
     .title = QT_TRANSLATE_NOOP(
         "Diagnosis",
         "The server's Diffie-Hellman parameters are too small for the client's security level."),
     .cause = QT_TRANSLATE_NOOP(
         "Diagnosis", "server_key_exchange carries parameters that OpenSSL refused: {errors}."),
     .evidence = kAgreement | Evidence::Level | Evidence::Other},
    {.id = "key-exchange-value-invalid",
     .applies =
         [](const Facts& f) {
             return f.reason(
                 {SSL_R_BAD_ECPOINT, SSL_R_WRONG_CURVE, SSL_R_BAD_KEY_SHARE, SSL_R_BAD_DH_VALUE});
         },
     .title = QT_TRANSLATE_NOOP("Diagnosis", "{Peer} sent an invalid value for the key exchange."),
     .cause = QT_TRANSLATE_NOOP("Diagnosis", "OpenSSL says: {errors}."),
     .evidence = kAgreement | Evidence::Groups},
    {.id = "legacy-renegotiation-disabled",
     .applies
     = [](const Facts& f) { return f.anyReason(SSL_R_UNSAFE_LEGACY_RENEGOTIATION_DISABLED); },
     .title = QT_TRANSLATE_NOOP(
         "Diagnosis", "The server does not support secure renegotiation, so OpenSSL 3 refuses it."),
     .cause = QT_TRANSLATE_NOOP("Diagnosis", "server_hello lacks renegotiation_info (RFC 5746)."),
     .evidence = kAgreement | Evidence::Other},
    {.id = "renegotiation-refused",
     .when = When::Any, // an open connection is renegotiated
     .applies =
         [](const Facts& f) {
             return f.warnedBy(SSL_AD_NO_RENEGOTIATION)
                 || f.receivedAlert({SSL_AD_NO_RENEGOTIATION});
         },
     .title = QT_TRANSLATE_NOOP("Diagnosis", "{Peer} refuses to renegotiate."),
     .cause = QT_TRANSLATE_NOOP(
         "Diagnosis",
         "This end asked for another handshake on the open connection, and the answer was alert "
         "100 no_renegotiation."),
     .evidence = kAgreement,
     .issuedBy = IssuedBy::Peer},
    {.id = "renegotiation-refused",
     .when = When::Any,
     .applies =
         [](const Facts& f) {
             return f.client
                 && (f.reason(SSL_R_NO_RENEGOTIATION) || f.warned(SSL_AD_NO_RENEGOTIATION));
         },
     .title = QT_TRANSLATE_NOOP("Diagnosis", "This client refused to renegotiate."),
     .cause = QT_TRANSLATE_NOOP("Diagnosis",
                                "The server asked for another handshake on the open connection."),
     .evidence = kAgreement},
    {.id = "renegotiation-refused",
     .when = When::Any,
     .applies =
         [](const Facts& f) {
             return f.reason(SSL_R_NO_RENEGOTIATION) || f.warned(SSL_AD_NO_RENEGOTIATION);
         },
     .title = QT_TRANSLATE_NOOP("Diagnosis", "This server refused to renegotiate."),
     .cause = QT_TRANSLATE_NOOP("Diagnosis",
                                "The client asked for another handshake on the open connection, "
                                "more often than the server's settings allow."),
     .evidence = kAgreement,
     .severity = Severity::Note},
    {.id = "extended-master-secret-inconsistent",
     .applies = [](const Facts& f) { return f.anyReason(SSL_R_INCONSISTENT_EXTMS); },
     .title = QT_TRANSLATE_NOOP(
         "Diagnosis", "The resumed session does not agree on the extended master secret."),
     .cause = QT_TRANSLATE_NOOP("Diagnosis",
                                "The setting changed since the session was made (RFC 7627 §5.3)."),
     .evidence = kAgreement},
    {.id = "psk-not-configured",
     .applies =
         [](const Facts& f) {
             return f.reason({SSL_R_PSK_NO_CLIENT_CB, SSL_R_PSK_IDENTITY_NOT_FOUND}) && f.client;
         },
     .title = QT_TRANSLATE_NOOP("Diagnosis",
                                "The server demands a pre-shared key, and this client has none."),
     .cause = QT_TRANSLATE_NOOP("Diagnosis", "OpenSSL says: {errors}."),
     .evidence = kAgreement | Evidence::Suites},
    {.id = "psk-identity-unknown",
     .applies =
         [](const Facts& f) {
             return f.receivedAlert({SSL_AD_UNKNOWN_PSK_IDENTITY})
                 || (!f.client && (f.reason(SSL_R_PSK_IDENTITY_NOT_FOUND) || f.keyNotFound()));
         },
     .title = QT_TRANSLATE_NOOP(
         "Diagnosis", "The server does not know the identity of the client's pre-shared key."),
     .cause = QT_TRANSLATE_NOOP("Diagnosis",
                                "The identity that the client sent has no key on the server."),
     .evidence = kAgreement,
     .issuedBy = IssuedBy::Peer},
    {.id = "psk-identity-unknown",
     .applies =
         [](const Facts& f) {
             return f.client && !f.record.ownPskIdentity.isEmpty() && !f.helloAnswered()
                 && f.receivedAlert({SSL_AD_HANDSHAKE_FAILURE});
         },
     .title = QT_TRANSLATE_NOOP(
         "Diagnosis",
         "The server most likely does not know the identity of the client's pre-shared key."),
     .cause = QT_TRANSLATE_NOOP("Diagnosis",
                                "A server without a certificate that finds no key for the identity "
                                "has nothing left to prove itself with."),
     .evidence = kAgreement,
     .confidence = Confidence::Likely,
     .issuedBy = IssuedBy::Peer},
    {.id = "psk-key-mismatch-tls13",
     .applies =
         [](const Facts& f) {
             return f.client && !f.record.ownPskIdentity.isEmpty() && !f.helloAnswered()
                 && f.receivedAlert({SSL_AD_ILLEGAL_PARAMETER, SSL_AD_DECRYPT_ERROR});
         },
     .title = QT_TRANSLATE_NOOP("Diagnosis",
                                "Client and server most likely have different pre-shared keys."),
     .cause = QT_TRANSLATE_NOOP("Diagnosis",
                                "The server refused the hello, whose binder proves knowledge of "
                                "the key (RFC 8446 §4.2.11.2)."),
     .evidence = kAgreement,
     .confidence = Confidence::Likely,
     .issuedBy = IssuedBy::Peer},
    {.id = "psk-key-mismatch-tls13",
     .applies = [](const Facts& f) { return f.anyReason(SSL_R_BINDER_DOES_NOT_VERIFY); },
     .title = QT_TRANSLATE_NOOP("Diagnosis", "Client and server have different pre-shared keys."),
     .cause = QT_TRANSLATE_NOOP(
         "Diagnosis",
         "The binder in the client_hello, which proves knowledge of the key, does not fit."),
     .evidence = kAgreement | Evidence::Other},
    {.id = "psk-key-mismatch-tls12",
     .applies =
         [](const Facts& f) {
             return suiteUsesPsk(f)
                 && (f.anyReason(SSL_R_DECRYPTION_FAILED_OR_BAD_RECORD_MAC)
                     || f.receivedAlert({SSL_AD_BAD_RECORD_MAC, SSL_AD_DECRYPT_ERROR}));
         },
     .title = QT_TRANSLATE_NOOP("Diagnosis",
                                "Client and server most likely have different pre-shared keys."),
     .cause = QT_TRANSLATE_NOOP("Diagnosis",
                                "{suite} makes its keys from the pre-shared one, and the first "
                                "encrypted record did not decrypt."),
     .evidence = kAgreement | Evidence::Other,
     .confidence = Confidence::Likely},
    {.id = "resumption-refused",
     .applies = [](const Facts& f) { return f.anyReason(SSL_R_SESSION_ID_CONTEXT_UNINITIALIZED); },
     .title = QT_TRANSLATE_NOOP("Diagnosis",
                                "The server cannot resume sessions: it has no session id context."),
     .cause = QT_TRANSLATE_NOOP(
         "Diagnosis",
         "OpenSSL refuses to resume a session with client authentication without one."),
     .evidence = kAgreement | Evidence::Other},
    {.id = "resumption-refused",
     .when = When::Established,
     .applies =
         [](const Facts& f) {
             return sessionPassedOver(f) && f.record.sessionVersion != f.version();
         },
     .title = QT_TRANSLATE_NOOP("Diagnosis",
                                "The session was not resumed: it is one of {session version}, and "
                                "the server chose {version}."),
     .cause = QT_TRANSLATE_NOOP("Diagnosis",
                                "A session goes on only in the version that it was made in, so "
                                "client and server agreed on a new one."),
     .evidence = kAgreement | Evidence::Hello,
     .fixes = {QT_TRANSLATE_NOOP("Diagnosis", "Allow only the version of the session."),
               QT_TRANSLATE_NOOP("Diagnosis",
                                 "Find out why the server has another version than before: servers "
                                 "of one name may be set up differently.")},
     .severity = Severity::Warning,
     .issuedBy = IssuedBy::Peer},
    {.id = "resumption-refused",
     .when = When::Established,
     .applies = sessionPassedOver,
     .title = QT_TRANSLATE_NOOP("Diagnosis",
                                "The server did not take the session up again and made a new one."),
     .cause = QT_TRANSLATE_NOOP(
         "Diagnosis",
         "client_hello offered a session of {session version} with {session suite}; server_hello "
         "does not accept it. Most likely the server does not know it any more: its ticket keys "
         "have changed, its cache has let the session go, or another server answered."),
     .evidence = kAgreement | Evidence::Hello,
     .fixes = {QT_TRANSLATE_NOOP("Diagnosis", "Share ticket keys between servers of one name."),
               QT_TRANSLATE_NOOP("Diagnosis",
                                 "Allow sessions on the server, and let it keep them for longer.")},
     .severity = Severity::Warning,
     .confidence = Confidence::Likely,
     .issuedBy = IssuedBy::Peer},
    {.id = "early-data-refused",
     .applies = [](const Facts& f) { return f.reason(SSL_R_TOO_MUCH_EARLY_DATA); },
     .title = QT_TRANSLATE_NOOP("Diagnosis", "{Peer} sent more early data than allowed."),
     .cause = QT_TRANSLATE_NOOP("Diagnosis", "OpenSSL says: {errors}."),
     .evidence = kAgreement,
     .phase = "data"},
    {.id = "post-handshake-auth-not-offered",
     .applies = [](const Facts& f) { return !f.client && f.reason(SSL_R_EXTENSION_NOT_RECEIVED); },
     .title = QT_TRANSLATE_NOOP("Diagnosis",
                                "The client does not offer authentication after the handshake."),
     .cause = QT_TRANSLATE_NOOP(
         "Diagnosis",
         "client_hello lacks post_handshake_auth, so no certificate can be asked for later."),
     .evidence = kAgreement | Evidence::Hello,
     .phase = "data"},
};

} // namespace

RuleTable keyAgreementRules()
{
    return {kSituations, kRules};
}

} // namespace workbench
