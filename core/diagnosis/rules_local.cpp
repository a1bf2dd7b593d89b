#include "core/diagnosis/rule.h"

#include <openssl/err.h>
#include <openssl/sslerr.h>
#include <openssl/x509err.h>

namespace workbench {
namespace {

// QAbstractSocket::SocketError
constexpr int kSslInternalError = 20;
constexpr int kSslInvalidUserData = 21;

constexpr const char* kLevelZero
    = QT_TRANSLATE_NOOP("Diagnosis", "Only for a test: set the security level to 0.");

constexpr Situation kSituations[] = {
    {"key-does-not-match-certificate",
     QT_TRANSLATE_NOOP("Diagnosis", "The private key does not belong to the certificate."),
     QT_TRANSLATE_NOOP("Diagnosis",
                       "A certificate can only be used with the private key that was made with it; "
                       "their public keys differ."),
     {QT_TRANSLATE_NOOP("Diagnosis",
                        "Import the key that was made together with this certificate."),
      QT_TRANSLATE_NOOP("Diagnosis", "Issue a new certificate for the key that is there.")}},
    {"no-private-key",
     QT_TRANSLATE_NOOP("Diagnosis", "The certificate has no private key on this computer."),
     QT_TRANSLATE_NOOP("Diagnosis",
                       "Whoever presents a certificate must prove that they hold its private key; "
                       "only the certificate was found."),
     {QT_TRANSLATE_NOOP("Diagnosis", "Import the private key that belongs to the certificate."),
      QT_TRANSLATE_NOOP("Diagnosis", "Choose an entry that has a private key.")}},
    {"own-certificate-too-weak",
     QT_TRANSLATE_NOOP("Diagnosis", "The own certificate is too weak for the security level."),
     QT_TRANSLATE_NOOP("Diagnosis",
                       "OpenSSL's security level forbids keys and digests below a strength: level "
                       "1 needs RSA 1024, level 2 RSA 2048 or EC 224 bits, level 3 RSA 3072 or EC "
                       "256 bits."),
     {QT_TRANSLATE_NOOP("Diagnosis",
                        "Make a certificate with a key that is large enough for the level."),
      kLevelZero}},
    {"key-passphrase-wrong",
     QT_TRANSLATE_NOOP("Diagnosis", "The passphrase of the private key is wrong."),
     QT_TRANSLATE_NOOP("Diagnosis",
                       "The key is encrypted, and the passphrase given does not decrypt it."),
     {QT_TRANSLATE_NOOP("Diagnosis", "Enter the passphrase with which the key was saved."),
      QT_TRANSLATE_NOOP("Diagnosis", "Mind case and keyboard layout.")}},
    {"pkcs12-password-wrong",
     QT_TRANSLATE_NOOP("Diagnosis", "The password of the PKCS#12 file is wrong."),
     QT_TRANSLATE_NOOP("Diagnosis", "The file's own check value does not fit the password given."),
     {QT_TRANSLATE_NOOP("Diagnosis", "Enter the password with which the file was exported.")}},
    {"pkcs12-legacy-encryption",
     QT_TRANSLATE_NOOP("Diagnosis",
                       "The PKCS#12 file uses an old encryption that the library does not load."),
     QT_TRANSLATE_NOOP("Diagnosis",
                       "Old programs encrypt PKCS#12 with RC2-40 or triple DES, which OpenSSL 3 "
                       "keeps in its legacy provider only."),
     {QT_TRANSLATE_NOOP("Diagnosis", "Export the file again with AES."),
      QT_TRANSLATE_NOOP("Diagnosis", "Make OpenSSL's legacy provider available.")}},
    {"file-type-wrong",
     QT_TRANSLATE_NOOP("Diagnosis", "The file does not hold what was expected."),
     QT_TRANSLATE_NOOP("Diagnosis",
                       "A key was given in place of a certificate, or the content is in another "
                       "form than the option says."),
     {QT_TRANSLATE_NOOP("Diagnosis",
                        "Look at the beginning of the file: PEM has lines with BEGIN, DER begins "
                        "with the byte 30."),
      QT_TRANSLATE_NOOP("Diagnosis", "Convert the file, or choose the right one.")}},
    {"key-encrypted-no-passphrase",
     QT_TRANSLATE_NOOP("Diagnosis", "The private key is encrypted, and no passphrase was given."),
     QT_TRANSLATE_NOOP("Diagnosis",
                       "An encrypted key can be used only after its passphrase was entered."),
     {QT_TRANSLATE_NOOP("Diagnosis",
                        "Enter the passphrase (on the command line: --key-password).")}},
    {"tls-backend-missing",
     QT_TRANSLATE_NOOP("Diagnosis", "The TLS part of Qt could not start."),
     QT_TRANSLATE_NOOP("Diagnosis",
                       "Qt loads its OpenSSL plugin and libssl at run time; one of them is missing "
                       "or does not fit the other."),
     {QT_TRANSLATE_NOOP("Diagnosis", "Install Qt's TLS plugin and OpenSSL 3."),
      QT_TRANSLATE_NOOP("Diagnosis", "Compare the versions that the program shows.")}},
    {"blocked-by-system-policy",
     QT_TRANSLATE_NOOP("Diagnosis", "The system's policy blocks a version or algorithm."),
     QT_TRANSLATE_NOOP("Diagnosis",
                       "openssl.cnf can set MinProtocol, CipherString and a FIPS provider for "
                       "every program on the computer."),
     {QT_TRANSLATE_NOOP(
         "Diagnosis",
         "Look at the file that OPENSSL_CONF names, or at the system's crypto policy.")}},
    {"algorithm-not-supported-locally",
     QT_TRANSLATE_NOOP("Diagnosis", "This OpenSSL does not know an algorithm that was asked for."),
     QT_TRANSLATE_NOOP("Diagnosis",
                       "Groups, signature algorithms and suites come with library versions; an "
                       "older library cannot use the newer ones."),
     {QT_TRANSLATE_NOOP("Diagnosis", "Take the algorithm out of the list."),
      QT_TRANSLATE_NOOP("Diagnosis", "Use a newer OpenSSL.")}},
    {"local-cipher-list-empty",
     QT_TRANSLATE_NOOP("Diagnosis", "The own list of cipher suites is empty."),
     QT_TRANSLATE_NOOP("Diagnosis",
                       "Nothing is left of the list after the versions and the security level were "
                       "taken into account, or a name in it is wrong."),
     {QT_TRANSLATE_NOOP("Diagnosis", "Correct the cipher list: “DEFAULT” is a list that works."),
      QT_TRANSLATE_NOOP(
          "Diagnosis",
          "Lower the security level, or allow the versions to which the suites belong.")}},
    {"local-versions-all-disabled",
     QT_TRANSLATE_NOOP("Diagnosis", "This end allows no TLS version at all."),
     QT_TRANSLATE_NOOP(
         "Diagnosis",
         "Options, security level and the system's openssl.cnf together leave no version."),
     {QT_TRANSLATE_NOOP("Diagnosis", "Allow TLS 1.2 and TLS 1.3."),
      QT_TRANSLATE_NOOP("Diagnosis", "Look for MinProtocol and MaxProtocol in openssl.cnf.")}},
    {"settings-unusable",
     QT_TRANSLATE_NOOP("Diagnosis", "The settings cannot be used."),
     QT_TRANSLATE_NOOP(
         "Diagnosis",
         "An option has a value that the TLS library refuses before anything is sent."),
     {QT_TRANSLATE_NOOP("Diagnosis", "Correct the option that the message names.")}},
    {"file-not-written",
     QT_TRANSLATE_NOOP("Diagnosis", "A file that was asked for could not be written."),
     QT_TRANSLATE_NOOP("Diagnosis",
                       "The system did not take it: the folder is gone, is not yours, or the disk "
                       "is full."),
     {QT_TRANSLATE_NOOP("Diagnosis",
                        "Check the folder and the space on the disk, then connect "
                        "again."),
      QT_TRANSLATE_NOOP("Diagnosis", "Name another file.")}},
    {"listen-address-in-use",
     QT_TRANSLATE_NOOP("Diagnosis", "The address and port are in use."),
     QT_TRANSLATE_NOOP("Diagnosis", "Another program or server listens there already."),
     {QT_TRANSLATE_NOOP("Diagnosis", "Choose another port (0 takes a free one)."),
      QT_TRANSLATE_NOOP("Diagnosis", "End whatever listens there.")}},
    {"listen-permission-denied",
     QT_TRANSLATE_NOOP("Diagnosis", "The system does not allow this program to listen there."),
     QT_TRANSLATE_NOOP("Diagnosis", "Ports below 1024 need a right of their own."),
     {QT_TRANSLATE_NOOP("Diagnosis", "Choose a port from 1024 on."),
      QT_TRANSLATE_NOOP("Diagnosis", "Give the program the right (CAP_NET_BIND_SERVICE).")}},
    {"address-unavailable",
     QT_TRANSLATE_NOOP("Diagnosis", "The address is not one of this computer's."),
     QT_TRANSLATE_NOOP("Diagnosis", "A server can listen only on addresses of its own computer."),
     {QT_TRANSLATE_NOOP("Diagnosis", "Choose one of this computer's addresses.")}},
};

bool cannotLoadOwnCertificate(const Facts& f)
{
    return f.reason({SSL_R_EE_KEY_TOO_SMALL, SSL_R_CA_KEY_TOO_SMALL, SSL_R_CA_MD_TOO_WEAK});
}

/// RSA bits that a security level asks for (SSL_CTX_set_security_level(3)).
int leastRsaBits(int level)
{
    constexpr std::array kBits {0, 1024, 2048, 3072, 7680, 15360};
    return level < 0
        ? 0
        : kBits.at(std::min<std::size_t>(static_cast<std::size_t>(level), kBits.size() - 1));
}

bool ownRsaKeyTooSmall(const Facts& f)
{
    const QString key = f.record.ownKey;
    return !f.client && key.startsWith(QLatin1String("RSA "))
        && key.mid(4).toInt() < leastRsaBits(f.record.securityLevel)
        && f.reason({SSL_R_NO_SUITABLE_SIGNATURE_ALGORITHM, SSL_R_NO_SHARED_CIPHER});
}

constexpr Rule kRules[] = {
    {.id = "key-does-not-match-certificate",
     .applies =
         [](const Facts& f) {
             return f.openSslError(ERR_LIB_X509,
                                   {X509_R_KEY_VALUES_MISMATCH, X509_R_KEY_TYPE_MISMATCH});
         },
     .title = QT_TRANSLATE_NOOP(
         "Diagnosis", "The private key does not belong to the own certificate “{own subject}”."),
     .cause = QT_TRANSLATE_NOOP(
         "Diagnosis", "OpenSSL refused to use them together ({errors}), so no handshake began."),
     .evidence = Evidence::Own | Evidence::Errors},
    {.id = "own-certificate-too-weak",
     .applies = [](const Facts& f) { return cannotLoadOwnCertificate(f) || ownRsaKeyTooSmall(f); },
     .title = QT_TRANSLATE_NOOP(
         "Diagnosis",
         "The own certificate ({own key}) is too weak for security level {own level}."),
     .cause = QT_TRANSLATE_NOOP("Diagnosis", "OpenSSL refused it: {errors}."),
     .evidence = Evidence::Own | Evidence::Level | Evidence::Errors,
     .fixes
     = {QT_TRANSLATE_NOOP("Diagnosis", "Make a certificate with {sufficient key}."), kLevelZero}},
    {.id = "local-cipher-list-empty",
     .applies =
         [](const Facts& f) {
             return f.reason({SSL_R_NO_CIPHER_MATCH, SSL_R_NO_CIPHERS_AVAILABLE});
         },
     .title = QT_TRANSLATE_NOOP(
         "Diagnosis", "The own list of cipher suites is empty, so no handshake could begin."),
     .cause = QT_TRANSLATE_NOOP(
         "Diagnosis",
         "OpenSSL says: {errors}. This end allows {own versions} at security level {own level}."),
     .evidence = Evidence::Own | Evidence::Level | Evidence::Errors},
    {.id = "local-versions-all-disabled",
     .applies =
         [](const Facts& f) {
             return f.reason(SSL_R_NO_PROTOCOLS_AVAILABLE)
                 && !(f.record.securityLevel > 0 && f.beforeTls12());
         },
     .title = QT_TRANSLATE_NOOP(
         "Diagnosis", "This end allows no TLS version at all, so no handshake could begin."),
     .cause = QT_TRANSLATE_NOOP("Diagnosis",
                                "{own versions} was asked for, but options, security level {own "
                                "level} and the system's configuration leave nothing."),
     .evidence = Evidence::Own | Evidence::Level | Evidence::Errors},
    {.id = "algorithm-not-supported-locally",
     .applies = [](const Facts& f) { return f.openSslError(ERR_LIB_EVP, {ERR_R_UNSUPPORTED}); },
     .title = QT_TRANSLATE_NOOP(
         "Diagnosis", "This OpenSSL does not know an algorithm that the handshake needs."),
     .cause = QT_TRANSLATE_NOOP("Diagnosis", "OpenSSL says: {errors}."),
     .evidence = Evidence::Errors | Evidence::Agreed},
    {.id = "file-not-written",
     .when = When::Any,
     .applies = [](const Facts& f) { return !f.record.fileFaults.isEmpty(); },
     .title = QT_TRANSLATE_NOOP("Diagnosis", "{unwritten} could not be written."),
     .cause = QT_TRANSLATE_NOOP("Diagnosis", "The connection itself is not touched by that."),
     .evidence = Evidence::Files,
     .severity = Severity::Warning,
     .phase = "settings"},
    {.id = "settings-unusable",
     .applies =
         [](const Facts& f) {
             return f.workbenchError() && f.record.phases.isEmpty() && !f.record.denied;
         },
     .title = QT_TRANSLATE_NOOP("Diagnosis", "The settings cannot be used: {program error}"),
     .cause = QT_TRANSLATE_NOOP("Diagnosis", "The fault was found before anything was sent."),
     .evidence = Evidence::Errors | Evidence::Own,
     .phase = "settings"},
    {.id = "settings-unusable",
     .applies = [](const Facts& f) { return f.qtError(kSslInvalidUserData) && !f.helloSent(); },
     .title = QT_TRANSLATE_NOOP("Diagnosis", "The TLS settings cannot be used: {errors}"),
     .cause = QT_TRANSLATE_NOOP("Diagnosis", "Qt refused them before the handshake began."),
     .evidence = Evidence::Errors | Evidence::Own,
     .phase = "settings",
     .standing = Standing::Fallback},
    {.id = "tls-backend-missing",
     .applies =
         [](const Facts& f) {
             return f.qtError(kSslInternalError) && f.failedIn(PhaseName::Tls)
                 && f.record.messages.isEmpty() && f.record.bytesSent == 0
                 && f.protocol == wire::FirstBytesKind::Empty && !f.qtError(kSslInvalidUserData);
         },
     .title = QT_TRANSLATE_NOOP("Diagnosis", "The TLS part of Qt could not start."),
     .cause = QT_TRANSLATE_NOOP(
         "Diagnosis", "Qt reported an internal error before a single message was made: {errors}."),
     .evidence = Evidence::Errors,
     .confidence = Confidence::Likely,
     .standing = Standing::Fallback},
};

} // namespace

RuleTable localRules()
{
    return {kSituations, kRules, false};
}

} // namespace workbench
