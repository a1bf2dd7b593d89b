#include "core/certificates/private_key_reader.h"

#include "core/base/openssl_errors.h"
#include "core/base/wipe.h"
#include "core/certificates/certificate_text.h"
#include "core/certificates/key_derivation_cost.h"
#include "core/certificates/pkcs8_pointers.h"

#include <openssl/core_dispatch.h>
#include <openssl/decoder.h>
#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/provider.h>

#include <array>
#include <cstring>

namespace workbench {
namespace {

using DecoderContextPtr = std::unique_ptr<OSSL_DECODER_CTX, Freed<OSSL_DECODER_CTX_free>>;
using CipherPtr = std::unique_ptr<EVP_CIPHER, Freed<EVP_CIPHER_free>>;
using CipherContextPtr = std::unique_ptr<EVP_CIPHER_CTX, Freed<EVP_CIPHER_CTX_free>>;

struct PasswordQuestion
{
    const QByteArray* password = nullptr;
    bool asked = false;
};

int onPassword(char* buffer, int size, int /*writing*/, void* data)
{
    auto* question = static_cast<PasswordQuestion*>(data);
    question->asked = true;
    if (question->password->isEmpty() || question->password->size() > size) {
        return -1;
    }
    std::memcpy(buffer, question->password->constData(), question->password->size());
    return static_cast<int>(question->password->size());
}

EvpKeyPtr decode(const QByteArray& bytes, PasswordQuestion& question, OSSL_LIB_CTX* library)
{
    EVP_PKEY* key = nullptr;
    const DecoderContextPtr context(OSSL_DECODER_CTX_new_for_pkey(
        &key, nullptr, nullptr, nullptr, EVP_PKEY_KEYPAIR, library, nullptr));
    if (!context) {
        return nullptr;
    }
    OSSL_DECODER_CTX_set_pem_password_cb(context.get(), onPassword, &question);
    const auto* data = reinterpret_cast<const unsigned char*>(bytes.constData());
    auto length = static_cast<std::size_t>(bytes.size());
    if (OSSL_DECODER_from_data(context.get(), &data, &length) != 1) {
        return nullptr;
    }
    return EvpKeyPtr(key);
}

/// One PEM block of the old encryption (RFC 1421), freed and wiped with this.
struct OldPem
{
    char* label = nullptr;
    char* header = nullptr;
    unsigned char* data = nullptr;
    long length = 0;

    OldPem() = default;
    Q_DISABLE_COPY_MOVE(OldPem)

