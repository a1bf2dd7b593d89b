#include "core/certificates/pkcs12_reader.h"

#include "core/base/openssl_errors.h"
#include "core/certificates/certificate_facts.h"
#include "core/certificates/certificate_text.h"
#include "core/certificates/key_derivation_cost.h"
#include "core/certificates/private_key_reader.h"

#include <openssl/err.h>

namespace workbench {
namespace {

using Pkcs8Ptr = std::unique_ptr<PKCS8_PRIV_KEY_INFO, Freed<PKCS8_PRIV_KEY_INFO_free>>;

Error unreadable(ErrorCode code,
                 const QString& origin,
                 const QString& message,
                 const QString& remedy = {})
{
    return {.code = code, .message = message, .remedy = remedy, .where = origin};
}

Error passwordError(const QByteArray& password, const QString& origin)
{
    if (password.isEmpty()) {
        return unreadable(ErrorCode::PasswordNeeded,
                          origin,
                          CertificateText::tr("The PKCS#12 file is encrypted."),
                          CertificateText::tr("Give its password."));
    }
    return unreadable(ErrorCode::WrongPassword,
                      origin,
                      CertificateText::tr("The password does not fit the PKCS#12 file."),
                      CertificateText::tr("Passwords are case-sensitive; try again."));
}

/// Parsed into a library context; null: the default one.
Pkcs12Ptr parse(const QByteArray& bytes, OSSL_LIB_CTX* library)
{
    const auto* position = reinterpret_cast<const unsigned char*>(bytes.constData());
    PKCS12* container
        = library == nullptr ? nullptr : PKCS12_init_ex(NID_pkcs7_data, library, nullptr);
    return Pkcs12Ptr(d2i_PKCS12(&container, &position, static_cast<long>(bytes.size())));
}

/// Without a password there are two spellings of "none" in use.
bool macFits(PKCS12* container, const QByteArray& password)
{
    if (password.isEmpty()) {
        return PKCS12_verify_mac(container, nullptr, 0) == 1
            || PKCS12_verify_mac(container, "", 0) == 1;
    }
    return PKCS12_verify_mac(container, password.constData(), static_cast<int>(password.size()))
        == 1;
}

struct Unpacked
{
    EvpKeyPtr key;
    X509Ptr certificate;
    X509StackPtr others;
};

bool unpack(PKCS12* container, const QByteArray& password, Unpacked& out)
{
    if (PKCS12_mac_present(container) != 1) {
        // OpenSSL 3.0 refuses a container without one; a password is checked by decrypting.
        PKCS12_set_mac(container,
                       password.constData(),
                       static_cast<int>(password.size()),
                       nullptr,
                       0,
                       1,
                       EVP_sha256());
    }
    EVP_PKEY* key = nullptr;
    X509* certificate = nullptr;
    STACK_OF(X509)* others = nullptr;
    const bool done
        = PKCS12_parse(container, password.constData(), &key, &certificate, &others) == 1;
    out.key.reset(key);
    out.certificate.reset(certificate);
    out.others.reset(others);
    return done;
}

/// Copies into the default library context: the one that unpacked them may be about to go.
void append(const Unpacked& unpacked, CertificateBundle& bundle)
{
    const auto appendCertificate = [&bundle](const X509* certificate) {
        if (Result<X509Ptr> copy = parseCertificate(toDer(certificate))) {
            bundle.certificates.append(std::shared_ptr<X509>(std::move(*copy)));
        }
    };
    if (unpacked.certificate) {
        appendCertificate(unpacked.certificate.get());
    }
    for (int i = 0; unpacked.others && i < sk_X509_num(unpacked.others.get()); ++i) {
        appendCertificate(sk_X509_value(unpacked.others.get(), i));
    }
    if (unpacked.key) {
        const Pkcs8Ptr plain(EVP_PKEY2PKCS8(unpacked.key.get()));
        if (EvpKeyPtr key {plain ? EVP_PKCS82PKEY(plain.get()) : nullptr}) {
            bundle.keys.append(std::shared_ptr<EVP_PKEY>(std::move(key)));
        }
        bundle.holdsKey = true;
    }
}

Result<Unpacked> unpackLegacy(const QByteArray& bytes,
                              const QByteArray& password,
                              const QString& origin,
                              OSSL_LIB_CTX* library)
{
    Unpacked unpacked;
    const Pkcs12Ptr container = parse(bytes, library);
    if (!container || !unpack(container.get(), password, unpacked)) {
        return fail(oldEncryptionError(origin));
    }
    return unpacked;
}

} // namespace

bool isPkcs12(const QByteArray& bytes)
{
    const OpenSslErrorGuard guard;
    return parse(bytes, nullptr) != nullptr;
}

Result<void> readPkcs12(const QByteArray& bytes,
                        const QByteArray& password,
                        const QString& origin,
                        CertificateBundle& bundle)
{
    const OpenSslErrorGuard guard;
    const Pkcs12Ptr container = parse(bytes, nullptr);
    if (!container) {
        return fail(unreadable(
            ErrorCode::InvalidInput, origin, CertificateText::tr("The PKCS#12 file is damaged.")));
    }
    if (const Result<void> cost = checkDerivationCost(container.get(), password, origin); !cost) {
        return fail(cost.error());
    }
    const bool hasMac = PKCS12_mac_present(container.get()) == 1;
    if (hasMac && !macFits(container.get(), password)) {
        return fail(passwordError(password, origin));
    }
    ERR_clear_error();
    Unpacked unpacked;
    if (unpack(container.get(), password, unpacked)) {
        append(unpacked, bundle);
        return {};
    }
    if (lacksAlgorithm()) {
        const LegacyLibrary legacy;
        if (legacy.context() == nullptr) {
            return fail(oldEncryptionError(origin));
        }
        // The unpacked objects must go before the library context does.
        const Result<Unpacked> old = unpackLegacy(bytes, password, origin, legacy.context());
        if (!old) {
            return fail(old.error());
        }
        append(*old, bundle);
        return {};
    }
    if (!hasMac) {
        return fail(passwordError(password, origin));
    }
    Error error = openSslError(CertificateText::tr("The PKCS#12 file is damaged."));
    error.code = ErrorCode::InvalidInput;
    error.where = origin;
    return fail(error);
}

} // namespace workbench
