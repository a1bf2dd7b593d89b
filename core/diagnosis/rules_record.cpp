#include "core/diagnosis/rule.h"

#include <openssl/ssl.h>
#include <openssl/sslerr.h>

namespace workbench {
namespace {

constexpr Situation kSituations[] = {
    {"record-overflow",
     QT_TRANSLATE_NOOP("Diagnosis", "A record is longer than allowed."),
     QT_TRANSLATE_NOOP(
         "Diagnosis",
         "Often plain text that looks like a record by chance, otherwise a fault of the peer."),
     {QT_TRANSLATE_NOOP("Diagnosis", "Check whether the peer speaks TLS on this port."),
      QT_TRANSLATE_NOOP("Diagnosis", "Look for a device on the way that changes bytes.")}},
    {"record-authentication-failed",
     QT_TRANSLATE_NOOP("Diagnosis", "A record did not decrypt."),
     QT_TRANSLATE_NOOP("Diagnosis",
                       "Its bytes were changed on the way, or both ends have different keys."),
     {QT_TRANSLATE_NOOP(
          "Diagnosis",
          "Look for a device on the way that changes bytes, and at the network card's offloading."),
      QT_TRANSLATE_NOOP("Diagnosis", "With pre-shared keys: set the same key on both ends.")}},
    {"handshake-message-altered-tls12",
     QT_TRANSLATE_NOOP("Diagnosis", "A handshake message was changed on the way (TLS 1.2)."),
     QT_TRANSLATE_NOOP("Diagnosis",
                       "The signature over the key exchange does not fit what was received."),
     {QT_TRANSLATE_NOOP("Diagnosis",
                        "Look for a device on the way that inspects or changes TLS.")}},
    {"handshake-message-altered-tls13",
     QT_TRANSLATE_NOOP("Diagnosis", "A handshake message was changed on the way (TLS 1.3)."),
     QT_TRANSLATE_NOOP("Diagnosis",
                       "From server_hello on everything is encrypted with keys that depend on "
                       "every byte before."),
     {QT_TRANSLATE_NOOP("Diagnosis",
                        "Look for a device on the way that inspects or changes TLS.")}},
    {"finished-mismatch",
     QT_TRANSLATE_NOOP("Diagnosis", "The two ends saw different handshakes."),
     QT_TRANSLATE_NOOP("Diagnosis", "finished covers every message; its check value did not fit."),
     {QT_TRANSLATE_NOOP("Diagnosis",
                        "Look for a device on the way that inspects or changes TLS.")}},
    {"unexpected-message",
     QT_TRANSLATE_NOOP("Diagnosis", "A message came that has no place there."),
     QT_TRANSLATE_NOOP("Diagnosis", "One end is in another state than the other believes."),
     {QT_TRANSLATE_NOOP("Diagnosis", "Report it to the maker of the peer's TLS software."),
      QT_TRANSLATE_NOOP("Diagnosis", "Look for a load balancer that mixes connections.")}},
    {"decode-error",
     QT_TRANSLATE_NOOP("Diagnosis", "A message could not be decoded."),
     QT_TRANSLATE_NOOP("Diagnosis", "A length or a field in it is wrong."),
     {QT_TRANSLATE_NOOP("Diagnosis", "Look at the message with its fields."),
      QT_TRANSLATE_NOOP("Diagnosis", "Report it to the maker of the peer's TLS software.")}},
    {"message-too-large",
     QT_TRANSLATE_NOOP("Diagnosis", "A handshake message is too large."),
     QT_TRANSLATE_NOOP("Diagnosis", "A very long chain, or a very long list of accepted issuers."),
     {QT_TRANSLATE_NOOP("Diagnosis", "Send fewer certificates or issuer names.")}},
    {"peer-internal-error",
     QT_TRANSLATE_NOOP("Diagnosis", "Something failed inside the peer."),
     QT_TRANSLATE_NOOP(
         "Diagnosis", "The peer says that the reason has nothing to do with the handshake itself."),
     {QT_TRANSLATE_NOOP("Diagnosis", "Look into the peer's log."),
      QT_TRANSLATE_NOOP("Diagnosis",
                        "With TLS 1.0 or 1.1: the peer's security level may forbid the version.")}},
    {"user-cancelled",
     QT_TRANSLATE_NOOP("Diagnosis", "The peer cancelled."),
     QT_TRANSLATE_NOOP("Diagnosis", "A person or a program at the other end gave up."),
     {QT_TRANSLATE_NOOP("Diagnosis", "Nothing has to be done here.")}},
};

constexpr EvidenceKinds kRecord = EvidenceKinds(Evidence::Agreed) | Evidence::Alerts
    | Evidence::Counters | Evidence::Errors | Evidence::Other;

constexpr Rule kRules[] = {
    {.id = "record-overflow",
     .applies =
         [](const Facts& f) {
             return f.reason({SSL_R_PACKET_LENGTH_TOO_LONG,
                              SSL_R_ENCRYPTED_LENGTH_TOO_LONG,
                              SSL_R_DATA_LENGTH_TOO_LONG})
                 || f.receivedAlert({SSL_AD_RECORD_OVERFLOW});
         },
     .title = QT_TRANSLATE_NOOP("Diagnosis", "A record was longer than allowed."),
     .cause = QT_TRANSLATE_NOOP("Diagnosis", "{errors}."),
     .evidence = kRecord | Evidence::FirstBytes},
    {.id = "finished-mismatch",
     .applies = [](const Facts& f) { return f.reason(SSL_R_DIGEST_CHECK_FAILED); },
     .title = QT_TRANSLATE_NOOP("Diagnosis", "The two ends saw different handshakes."),
     .cause = QT_TRANSLATE_NOOP(
         "Diagnosis",
         "The check value in the peer's finished does not fit the messages that this end saw."),
     .evidence = kRecord},
    {.id = "handshake-message-altered-tls12",
     .applies =
         [](const Facts& f) {
             return f.client && f.version() < kTls13 && f.reason(SSL_R_BAD_SIGNATURE);
         },
     .title
     = QT_TRANSLATE_NOOP("Diagnosis", "The server's signature over the key exchange is wrong."),
     .cause = QT_TRANSLATE_NOOP("Diagnosis",
                                "server_key_exchange was changed on the way, or its key does not "
                                "belong to the certificate."),
     .evidence = kRecord},
    {.id = "handshake-message-altered-tls12",
     .applies =
         [](const Facts& f) {
             return f.receivedAlert({SSL_AD_DECRYPT_ERROR})
                 && !f.record.negotiated.clientCertificate;
         },
     .title = QT_TRANSLATE_NOOP(
         "Diagnosis", "{Peer} says that a signature or check value of the handshake is wrong."),
     .cause = QT_TRANSLATE_NOOP("Diagnosis",
                                "It sent {alert}: a handshake message was changed on the way, or a "
                                "key does not belong to its certificate."),
     .evidence = kRecord,
     .confidence = Confidence::Likely,
     .issuedBy = IssuedBy::Peer},
    {.id = "handshake-message-altered-tls13",
     .applies =
         [](const Facts& f) {
             return f.version() >= kTls13 && f.failedIn(PhaseName::Tls) && f.helloAnswered()
                 && f.reason(SSL_R_DECRYPTION_FAILED_OR_BAD_RECORD_MAC)
                 && !f.record.sawMessage(kFinished, Direction::Received);
         },
     .title = QT_TRANSLATE_NOOP(
         "Diagnosis",
         "The first encrypted record does not decrypt: the handshake was changed on the way."),
     .cause = QT_TRANSLATE_NOOP("Diagnosis",
                                "Every byte up to server_hello goes into the keys of TLS 1.3; the "
                                "two ends made different ones."),
     .evidence = kRecord,
     .confidence = Confidence::Likely},
    {.id = "record-authentication-failed",
     .applies =
         [](const Facts& f) {
             return f.reason(SSL_R_DECRYPTION_FAILED_OR_BAD_RECORD_MAC)
                 || f.receivedAlert({SSL_AD_BAD_RECORD_MAC, SSL_AD_DECRYPTION_FAILED});
         },
     .title = QT_TRANSLATE_NOOP("Diagnosis", "An encrypted record did not decrypt."),
     .cause = QT_TRANSLATE_NOOP("Diagnosis", "{errors}."),
     .evidence = kRecord,
     .standing = Standing::Fallback},
    {.id = "message-too-large",
     .applies = [](const Facts& f) { return f.reason(SSL_R_EXCESSIVE_MESSAGE_SIZE); },
     .title = QT_TRANSLATE_NOOP("Diagnosis", "{Peer} sent a handshake message that is too large."),
     .cause = QT_TRANSLATE_NOOP("Diagnosis", "OpenSSL refused it: {errors}."),
     .evidence = kRecord},
    {.id = "unexpected-message",
     .applies =
         [](const Facts& f) {
             return f.reason({SSL_R_UNEXPECTED_MESSAGE,
                              SSL_R_UNEXPECTED_RECORD,
                              SSL_R_BAD_RECORD_TYPE,
                              SSL_R_CCS_RECEIVED_EARLY,
                              SSL_R_UNEXPECTED_CCS_MESSAGE})
                 || f.receivedAlert({SSL_AD_UNEXPECTED_MESSAGE})
                 || f.sentAlert({SSL_AD_UNEXPECTED_MESSAGE});
         },
     .title = QT_TRANSLATE_NOOP("Diagnosis", "A message came that has no place in the handshake."),
     .cause = QT_TRANSLATE_NOOP("Diagnosis", "{errors}."),
     .evidence = kRecord,
     .standing = Standing::Fallback},
    {.id = "decode-error",
     .applies =
         [](const Facts& f) {
             return f.reason({SSL_R_LENGTH_MISMATCH,
                              SSL_R_LENGTH_TOO_SHORT,
                              SSL_R_BAD_LENGTH,
                              SSL_R_BAD_PACKET})
                 || f.receivedAlert({SSL_AD_DECODE_ERROR}) || f.sentAlert({SSL_AD_DECODE_ERROR});
         },
     .title = QT_TRANSLATE_NOOP("Diagnosis", "A handshake message could not be decoded."),
     .cause = QT_TRANSLATE_NOOP("Diagnosis", "{errors}."),
     .evidence = kRecord,
     .standing = Standing::Fallback},
    {.id = "peer-internal-error",
     .applies = [](const Facts& f) { return f.receivedAlert({SSL_AD_INTERNAL_ERROR}); },
     .title = QT_TRANSLATE_NOOP("Diagnosis", "Something failed inside {peer}: it sent {alert}."),
     .cause = QT_TRANSLATE_NOOP("Diagnosis", "By that alert {peer} says that {alert meaning}."),
     .evidence = kRecord | Evidence::Hello,
     .issuedBy = IssuedBy::Peer,
     .standing = Standing::Fallback},
    {.id = "user-cancelled",
     .applies = [](const Facts& f) { return f.receivedAlert({SSL_AD_USER_CANCELLED}); },
     .title = QT_TRANSLATE_NOOP("Diagnosis", "{Peer} cancelled."),
     .cause = QT_TRANSLATE_NOOP("Diagnosis", "It sent {alert}: {alert meaning}."),
     .evidence = kRecord,
     .issuedBy = IssuedBy::Peer,
     .standing = Standing::Fallback},
};

} // namespace

RuleTable recordRules()
{
    return {kSituations, kRules};
}

} // namespace workbench