    ~OldPem()
    {
        OPENSSL_free(label);
        OPENSSL_free(header);
        OPENSSL_clear_free(data, static_cast<std::size_t>(length));
    }
};

/// Undoes the encryption that stands in the headers of a PEM block with a library's ciphers, which
/// OpenSSL does with those of the default library only. Empty: there is none, or it cannot.
QByteArray decryptedPem(const QByteArray& bytes, const QByteArray& password, OSSL_LIB_CTX* library)
{
    const BioPtr bio(BIO_new_mem_buf(bytes.constData(), static_cast<int>(bytes.size())));
    OldPem pem;
    EVP_CIPHER_INFO info {};
    if (PEM_read_bio(bio.get(), &pem.label, &pem.header, &pem.data, &pem.length) != 1
        || PEM_get_EVP_CIPHER_INFO(pem.header, &info) != 1 || info.cipher == nullptr) {
        return {};
    }
    const CipherPtr cipher(EVP_CIPHER_fetch(library, EVP_CIPHER_get0_name(info.cipher), nullptr));
    const CipherContextPtr context(EVP_CIPHER_CTX_new());
    // The salt is the beginning of the initialization vector, the hash MD5, the rounds one.
    std::array<unsigned char, EVP_MAX_KEY_LENGTH> key {};
    const int keyLength = EVP_BytesToKey(info.cipher,
                                         EVP_md5(),
                                         info.iv,
                                         reinterpret_cast<const unsigned char*>(password.data()),
                                         static_cast<int>(password.size()),
                                         1,
                                         key.data(),
                                         nullptr);
    QByteArray plain(static_cast<qsizetype>(pem.length) + EVP_MAX_BLOCK_LENGTH, '\0');
    auto* out = reinterpret_cast<unsigned char*>(plain.data());
    int first = 0;
    int last = 0;
    const bool isDone = cipher && keyLength > 0
        && EVP_DecryptInit_ex2(context.get(), cipher.get(), key.data(), info.iv, nullptr) == 1
        && EVP_DecryptUpdate(context.get(), out, &first, pem.data, static_cast<int>(pem.length))
            == 1
        && EVP_DecryptFinal_ex(context.get(), out + first, &last) == 1;
    OPENSSL_cleanse(key.data(), key.size());
    plain.resize(isDone ? first + last : 0); // shrinks, so that nothing is copied
    return plain;
}

/// The same key in the default library context.
EvpKeyPtr copied(EVP_PKEY* key)
{
    const Pkcs8Ptr plain(EVP_PKEY2PKCS8(key));
    return EvpKeyPtr(plain ? EVP_PKCS82PKEY(plain.get()) : nullptr);
}

} // namespace

LegacyLibrary::LegacyLibrary()
    : m_context(OSSL_LIB_CTX_new())
{
    m_legacy = OSSL_PROVIDER_load(m_context, "legacy");
    m_default = OSSL_PROVIDER_load(m_context, "default");
    if (m_legacy == nullptr || m_default == nullptr) {
        OSSL_PROVIDER_unload(m_legacy);
        OSSL_PROVIDER_unload(m_default);
        OSSL_LIB_CTX_free(m_context);
        m_legacy = nullptr;
        m_default = nullptr;
        m_context = nullptr;
    }
}

LegacyLibrary::~LegacyLibrary()
{
    OSSL_PROVIDER_unload(m_legacy);
    OSSL_PROVIDER_unload(m_default);
    OSSL_LIB_CTX_free(m_context);
}

bool lacksAlgorithm()
{
    const unsigned long first = ERR_peek_error();
    const unsigned long last = ERR_peek_last_error();
    const auto unsupported = [](unsigned long code) {
        return ERR_GET_LIB(code) == ERR_LIB_EVP
            && (ERR_GET_REASON(code) == ERR_R_UNSUPPORTED
                || ERR_GET_REASON(code) == EVP_R_UNSUPPORTED_ALGORITHM
                || ERR_GET_REASON(code) == EVP_R_UNSUPPORTED_CIPHER);
    };
    return unsupported(first) || unsupported(last);
}

Error oldEncryptionError(const QString& origin)
{
    Error error = openSslError(CertificateText::tr(
        "It is encrypted in an old way (like RC2 or DES) that the TLS library here cannot undo."));
    error.code = ErrorCode::NotSupported;
    error.remedy = CertificateText::tr(
        "Install OpenSSL's legacy provider (legacy.so), or write the file anew on a machine that "
        "reads it: openssl pkcs12 -legacy -in OLD -out BETWEEN.pem, then openssl pkcs12 -export "
        "-in BETWEEN.pem -out NEW.");
    error.where = origin;
    return error;
}

Result<std::shared_ptr<EVP_PKEY>>
readPrivateKey(const QByteArray& bytes, const QByteArray& password, const QString& origin)
{
    if (const Result<void> cost = checkDerivationCost(bytes, origin); !cost) {
        return fail(cost.error());
    }
    ERR_clear_error();
    PasswordQuestion question {.password = &password};
    EvpKeyPtr key = decode(bytes, question, nullptr);
    const bool lacking = !key && lacksAlgorithm();
    if (lacking && !password.isEmpty()) {
        const LegacyLibrary legacy;
        if (legacy.context() == nullptr) {
            return fail(oldEncryptionError(origin));
        }
        ERR_clear_error();
        if (const EvpKeyPtr foreign = decode(bytes, question, legacy.context())) {
            key = copied(foreign.get());
        } else {
            QByteArray plain = decryptedPem(bytes, password, legacy.context());
            key = plain.isEmpty() ? nullptr : decode(plain, question, nullptr);
            wipe(plain);
        }
    }
    if (key) {
        ERR_clear_error();
        return std::shared_ptr<EVP_PKEY>(std::move(key));
    }
    Error error = openSslError({});
    error.where = origin;
    if (question.asked && password.isEmpty()) {
        error.code = ErrorCode::PasswordNeeded;
        error.message = CertificateText::tr("The private key is encrypted.");
        error.remedy = CertificateText::tr("Give its password.");
        error.nativeCode = 0;
        error.nativeText.clear();
    } else if (question.asked) {
        error.code = ErrorCode::WrongPassword;
        error.message = CertificateText::tr("The password does not fit the private key.");
        error.remedy = CertificateText::tr("Passwords are case-sensitive; try again.");
    } else {
        error.code = ErrorCode::InvalidInput;
        error.message = CertificateText::tr(
            "The private key is damaged or of a kind that the TLS library does not know.");
    }
    return fail(error);
}

} // namespace workbench
