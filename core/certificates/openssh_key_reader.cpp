#include "core/certificates/openssh_key_reader.h"

#include "core/base/bytes.h"
#include "core/base/openssl_errors.h"
#include "core/base/secret_bytes.h"
#include "core/base/wipe.h"
#include "core/certificates/bcrypt_pbkdf.h"
#include "core/certificates/certificate_text.h"
#include "core/wire/byte_reader.h"

#include <openssl/core_names.h>
#include <openssl/ec.h>
#include <openssl/param_build.h>

#include <algorithm>
#include <array>
#include <string_view>

namespace workbench {
namespace {

using wire::ByteReader;
using wire::Bytes;

using ParamBuilderPtr = std::unique_ptr<OSSL_PARAM_BLD, Freed<OSSL_PARAM_BLD_free>>;
using ParamsPtr = std::unique_ptr<OSSL_PARAM, Freed<OSSL_PARAM_free>>;
using KeyContextPtr = std::unique_ptr<EVP_PKEY_CTX, Freed<EVP_PKEY_CTX_free>>;
using CipherContextPtr = std::unique_ptr<EVP_CIPHER_CTX, Freed<EVP_CIPHER_CTX_free>>;
using NumberPtr = std::unique_ptr<BIGNUM, Freed<BN_clear_free>>;

constexpr std::string_view kMagic {"openssh-key-v1\0", 15};

/// What ssh-keygen -Z offers and a TLS library has; its default is the first.
struct Cipher
{
    std::string_view name;
    const EVP_CIPHER* (*get)();
};

constexpr std::array kCiphers {Cipher {"aes256-ctr", &EVP_aes_256_ctr},
                               Cipher {"aes192-ctr", &EVP_aes_192_ctr},
                               Cipher {"aes128-ctr", &EVP_aes_128_ctr},
                               Cipher {"aes256-cbc", &EVP_aes_256_cbc},
                               Cipher {"aes192-cbc", &EVP_aes_192_cbc},
                               Cipher {"aes128-cbc", &EVP_aes_128_cbc},
                               Cipher {"3des-cbc", &EVP_des_ede3_cbc}};

struct Curve
{
    std::string_view type; ///< as the key names itself
    const char* group; ///< as OpenSSL does
};

constexpr std::array kCurves {Curve {"ecdsa-sha2-nistp256", "P-256"},
                              Curve {"ecdsa-sha2-nistp384", "P-384"},
                              Curve {"ecdsa-sha2-nistp521", "P-521"}};

/// A string of the SSH protocol (RFC 4251 §5): length and bytes.
Bytes string(ByteReader& reader)
{
    return reader.bytes(static_cast<std::size_t>(reader.uint(4)));
}

std::string_view text(Bytes bytes)
{
    return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

QString latin(std::string_view text)
{
    return QString::fromLatin1(text.data(), static_cast<qsizetype>(text.size()));
}

NumberPtr number(ByteReader& reader)
{
    const Bytes bytes = string(reader); // mpint, never negative in a key
    return NumberPtr(BN_bin2bn(bytes.data(), static_cast<int>(bytes.size()), nullptr));
}

EvpKeyPtr keyFrom(const char* type, OSSL_PARAM_BLD* builder)
{
    const ParamsPtr params(OSSL_PARAM_BLD_to_param(builder));
    const KeyContextPtr context(EVP_PKEY_CTX_new_from_name(nullptr, type, nullptr));
    EVP_PKEY* key = nullptr;
    if (!params || !context || EVP_PKEY_fromdata_init(context.get()) != 1
        || EVP_PKEY_fromdata(context.get(), &key, EVP_PKEY_KEYPAIR, params.get()) != 1) {
        return nullptr;
    }
    return EvpKeyPtr(key);
}

EvpKeyPtr readRsa(ByteReader& reader)
{
    const NumberPtr n = number(reader);
    const NumberPtr e = number(reader);
    const NumberPtr d = number(reader);
    const NumberPtr coefficient = number(reader);
    const NumberPtr p = number(reader);
    const NumberPtr q = number(reader);
    if (reader.failed() || BN_is_zero(p.get()) == 1 || BN_is_zero(q.get()) == 1) {
        return nullptr;
    }
    // The exponents are not in the file.
    const std::unique_ptr<BN_CTX, Freed<BN_CTX_free>> work(BN_CTX_secure_new());
    const NumberPtr less(BN_new());
    const NumberPtr dp(BN_new());
    const NumberPtr dq(BN_new());
    BN_sub(less.get(), p.get(), BN_value_one());
    BN_mod(dp.get(), d.get(), less.get(), work.get());
    BN_sub(less.get(), q.get(), BN_value_one());
    BN_mod(dq.get(), d.get(), less.get(), work.get());
    const ParamBuilderPtr builder(OSSL_PARAM_BLD_new());
    OSSL_PARAM_BLD_push_BN(builder.get(), OSSL_PKEY_PARAM_RSA_N, n.get());
    OSSL_PARAM_BLD_push_BN(builder.get(), OSSL_PKEY_PARAM_RSA_E, e.get());
    OSSL_PARAM_BLD_push_BN(builder.get(), OSSL_PKEY_PARAM_RSA_D, d.get());
    OSSL_PARAM_BLD_push_BN(builder.get(), OSSL_PKEY_PARAM_RSA_FACTOR1, p.get());
    OSSL_PARAM_BLD_push_BN(builder.get(), OSSL_PKEY_PARAM_RSA_FACTOR2, q.get());
    OSSL_PARAM_BLD_push_BN(builder.get(), OSSL_PKEY_PARAM_RSA_EXPONENT1, dp.get());
    OSSL_PARAM_BLD_push_BN(builder.get(), OSSL_PKEY_PARAM_RSA_EXPONENT2, dq.get());
    OSSL_PARAM_BLD_push_BN(builder.get(), OSSL_PKEY_PARAM_RSA_COEFFICIENT1, coefficient.get());
    return keyFrom("RSA", builder.get());
}

EvpKeyPtr readEc(ByteReader& reader, const char* group)
{
    string(reader); // the curve once more
    const Bytes point = string(reader);
    const NumberPtr secret = number(reader);
    if (reader.failed()) {
        return nullptr;
    }
    const ParamBuilderPtr builder(OSSL_PARAM_BLD_new());
    OSSL_PARAM_BLD_push_utf8_string(builder.get(), OSSL_PKEY_PARAM_GROUP_NAME, group, 0);
    OSSL_PARAM_BLD_push_octet_string(
        builder.get(), OSSL_PKEY_PARAM_PUB_KEY, point.data(), point.size());
    OSSL_PARAM_BLD_push_BN(builder.get(), OSSL_PKEY_PARAM_PRIV_KEY, secret.get());
    return keyFrom("EC", builder.get());
}

EvpKeyPtr readEd25519(ByteReader& reader)
{
    constexpr std::size_t kSeed = 32;
    string(reader); // the public key
    const Bytes secret = string(reader); // the seed and the public key once more
    if (reader.failed() || secret.size() < kSeed) {
        return nullptr;
    }
    return EvpKeyPtr(EVP_PKEY_new_raw_private_key(EVP_PKEY_ED25519, nullptr, secret.data(), kSeed));
}

bool isConsistent(EVP_PKEY* key)
{
    const KeyContextPtr context(EVP_PKEY_CTX_new_from_pkey(nullptr, key, nullptr));
    return context && EVP_PKEY_pairwise_check(context.get()) == 1;
}

Error damaged(const QString& origin, std::size_t offset)
{
    return {.code = ErrorCode::InvalidInput,
            .message = CertificateText::tr("The OpenSSH key is damaged: its data end too soon or "
                                           "contradict themselves at byte %1.")
                           .arg(offset),
            .remedy = CertificateText::tr("Copy the key file again."),
            .where = origin};
}

Error notReadable(const QString& origin, const QString& message)
{
    return {.code = ErrorCode::NotSupported,
            .message = message,
            .remedy = CertificateText::tr(
                "Write it anew in a form that TLS libraries read: ssh-keygen -p -m PKCS8 -f FILE"),
            .where = origin};
}

Result<EvpKeyPtr> readPrivatePart(Bytes content, const QString& origin)
{
    ByteReader reader(content);
    const std::uint64_t check = reader.uint(4);
    if (check != reader.uint(4) || reader.failed()) {
        return fail(damaged(origin, reader.offset()));
    }
    const std::string_view type = text(string(reader));
    EvpKeyPtr key;
    if (type == "ssh-rsa") {
        key = readRsa(reader);
    } else if (type == "ssh-ed25519") {
        key = readEd25519(reader);
    } else {
        const auto* curve = std::find_if(
            kCurves.begin(), kCurves.end(), [type](const Curve& one) { return one.type == type; });
        if (curve == kCurves.end()) {
            return fail(notReadable(
                origin,
                CertificateText::tr("It is an OpenSSH key of the type “%1”, which no certificate "
                                    "for TLS has.")
                    .arg(latin(type))));
        }
        key = readEc(reader, curve->group);
    }
    if (!key || !isConsistent(key.get())) {
        return fail(damaged(origin, reader.offset()));
    }
    return key;
}

/// The private part under a password, and how.
struct Encrypted
{
    std::string_view cipher;
    std::string_view derivation;
    Bytes parameters; ///< of the derivation
    Bytes content;
};

Error passwordError(const QByteArray& password, const QString& origin)
{
    const bool isMissing = password.isEmpty();
    return {.code = isMissing ? ErrorCode::PasswordNeeded : ErrorCode::WrongPassword,
            .message = isMissing
                ? CertificateText::tr("The OpenSSH key is encrypted.")
                : CertificateText::tr("The password does not fit the OpenSSH key."),
            .remedy = isMissing ? CertificateText::tr("Give its password.")
                                : CertificateText::tr("Passwords are case-sensitive; try again."),
            .where = origin};
}

/// Undoes the encryption; the bytes are of the length that they had.
bool decrypt(const EVP_CIPHER* cipher, const QByteArray& secret, Bytes content, QByteArray& plain)
{
    const CipherContextPtr context(EVP_CIPHER_CTX_new());
    const auto* key = reinterpret_cast<const unsigned char*>(secret.constData());
    plain = QByteArray(static_cast<qsizetype>(content.size()) + EVP_MAX_BLOCK_LENGTH, '\0');
    int written = 0;
    const bool isDone
        = EVP_DecryptInit_ex2(
              context.get(), cipher, key, key + EVP_CIPHER_get_key_length(cipher), nullptr)
            == 1
        && EVP_CIPHER_CTX_set_padding(context.get(), 0) == 1
        && EVP_DecryptUpdate(context.get(),
                             reinterpret_cast<unsigned char*>(plain.data()),
                             &written,
                             content.data(),
                             static_cast<int>(content.size()))
            == 1;
    plain.resize(isDone ? written : 0);
    return isDone;
}

/// The private part in clear, whose first two numbers are equal: so a wrong password is noticed.
Result<SecretBytes>
decrypted(const Encrypted& part, const QByteArray& password, const QString& origin)
{
    constexpr std::uint64_t kMostRounds = 4096; // ssh-keygen takes 16 to 24; these take seconds
    const auto* found = std::find_if(kCiphers.begin(), kCiphers.end(), [&part](const auto& one) {
        return one.name == part.cipher;
    });
    ByteReader reader(part.parameters);
    const Bytes salt = string(reader);
    const std::uint64_t rounds = reader.uint(4);
    if (found == kCiphers.end() || part.derivation != "bcrypt" || rounds > kMostRounds) {
        return fail(notReadable(origin,
                                CertificateText::tr("It is an OpenSSH key whose encryption (%1, "
                                                    "%2) is not read here.")
                                    .arg(latin(part.cipher), latin(part.derivation))));
    }
    if (reader.failed() || salt.empty() || rounds == 0) {
        return fail(damaged(origin, 0));
    }
    if (password.isEmpty()) {
        return fail(passwordError(password, origin));
    }
    const EVP_CIPHER* const cipher = found->get();
    QByteArray secret = bcryptPbkdf(
        password,
        QByteArray(reinterpret_cast<const char*>(salt.data()), static_cast<qsizetype>(salt.size())),
        static_cast<int>(rounds),
        EVP_CIPHER_get_key_length(cipher) + EVP_CIPHER_get_iv_length(cipher));
    QByteArray plain;
    const bool isDone = decrypt(cipher, secret, part.content, plain);
    wipe(secret);
    const SecretBytes content(std::move(plain));
    ByteReader numbers(asSpan(content.bytes()));
    const std::uint64_t check = numbers.uint(4);
    if (!isDone || check != numbers.uint(4) || numbers.failed()) {
        return fail(passwordError(password, origin));
    }
    return content;
}

} // namespace

Result<std::shared_ptr<EVP_PKEY>>
readOpenSshKey(const QByteArray& content, const QByteArray& password, const QString& origin)
{
    const OpenSslErrorGuard guard;
    ByteReader reader(asSpan(content));
    if (text(reader.bytes(kMagic.size())) != kMagic) {
        return fail(damaged(origin, 0));
    }
    const std::string_view cipher = text(string(reader));
    const std::string_view derivation = text(string(reader));
    const Bytes parameters = string(reader);
    const std::uint64_t keys = reader.uint(4);
    if (reader.failed() || keys == 0) {
        return fail(damaged(origin, reader.offset()));
    }
    string(reader); // the public key
    const Bytes privatePart = string(reader);
    if (reader.failed()) {
        return fail(damaged(origin, reader.offset()));
    }
    Result<EvpKeyPtr> key = fail({});
    if (cipher == "none") {
        key = readPrivatePart(privatePart, origin);
    } else {
        const Result<SecretBytes> plain = decrypted({.cipher = cipher,
                                                     .derivation = derivation,
                                                     .parameters = parameters,
                                                     .content = privatePart},
                                                    password,
                                                    origin);
        key = plain ? readPrivatePart(asSpan(plain->bytes()), origin) : fail(plain.error());
    }
    if (!key) {
        return fail(key.error());
    }
    return std::shared_ptr<EVP_PKEY>(std::move(*key));
}

} // namespace workbench
