#pragma once

#include "core/certificates/key_material.h"

#include <QByteArray>
#include <QString>
#include <QStringList>

namespace workbench {

/// What of an entry is written out.
enum class ExportPart
{
    Certificate,
    Chain, ///< the certificate and its issuers
    Key,
    All
};

/// How it is written.
enum class ExportForm
{
    Pem,
    Der, ///< one object: the certificate, or the key as PKCS#8
    Pkcs7, ///< certificates alone, as "PKCS7" PEM (RFC 2315, degenerate)
    Pkcs12, ///< RFC 7292
    Pkcs8, ///< the key as PEM (RFC 5958)
    Spki ///< the public key as PEM (RFC 5280 §4.1.2.7)
};

enum class Pkcs12Encryption
{
    Modern, ///< AES-256 with PBKDF2, MAC with SHA-256: OpenSSL 1.1, Java 8u301, Windows 10 and
            ///< later
    Legacy ///< Triple DES and SHA-1: what older programs read
};

struct ExportRequest
{
    ExportPart part = ExportPart::Certificate;
    ExportForm form = ExportForm::Pem;
    QByteArray
        password; ///< of the key or container; empty: in clear, of PKCS#12 the empty password
    Pkcs12Encryption encryption = Pkcs12Encryption::Modern;
    QString friendlyName; ///< of the PKCS#12 entry
};

/// Words of the command line: "certificate", "chain", "key", "all"; "pem", "der", "pkcs7",
/// "pkcs12", "pkcs8", "spki". Error (InvalidInput) for others.
Result<ExportPart> parseExportPart(const QString& word);
Result<ExportForm> parseExportForm(const QString& word);

/// What is taken where nobody said which part.
ExportPart usualPart(ExportForm form);
/// Whether a file in that form can be that part.
bool canHold(ExportForm form, ExportPart part);
/// Without a dot: "pem", "p12".
QString fileSuffix(ExportForm form);

/// The bytes of a file in that form. Errors: NotSupported (the form cannot hold that part),
/// NoPrivateKey, InvalidInput (a password that is too long).
Result<QByteArray> exportMaterial(const KeyMaterial& material, const ExportRequest& request);

/// Everything in the certificate in words, as `openssl x509 -text` prints it.
QString certificateText(X509* certificate);

/// "sha256//BASE64" of the certificate's SubjectPublicKeyInfo, as curl and HPKP (RFC 7469 §2.4)
/// write it.
QString spkiPin(const QByteArray& spkiSha256);

} // namespace workbench
