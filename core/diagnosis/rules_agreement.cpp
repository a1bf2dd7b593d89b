#include "core/diagnosis/rule.h"

#include <openssl/ssl.h>
#include <openssl/sslerr.h>

namespace workbench {
namespace {

constexpr Situation kSituations[] = {
    {"server-has-no-certificate",
     QT_TRANSLATE_NOOP("Diagnosis", "The server has no certificate to present."),
     QT_TRANSLATE_NOOP(
         "Diagnosis",
         "Nearly every cipher suite needs a certificate on the server; without one none is left."),
     {QT_TRANSLATE_NOOP("Diagnosis", "Give the server a certificate with its private key.")}},
    {"certificate-key-type-not-offered",
     QT_TRANSLATE_NOOP("Diagnosis",
                       "No offered cipher suite fits the key of the server's certificate."),
     QT_TRANSLATE_NOOP("Diagnosis",
                       "Up to TLS 1.2 a suite names the kind of key: …_ECDSA_… needs an EC "
                       "certificate, …_RSA_… an RSA one."),
     {QT_TRANSLATE_NOOP("Diagnosis",
                        "Give the server a second certificate with the other kind of key."),
      QT_TRANSLATE_NOOP("Diagnosis", "Let the client offer suites for the server's kind of key.")}},
    {"no-shared-signature-algorithm-tls12",
     QT_TRANSLATE_NOOP(
         "Diagnosis",
         "No offered signature scheme fits the key of the server's certificate (TLS 1.2)."),
     QT_TRANSLATE_NOOP("Diagnosis",
                       "The client lists the schemes that it can check; none of them can be made "
                       "with the server's key."),
     {QT_TRANSLATE_NOOP("Diagnosis", "Let the client offer a scheme for the server's key."),
      QT_TRANSLATE_NOOP("Diagnosis", "Give the server a certificate with another kind of key.")}},
    {"no-shared-group-tls12",
     QT_TRANSLATE_NOOP("Diagnosis",
                       "Client and server share no group for the key exchange (TLS 1.2)."),
     QT_TRANSLATE_NOOP(
         "Diagnosis",
         "All suites in common use elliptic curves, and the lists of curves have none in common."),
     {QT_TRANSLATE_NOOP("Diagnosis", "Allow x25519 or secp256r1 on both ends."),
      QT_TRANSLATE_NOOP("Diagnosis", "Allow a suite with DHE.")}},
    {"no-shared-cipher-tls12",
     QT_TRANSLATE_NOOP("Diagnosis", "Client and server share no cipher suite (TLS 1.2 or older)."),
     QT_TRANSLATE_NOOP("Diagnosis",
                       "The client's list and the server's list have no suite in common that fits "
                       "certificate, version and security level."),
     {QT_TRANSLATE_NOOP("Diagnosis",
                        "Compare both lists and allow a suite that both know, e.g. "
                        "TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256 or the RSA one."),
      QT_TRANSLATE_NOOP("Diagnosis", "Allow TLS 1.3 on both ends: its suites are separate.")}},
    {"no-shared-cipher-tls13",
     QT_TRANSLATE_NOOP("Diagnosis", "Client and server share no cipher suite of TLS 1.3."),
     QT_TRANSLATE_NOOP("Diagnosis",
                       "TLS 1.3 suites are set apart from the cipher list of older versions; the "
                       "two lists of TLS 1.3 suites have none in common."),
     {QT_TRANSLATE_NOOP("Diagnosis",
                        "Allow TLS_AES_128_GCM_SHA256 on both ends: every implementation must know "
                        "it (RFC 8446 §9.1)."),
      QT_TRANSLATE_NOOP(
          "Diagnosis",
          "Look for a setting of its own for TLS 1.3 suites (OpenSSL: Ciphersuites).")}},
    {"no-shared-group-tls13",
     QT_TRANSLATE_NOOP("Diagnosis",
                       "Client and server share no group for the key exchange (TLS 1.3)."),
     QT_TRANSLATE_NOOP("Diagnosis",
                       "TLS 1.3 always needs a common group, and the two lists have none."),
     {QT_TRANSLATE_NOOP("Diagnosis", "Allow x25519 and secp256r1 on both ends.")}},
    {"no-shared-signature-algorithm-tls13",
     QT_TRANSLATE_NOOP(
         "Diagnosis",
         "No offered signature scheme fits the key of the server's certificate (TLS 1.3)."),
     QT_TRANSLATE_NOOP("Diagnosis",
                       "TLS 1.3 ties the scheme to the key: an EC P-256 key signs only with "
                       "ecdsa_secp256r1_sha256, an RSA key only with PSS."),
     {QT_TRANSLATE_NOOP("Diagnosis", "Let the client offer a scheme for the server's key."),
      QT_TRANSLATE_NOOP("Diagnosis", "Give the server a certificate with another kind of key.")}},
    {"insufficient-security",
     QT_TRANSLATE_NOOP("Diagnosis", "The peer demands stronger parameters."),
     QT_TRANSLATE_NOOP("Diagnosis", "What was offered is weaker than the peer's policy allows."),
     {QT_TRANSLATE_NOOP("Diagnosis", "Offer stronger cipher suites and groups."),
      QT_TRANSLATE_NOOP("Diagnosis", "Allow a newer TLS version.")}},
};

constexpr int kShortList = 4;

/// The server refused the hello without a word on why: alert 40 has many causes.
bool refusedHello(const Facts& f)
{
    return f.client && f.receivedAlert({SSL_AD_HANDSHAKE_FAILURE}) && !f.helloAnswered();
}

bool before13(const Facts& f)
{
    return f.version() != 0 && f.version() < kTls13;
}

bool noCipher(const Facts& f)
{
    return !f.keyNotFound() && f.anyReason(SSL_R_NO_SHARED_CIPHER);
}

bool noSignature(const Facts& f)
{
    return !f.keyNotFound() && f.anyReason(SSL_R_NO_SUITABLE_SIGNATURE_ALGORITHM);
}

bool serverWithoutCertificate(const Facts& f)
{
    return f.serverKnown() && f.serverKey().isEmpty() && (noCipher(f) || noSignature(f));
}

bool keyTypeNotOffered(const Facts& f)
{
    const QString key = f.serverKey();
    return noCipher(f) && before13(f)
        && ((key.startsWith(QLatin1String("RSA")) && f.offersOnlyAuthentication("ECDSA"))
            || (!key.isEmpty() && !key.startsWith(QLatin1String("RSA"))
                && f.offersOnlyAuthentication("RSA")));
}

bool schemeNotOffered(const Facts& f)
{
    return !f.offersSchemeFor(f.serverKey());
}

bool noUsualGroup(const Facts& f)
{
    const QList<quint16> groups = f.groups();
    // secp256r1, secp384r1, secp521r1, x25519, x448: what servers have switched on.
    constexpr std::array<quint16, 5> kUsual {0x0017, 0x0018, 0x0019, 0x001d, 0x001e};
    return !groups.isEmpty() && std::none_of(kUsual.begin(), kUsual.end(), [&](quint16 group) {
        return groups.contains(group);
    });
}

constexpr EvidenceKinds kLists = EvidenceKinds(Evidence::Hello) | Evidence::Suites
    | Evidence::Alerts | Evidence::Other | Evidence::Errors;

constexpr Rule kRules[] = {
    {.id = "server-has-no-certificate",
     .applies = serverWithoutCertificate,
     .title
     = QT_TRANSLATE_NOOP("Diagnosis", "The server has no certificate, so no cipher suite is left."),
     .cause = QT_TRANSLATE_NOOP(
         "Diagnosis", "Every suite that the client offers needs a certificate of the server."),
     .evidence = kLists},
    {.id = "certificate-key-type-not-offered",
     .applies = keyTypeNotOffered,
     .title = QT_TRANSLATE_NOOP(
         "Diagnosis", "The client offers no suite for the server's key, which is {server key}."),
     .cause = QT_TRANSLATE_NOOP(
         "Diagnosis", "client_hello lists only suites for another kind of key: {suites}."),
     .evidence = kLists},
    {.id = "no-shared-signature-algorithm-tls13",
     .applies = [](const Facts& f) { return noSignature(f) && f.version() >= kTls13; },
     .title = QT_TRANSLATE_NOOP(
         "Diagnosis",
         "The client offers no signature scheme for the server's key, which is {server key}."),
     .cause = QT_TRANSLATE_NOOP(
         "Diagnosis",
         "client_hello lists {schemes}; TLS 1.3 lets the server sign only with one of them."),
     .evidence = kLists | Evidence::Schemes},
    {.id = "no-shared-signature-algorithm-tls12",
     .applies =
         [](const Facts& f) {
             return before13(f) && !f.beforeTls12()
                 && (noSignature(f) || (noCipher(f) && schemeNotOffered(f)));
         },
     .title = QT_TRANSLATE_NOOP(
         "Diagnosis",
         "The client offers no signature scheme for the server's key, which is {server key}."),
     .cause = QT_TRANSLATE_NOOP("Diagnosis",
                                "client_hello lists {schemes}. OpenSSL calls this “no shared "
                                "cipher”: every suite was left out for want of a signature."),
     .evidence = kLists | Evidence::Schemes},
    {.id = "no-shared-group-tls13",
     .applies =
         [](const Facts& f) {
             return f.anyReason(SSL_R_NO_SUITABLE_KEY_SHARE)
                 || f.anyReason(SSL_R_NO_SUITABLE_GROUPS);
         },
     .title = QT_TRANSLATE_NOOP(
         "Diagnosis", "Client and server share no group for the key exchange of TLS 1.3."),
     .cause = QT_TRANSLATE_NOOP(
         "Diagnosis", "client_hello offers the groups {groups}; the server allows none of them."),
     .evidence = kLists | Evidence::Groups},
    {.id = "no-shared-group-tls12",
     .applies = [](const Facts& f) { return noCipher(f) && before13(f) && noUsualGroup(f); },
     .title = QT_TRANSLATE_NOOP(
         "Diagnosis",
         "Client and server most likely share no group for the key exchange of TLS 1.2."),
     .cause = QT_TRANSLATE_NOOP("Diagnosis",
                                "client_hello offers only the groups {groups}, which servers "
                                "seldom allow; without one no suite with ECDHE is left."),
     .evidence = kLists | Evidence::Groups,
     .confidence = Confidence::Likely},
    {.id = "no-shared-cipher-tls13",
     .applies = [](const Facts& f) { return noCipher(f) && f.version() >= kTls13; },
     .title = QT_TRANSLATE_NOOP("Diagnosis", "Client and server share no cipher suite of TLS 1.3."),
     .cause = QT_TRANSLATE_NOOP("Diagnosis",
                                "The client offers {suites13}; the server allows none of them. The "
                                "lists of TLS 1.3 are set apart from those of older versions."),
     .evidence = kLists},
    {.id = "no-shared-cipher-tls12",
     .applies =
         [](const Facts& f) {
             return noCipher(f) && f.version() < kTls13 && !serverWithoutCertificate(f)
                 && !keyTypeNotOffered(f) && !schemeNotOffered(f);
         },
     .title = QT_TRANSLATE_NOOP("Diagnosis", "Client and server share no cipher suite."),
     .cause = QT_TRANSLATE_NOOP("Diagnosis",
                                "client_hello lists {suites}; the server (key {server key}) allows "
                                "none of them in {server versions}."),
     .evidence = kLists},
    // What only the peer knows: alert 40 right after the hello.
    {.id = "no-shared-cipher-tls13",
     .applies =
         [](const Facts& f) {
             return refusedHello(f) && f.clientTop() >= kTls13 && !f.suites13().isEmpty()
                 && f.suites13().size() < 2;
         },
     .title = QT_TRANSLATE_NOOP(
         "Diagnosis",
         "The server most likely accepts none of the TLS 1.3 suites offered ({suites13})."),
     .cause = QT_TRANSLATE_NOOP("Diagnosis",
                                "client_hello offers very few suites of TLS 1.3, and the server "
                                "answered {alert} at once. Only the server knows the reason."),
     .evidence = kLists,
     .confidence = Confidence::Likely,
     .issuedBy = IssuedBy::Peer,
     .standing = Standing::Guess},
    {.id = "no-shared-cipher-tls12",
     .applies =
         [](const Facts& f) {
             return refusedHello(f) && f.clientTop() < kTls13 && f.suites().size() <= kShortList;
         },
     .title = QT_TRANSLATE_NOOP(
         "Diagnosis",
         "The server most likely accepts none of the cipher suites offered ({suites})."),
     .cause = QT_TRANSLATE_NOOP("Diagnosis",
                                "client_hello offers very few suites, and the server answered "
                                "{alert} at once. Only the server knows the reason."),
     .evidence = kLists,
     .confidence = Confidence::Likely,
     .issuedBy = IssuedBy::Peer,
     .standing = Standing::Guess},
    {.id = "no-shared-group-tls13",
     .applies =
         [](const Facts& f) {
             return refusedHello(f) && f.clientTop() >= kTls13 && !f.groups().isEmpty()
                 && f.groups().size() <= 2;
         },
     .title = QT_TRANSLATE_NOOP(
         "Diagnosis", "The server most likely accepts none of the groups offered ({groups})."),
     .cause = QT_TRANSLATE_NOOP("Diagnosis",
                                "client_hello offers very few groups, and the server answered "
                                "{alert} at once. Only the server knows the reason."),
     .evidence = kLists | Evidence::Groups,
     .confidence = Confidence::Likely,
     .issuedBy = IssuedBy::Peer,
     .standing = Standing::Guess},
    {.id = "no-shared-signature-algorithm-tls13",
     .applies =
         [](const Facts& f) {
             return refusedHello(f) && f.clientTop() >= kTls13 && !f.schemes().isEmpty()
                 && f.schemes().size() <= 3;
         },
     .title = QT_TRANSLATE_NOOP(
         "Diagnosis",
         "The server most likely cannot sign with any of the schemes offered ({schemes})."),
     .cause = QT_TRANSLATE_NOOP("Diagnosis",
                                "client_hello offers very few signature schemes, and the server "
                                "answered {alert} at once. Only the server knows the reason."),
     .evidence = kLists | Evidence::Schemes,
     .confidence = Confidence::Likely,
     .issuedBy = IssuedBy::Peer,
     .standing = Standing::Guess},
    {.id = "no-shared-cipher-tls12",
     .applies = [](const Facts& f) { return refusedHello(f) && !f.suites().isEmpty(); },
     .title
     = QT_TRANSLATE_NOOP("Diagnosis", "The server may accept none of the cipher suites offered."),
     .cause = QT_TRANSLATE_NOOP("Diagnosis",
                                "It answered the client_hello with {alert} before choosing "
                                "anything. That has many causes, and only the server knows which."),
     .evidence = kLists,
     .confidence = Confidence::Possible,
     .issuedBy = IssuedBy::Peer,
     .standing = Standing::Guess},
    {.id = "no-shared-cipher-tls13",
     .applies =
         [](const Facts& f) {
             return refusedHello(f) && !f.suites13().isEmpty() && f.clientTop() >= kTls13;
         },
     .title = QT_TRANSLATE_NOOP(
         "Diagnosis", "The server may accept none of the TLS 1.3 suites offered ({suites13})."),
     .cause = QT_TRANSLATE_NOOP("Diagnosis",
                                "It answered the client_hello with {alert} before choosing "
                                "anything. That has many causes, and only the server knows which."),
     .evidence = kLists,
     .confidence = Confidence::Possible,
     .issuedBy = IssuedBy::Peer,
     .standing = Standing::Guess},
    {.id = "certificate-key-type-not-offered",
     .applies =
         [](const Facts& f) {
             return refusedHello(f) && f.clientTop() < kTls13
                 && (f.offersOnlyAuthentication("RSA") || f.offersOnlyAuthentication("ECDSA"));
         },
     .title = QT_TRANSLATE_NOOP(
         "Diagnosis", "The server's key may be of a kind for which the client offers no suite."),
     .cause = QT_TRANSLATE_NOOP(
         "Diagnosis", "All suites in the client_hello are for one kind of key: {suites}."),
     .evidence = kLists,
     .confidence = Confidence::Possible,
     .issuedBy = IssuedBy::Peer,
     .standing = Standing::Guess},
    {.id = "server-has-no-certificate",
     .applies = [](const Facts& f) { return refusedHello(f) && f.other == nullptr; },
     .title = QT_TRANSLATE_NOOP("Diagnosis", "The server may have no certificate for this name."),
     .cause = QT_TRANSLATE_NOOP("Diagnosis",
                                "A server without a usable certificate answers {alert} as well "
                                "(server name: {server name})."),
     .evidence = Evidence::Hello | Evidence::Alerts,
     .confidence = Confidence::Possible,
     .issuedBy = IssuedBy::Peer,
     .standing = Standing::Guess},
    {.id = "version-client-too-old",
     .applies =
         [](const Facts& f) {
             return refusedHello(f) && f.other == nullptr && f.clientTop() < kTls13;
         },
     .title
     = QT_TRANSLATE_NOOP("Diagnosis", "The server may demand a newer version than {client top}."),
     .cause = QT_TRANSLATE_NOOP("Diagnosis",
                                "Some servers (GnuTLS) answer {alert} when the version is too old, "
                                "where others send protocol_version."),
     .evidence = EvidenceKinds(Evidence::Hello) | Evidence::Alerts | Evidence::Own,
     .confidence = Confidence::Possible,
     .issuedBy = IssuedBy::Peer,
     .standing = Standing::Guess},
    {.id = "insufficient-security",
     .applies = [](const Facts& f) { return f.receivedAlert({SSL_AD_INSUFFICIENT_SECURITY}); },
     .title
     = QT_TRANSLATE_NOOP("Diagnosis", "{Peer} demands stronger parameters than were offered."),
     .cause = QT_TRANSLATE_NOOP("Diagnosis", "It answered {alert}: {alert meaning}."),
     .evidence = kLists | Evidence::Groups,
     .issuedBy = IssuedBy::Peer},
};

} // namespace

RuleTable agreementRules()
{
    return {kSituations, kRules};
}

} // namespace workbench
