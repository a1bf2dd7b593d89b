#pragma once

#include "core/base/result.h"

#include <QByteArray>
#include <QDateTime>
#include <QList>
#include <QString>
#include <QStringList>

#include <optional>

namespace workbench {

enum class CertificateKind
{
    Ca,
    Intermediate,
    Server,
    Client,
    SelfSigned
};

/// An extension whose content nobody looks at: also what is unknown or knowingly broken.
struct RawExtension
{
    QString oid; ///< dotted numbers
    bool critical = false;
    QByteArray value; ///< the DER inside the OCTET STRING, taken as it is

    bool operator==(const RawExtension&) const = default;
};

/// What a certificate to be made shall contain.
struct CertificateRequest
{
    CertificateKind kind = CertificateKind::Server;
    QString subject; ///< "CN=shop,O=Test"; RFC 4514 escapes; a text without "=" is taken as the CN
    bool noSubject = false; ///< `subject` is empty for good, not to be filled in with the name
    QStringList
        san; ///< "dns:localhost", "ip:127.0.0.1", "uri:…", "email:…"; "localhost" is read as dns
    QString key = QStringLiteral(
        "ec:P-256"); ///< rsa:2048|rsa:3072|rsa:4096|ec:P-256|ec:P-384|ec:P-521|ed25519|ed448; any
                     ///< rsa:N of 2048 to 8192 bits; knowingly bad: rsa:1024|rsa:512
    QDateTime notBefore; ///< whole seconds; invalid: now
    QDateTime notAfter; ///< whole seconds, included; invalid: `days` after notBefore
    int days = 0; ///< 0: usualDays() of the kind
    QString digest
        = QStringLiteral("sha256"); ///< of the signature, any that OpenSSL knows; knowingly bad:
                                    ///< sha1, md5. Ed25519 and Ed448 have their own
    QString serial; ///< as of parseSerial(); empty: 127 random bits
    int pathLength = -1; ///< how many CAs may stand below this one; -1: not limited. CAs only
    std::optional<QStringList> keyUsage; ///< words of keyUsageWords(); empty list: no such
                                         ///< extension; nothing: what the kind needs
    std::optional<QStringList> extendedKeyUsage; ///< words of extendedKeyUsageWords() or dotted
                                                 ///< OIDs; otherwise likewise
    QStringList permittedNames; ///< name constraints, as of nameConstraintsExtension(). CAs only
    QStringList excludedNames;
    QStringList crlUrls; ///< where the issuer's CRL can be had
    QStringList ocspUrls; ///< where the issuer's OCSP responder is
    QStringList caIssuersUrls; ///< where the issuer's certificate can be had
    QStringList policies; ///< "anyPolicy" or dotted OIDs, each with "=URI" of its practice
                          ///< statement where there is one
    QList<RawExtension> rawExtensions; ///< each stands in place of the kind's own one of that OID
    QStringList without; ///< OIDs (or OpenSSL's short names) of extensions that are left out
                         ///< although the kind has them: for failure tests
    bool mustStaple = false; ///< TLS feature status_request (RFC 7633)
    bool allowUnsuitableIssuer = false; ///< sign also with what is not a CA: for failure tests

    bool operator==(const CertificateRequest&) const = default;
};

/// Whether the kind is one that signs others.
bool isCaKind(CertificateKind kind);

/// How long a certificate is valid where nobody says: 3650 days for a CA, 90 for others.
int usualDays(CertificateKind kind);

/// Words of the command line: "ca", "intermediate", "server", "client", "self-signed".
Result<CertificateKind> parseCertificateKind(const QString& word);
const char* toIdentifier(CertificateKind kind);

/// The bits of RFC 5280 section 4.2.1.3 in their order: "digitalSignature", …, "decipherOnly".
QStringList keyUsageWords();

/// The purposes that have a word: "serverAuth", "clientAuth", …; others are dotted OIDs.
QStringList extendedKeyUsageWords();

/// "OID=HEX" or "OID,critical=HEX". Error (InvalidInput, where = "extension").
Result<RawExtension> parseRawExtension(const QString& text);
QString toText(const RawExtension& extension);

} // namespace workbench
