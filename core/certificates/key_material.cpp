#include "core/certificates/key_material.h"

#include "core/base/openssl_bytes.h"
#include "core/base/openssl_errors.h"
#include "core/base/wipe.h"
#include "core/certificates/certificate_bundle.h"
#include "core/certificates/certificate_facts.h"
#include "core/certificates/certificate_text.h"
#include "core/certificates/pkcs8_pointers.h"

#include <openssl/pem.h>

namespace workbench {
namespace {

/// Of PBKDF2 with SHA-256: some hundredths of a second for whoever knows the password, once for
/// each try of whoever does not. OpenSSL's own 2048 are those of 1999.
constexpr int kRounds = 100'000;
constexpr int kSaltBytes = 16;

bool publicKeysEqual(X509* certificate, EVP_PKEY* key)
{
    EVP_PKEY* const own = X509_get0_pubkey(certificate);
    return own != nullptr && EVP_PKEY_eq(own, key) == 1;
}

Error mismatch(const CertificateBundle& bundle, const QString& origin)
{
    return {.code = ErrorCode::KeyMismatch,
            .message = CertificateText::tr(
                           "The private key (%1) belongs to none of the %n certificate(s) in the "
                           "file.",
                           nullptr,
                           static_cast<int>(bundle.certificates.size()))
                           .arg(keyDescription(bundle.keys.first().get())),
            .remedy = CertificateText::tr("Take the key that was made together with the "
                                          "certificate; their public keys are equal."),
            .where = origin};
}

bool writePlain(BIO* bio, PKCS8_PRIV_KEY_INFO* key, KeyEncoding encoding)
{
    return encoding == KeyEncoding::Pem ? PEM_write_bio_PKCS8_PRIV_KEY_INFO(bio, key) == 1
                                        : i2d_PKCS8_PRIV_KEY_INFO_bio(bio, key) == 1;
}

bool writeEncrypted(BIO* bio,
                    PKCS8_PRIV_KEY_INFO* key,
                    KeyEncoding encoding,
                    const QByteArray& password)
{
    constexpr int kPbes2 = -1;
    const EncryptedKeyPtr encrypted(PKCS8_encrypt(kPbes2,
                                                  EVP_aes_256_cbc(),
                                                  password.constData(),
                                                  static_cast<int>(password.size()),
                                                  nullptr,
                                                  kSaltBytes,
                                                  kRounds,
                                                  key));
    return encrypted
        && (encoding == KeyEncoding::Pem ? PEM_write_bio_PKCS8(bio, encrypted.get())
                                         : i2d_PKCS8_bio(bio, encrypted.get()))
        == 1;
}

/// The certificate and key that belong together; false when there are both and none fits.
bool pair(const CertificateBundle& bundle, KeyMaterial& material)
{
    for (const std::shared_ptr<EVP_PKEY>& key : bundle.keys) {
        for (const std::shared_ptr<X509>& certificate : bundle.certificates) {
            if (publicKeysEqual(certificate.get(), key.get())) {
                material.certificate = certificate;
                material.key = key;
                return true;
            }
        }
    }
    material.certificate = mainCertificate(bundle.certificates);
    material.key = bundle.keys.isEmpty() ? nullptr : bundle.keys.first();
    return bundle.keys.isEmpty() || bundle.certificates.isEmpty();
}

} // namespace

bool keyFits(const KeyMaterial& material)
{
    const OpenSslErrorGuard guard;
    return material.certificate && material.key
        && publicKeysEqual(material.certificate.get(), material.key.get());
}

QByteArray certificatePem(const KeyMaterial& material, bool withChain)
{
    const BioPtr bio(BIO_new(BIO_s_mem()));
    if (material.certificate) {
        PEM_write_bio_X509(bio.get(), material.certificate.get());
    }
    for (qsizetype i = 0; withChain && i < material.chain.size(); ++i) {
        PEM_write_bio_X509(bio.get(), material.chain.at(i).get());
    }
    return contentOf(bio.get());
}

Result<QByteArray>
keyPkcs8(const KeyMaterial& material, KeyEncoding encoding, const QByteArray& password)
{
    if (!material.hasKey()) {
        return fail({.code = ErrorCode::NoPrivateKey,
                     .message = CertificateText::tr("There is no private key here.")});
    }
    if (material.keyOnToken) { // engines write a file that looks like a key and is none
        return fail({.code = ErrorCode::NotSupported,
                     .message = CertificateText::tr("The private key lies on a token, which does "
                                                    "not give it away."),
                     .remedy = CertificateText::tr("Servers and clients use it where it is.")});
    }
    if (password.size() > kLongestPassword) {
        return fail({.code = ErrorCode::InvalidInput,
                     .message = CertificateText::tr("The password is longer than %1 bytes: other "
                                                    "tools could not read the key.")
                                    .arg(kLongestPassword),
                     .where = QStringLiteral("password")});
    }
    const OpenSslErrorGuard guard;
    const BioPtr bio(BIO_new(BIO_s_mem()));
    const Pkcs8Ptr key(EVP_PKEY2PKCS8(material.key.get()));
    const bool isWritten = key
        && (password.isEmpty() ? writePlain(bio.get(), key.get(), encoding)
                               : writeEncrypted(bio.get(), key.get(), encoding, password));
    if (!isWritten) {
        Error error = openSslError(CertificateText::tr(
            "The private key cannot be written out: it may live in a token that keeps it."));
        error.code = ErrorCode::NotSupported;
        return fail(error);
    }
    return contentOf(bio.get());
}

Result<QByteArray> keyPem(const KeyMaterial& material, const QByteArray& password)
{
    return keyPkcs8(material, KeyEncoding::Pem, password);
}

Result<QByteArray> toPem(const KeyMaterial& material, const QByteArray& password)
{
    QByteArray pem = certificatePem(material, true);
    if (!material.hasKey()) {
        return pem;
    }
    Result<QByteArray> key = keyPem(material, password);
    if (!key) {
        return key;
    }
    pem.reserve(pem.size() + key->size()); // so that growing leaves no copy of the key behind
    pem += *key;
    wipe(*key);
    return pem;
}

Result<KeyMaterial>
readKeyMaterial(const QByteArray& bytes, const QByteArray& password, const QString& origin)
{
    const Result<CertificateBundle> bundle = readBundle(bytes, password, origin, KeyReading::Read);
    if (!bundle) {
        return fail(bundle.error());
    }
    const OpenSslErrorGuard guard;
    KeyMaterial material;
    if (!pair(*bundle, material)) {
        return fail(mismatch(*bundle, origin));
    }
    if (material.certificate) {
        material.chain = IssuerIndex(bundle->certificates).chainOf(material.certificate);
    }
    return material;
}

} // namespace workbench
