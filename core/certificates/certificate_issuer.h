#pragma once

#include "core/certificates/key_material.h"

#include <QDateTime>
#include <QString>
#include <QStringList>

namespace workbench {

enum class CertificateKind
{
    Ca,
    Intermediate,
    Server,
    Client,
    SelfSigned
};

/// What a certificate to be made shall contain.
struct CertificateRequest
{
    CertificateKind kind = CertificateKind::Server;
    QString subject; ///< "CN=shop,O=Test"; RFC 4514 escapes; a text without "=" is taken as the CN
    QStringList
        san; ///< "dns:localhost", "ip:127.0.0.1", "uri:…", "email:…"; "localhost" is read as dns
    QString key = QStringLiteral(
        "ec:P-256"); ///< rsa:2048|rsa:3072|rsa:4096|ec:P-256|ec:P-384|ec:P-521|ed25519|ed448;
                     ///< knowingly bad: rsa:1024|rsa:512
    QDateTime notBefore; ///< whole seconds; invalid: now
    QDateTime notAfter; ///< whole seconds, included; invalid: ten years for a Ca or Intermediate,
                        ///< 397 days for others, after notBefore
    QString digest
        = QStringLiteral("sha256"); ///< of the signature, any that OpenSSL knows; knowingly bad:
                                    ///< sha1, md5. Ed25519 and Ed448 have their own
    int pathLength = -1; ///< how many CAs may stand below this one; -1: not limited. CAs only
    bool allowUnsuitableIssuer = false; ///< sign also with what is not a CA: for failure tests

    bool operator==(const CertificateRequest&) const = default;
};

/// Words of the command line: "ca", "intermediate", "server", "client", "self-signed".
Result<CertificateKind> parseCertificateKind(const QString& word);
const char* toIdentifier(CertificateKind kind);

/// The key specifications of issueCertificate() that a person is offered, in the order in which one
/// chooses; the knowingly bad ones are not in it.
QStringList supportedKeySpecifications();

/// Reads one SAN as a person types it ("localhost", "*.shop.test", "127.0.0.1", "::1",
/// "dns:bücher.example", "uri:…", "email:…") and returns the canonical "type:value"; international
/// names in ASCII form.
Result<QString> parseSubjectAltName(const QString& text);

/// Makes key and certificate. `issuer` (with key) signs; null: the certificate signs itself, which
/// only Ca and SelfSigned may. The chain of the result is the issuer followed by the issuer's own
/// chain, a self-signed root left out: a server sends it as it stands. Takes up to seconds for RSA
/// 4096: call it off the GUI thread. Pure: touches no file. Errors: InvalidInput (where =
/// "subject", "san", "key", "validity", "digest", "issuer"), NoPrivateKey and KeyMismatch (where =
/// "issuer"), NotSupported.
Result<KeyMaterial> issueCertificate(const CertificateRequest& request, const KeyMaterial* issuer);

} // namespace workbench
