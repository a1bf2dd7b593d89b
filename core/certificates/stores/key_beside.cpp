#include "core/certificates/stores/key_beside.h"

#include "core/base/atomic_file.h"
#include "core/base/openssl_errors.h"
#include "core/base/wipe.h"
#include "core/certificates/certificate_bundle.h"
#include "core/certificates/certificate_facts.h"
#include "core/certificates/certificate_text.h"

#include <QDir>
#include <QFileInfo>

#include <algorithm>

namespace workbench {
namespace {

constexpr qint64 kLargestCertificateFile = 64LL << 20; // as of an opened file

/// "privkey1" for "cert1" and "fullchain1"; empty for other names.
QString certbotName(const QString& base)
{
    for (const QLatin1String start : {QLatin1String("cert"), QLatin1String("fullchain")}) {
        if (base.startsWith(start)) {
            return QStringLiteral("privkey") + base.mid(start.size());
        }
    }
    return {};
}

bool isKeyOf(const EVP_PKEY* key, const X509* certificate)
{
    return EVP_PKEY_eq(X509_get0_pubkey(certificate), key) == 1;
}

/// Whether the key in the file is under a passphrase; nothing: there is none of that certificate.
/// What is noticed as encrypted is not read: only a passphrase shows what else may be wrong with
/// it.
std::optional<bool> isEncryptedKey(const QString& path, const X509* certificate)
{
    Result<QByteArray> content = readFile(path, kLargestKeyFile);
    if (!content) {
        return {};
    }
    const Result<CertificateBundle> noticed = readBundle(*content, {}, path, KeyReading::Skip);
    const bool isNoticed = noticed && noticed->keyEncrypted;
    const Result<CertificateBundle> read
        = isNoticed ? noticed : readBundle(*content, {}, path, KeyReading::Read);
    wipe(*content);
    const bool isLocked
        = isNoticed || (!read && read.error().code == ErrorCode::PasswordNeeded); // as DER is
    const bool fits
        = read && std::any_of(read->keys.begin(), read->keys.end(), [certificate](const auto& key) {
              return isKeyOf(key.get(), certificate);
          });
    return isLocked || fits ? std::optional(isLocked) : std::nullopt;
}

} // namespace

QStringList keyFilesBeside(const QString& path)
{
    const QFileInfo file(path);
    const QString base = file.completeBaseName();
    QStringList names {base + QStringLiteral(".key"),
                       base + QStringLiteral(".key.pem"),
                       base + QStringLiteral("-key.pem")};
    if (const QString name = certbotName(base); !name.isEmpty()) {
        names.append(name + QStringLiteral(".pem"));
    }
    QStringList found;
    for (const QString& name : names) {
        const QString beside = file.dir().filePath(name);
        if (name != file.fileName() && QFileInfo(beside).isFile()) {
            found.append(beside);
        }
    }
    return found;
}

std::optional<KeyBeside> keyBeside(const QString& path, const QByteArray& certificate)
{
    const OpenSslErrorGuard guard;
    const QStringList files = keyFilesBeside(path);
    const Result<X509Ptr> parsed = files.isEmpty() ? fail(Error {}) : parseCertificate(certificate);
    if (!parsed) {
        return {};
    }
    std::optional<KeyBeside> locked;
    for (const QString& file : files) {
        const std::optional<bool> encrypted = isEncryptedKey(file, parsed->get());
        if (encrypted && !*encrypted) {
            return KeyBeside {.path = file, .encrypted = false};
        }
        if (encrypted && !locked) {
            locked = KeyBeside {.path = file, .encrypted = true};
        }
    }
    return locked;
}

QString anyKeyBeside(const QString& path)
{
    const OpenSslErrorGuard guard;
    for (const QString& file : keyFilesBeside(path)) {
        Result<QByteArray> content = readFile(file, kLargestKeyFile);
        const Result<CertificateBundle> read
            = content ? readBundle(*content, {}, file, KeyReading::Read) : fail(content.error());
        if (content) {
            wipe(*content);
        }
        if (read && !read->keys.isEmpty()) {
            return file;
        }
    }
    return {};
}

Error missingKey(const QString& path)
{
    const QString beside = anyKeyBeside(path);
    if (!beside.isEmpty()) {
        return {.code = ErrorCode::KeyMismatch,
                .message = CertificateText::tr("The private key in “%1” is not that of the "
                                               "certificate beside it, in “%2”.")
                               .arg(beside, QFileInfo(path).fileName()),
                .remedy = CertificateText::tr(
                    "Put the key that was made with the certificate there, or choose the file "
                    "with the certificate of this key."),
                .where = path};
    }
    return {.code = ErrorCode::NoPrivateKey,
            .message
            = CertificateText::tr("The file holds no certificate together with its private key."),
            .remedy = CertificateText::tr("Choose another file, or import both into the store."),
            .where = path};
}

QString keyFileOf(const QString& path, const QByteArray& certificate)
{
    if (keyFilesBeside(path).isEmpty()) {
        return path;
    }
    Result<QByteArray> content = readFile(path, kLargestCertificateFile);
    const Result<CertificateBundle> noticed
        = content ? readBundle(*content, {}, path, KeyReading::Skip) : fail(content.error());
    if (content) {
        wipe(*content);
    }
    const bool isBeside = noticed && !noticed->holdsKey;
    const std::optional<KeyBeside> key
        = isBeside ? keyBeside(path, certificate) : std::optional<KeyBeside>();
    return key ? key->path : path;
}

} // namespace workbench
