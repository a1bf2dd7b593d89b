#include "core/certificates/pkcs12_reader.h"

#include "core/base/openssl_errors.h"
#include "core/certificates/certificate_facts.h"
#include "core/certificates/certificate_text.h"
#include "core/certificates/key_derivation_cost.h"
#include "core/certificates/material_grouping.h"
#include "core/certificates/pkcs12_parts.h"
#include "core/certificates/pkcs8_pointers.h"
#include "core/certificates/private_key_reader.h"

#include <openssl/err.h>
#include <openssl/pkcs12err.h>

#include <cstring>

namespace workbench {
namespace {

struct FreedText
{
    void operator()(char* text) const noexcept { OPENSSL_free(text); }
};

Error unreadable(ErrorCode code,
                 const QString& origin,
                 const QString& message,
                 const QString& remedy = {})
{
    return {.code = code, .message = message, .remedy = remedy, .where = origin};
}

/// `reason`: with which the library's own reading of a whole file says the same.
Error passwordError(const QByteArray& password, const QString& origin, int reason)
{
    if (password.isEmpty()) {
        return unreadable(ErrorCode::PasswordNeeded,
                          origin,
                          CertificateText::tr("The PKCS#12 file is under a password."),
                          CertificateText::tr("Give its password."));
    }
    Error error = unreadable(ErrorCode::WrongPassword,
                             origin,
                             CertificateText::tr("The password does not fit the PKCS#12 file."),
                             CertificateText::tr("Passwords are case-sensitive; try again."));
    error.nativeCode = ERR_PACK(ERR_LIB_PKCS12, 0, reason);
    error.nativeText = QString::fromLatin1(
        ERR_reason_error_string(static_cast<unsigned long>(error.nativeCode)));
    return error;
}

/// Parsed into a library context; null: the default one.
Pkcs12Ptr parse(const QByteArray& bytes, OSSL_LIB_CTX* library)
{
    const auto* position = reinterpret_cast<const unsigned char*>(bytes.constData());
    PKCS12* container
        = library == nullptr ? nullptr : PKCS12_init_ex(NID_pkcs7_data, library, nullptr);
    return Pkcs12Ptr(d2i_PKCS12(&container, &position, static_cast<long>(bytes.size())));
}

/// Where there is no password, two spellings of that are in use: null and empty.
QList<QByteArray> spellings(const QByteArray& password)
{
    QList<QByteArray> all;
    if (password.isEmpty()) {
        all.append(QByteArray());
        all.append(QByteArray(""));
    } else {
        all.append(password);
    }
    return all;
}

const char* textOf(const QByteArray& password)
{
    return password.isNull() ? nullptr : password.constData();
}

bool macFits(PKCS12* container, const QByteArray& password)
{
    return PKCS12_verify_mac(container, textOf(password), static_cast<int>(password.size())) == 1;
}

/// What a part is called in the program that wrote it.
void setAlias(X509* certificate, PKCS12_SAFEBAG* bag)
{
    const std::unique_ptr<char, FreedText> name(PKCS12_get_friendlyname(bag));
    if (name) {
        X509_alias_set1(certificate,
                        reinterpret_cast<const unsigned char*>(name.get()),
                        static_cast<int>(std::strlen(name.get())));
    }
}

/// Takes everything out of a container: PKCS12_parse() stops at the first key. A library context is
/// needed for undoing encryptions only; what comes out is of the default one.
class Unpacking
{
public:
    Unpacking(const QByteArray& password, OSSL_LIB_CTX* library)
        : m_password(password)
        , m_library(library)
    { }

    /// False at the first part that cannot be read; OpenSSL's queue says why.
    bool take(const PKCS12* container)
    {
        const SafesPtr safes(PKCS12_unpack_authsafes(container));
        bool isDone = safes != nullptr;
        for (int i = 0; isDone && i < sk_PKCS7_num(safes.get()); ++i) {
            isDone = takeSafe(sk_PKCS7_value(safes.get(), i));
        }
        return isDone;
    }

    const CertificateBundle& bundle() const { return m_bundle; }

private:
    int length() const { return static_cast<int>(m_password.size()); }

    bool takeSafe(PKCS7* safe)
    {
        if (PKCS7_type_is_data(safe)) {
            return takeBags(BagsPtr(PKCS12_unpack_p7data(safe)).get(), kMostNestedBags);
        }
        if (PKCS7_type_is_encrypted(safe)) {
            const BagsPtr bags(PKCS12_unpack_p7encdata(safe, textOf(m_password), length()));
            return takeBags(bags.get(), kMostNestedBags);
        }
        return true; // for a recipient's key: no tool writes it
    }

    bool takeBags(const STACK_OF(PKCS12_SAFEBAG) * bags, int levels)
    {
        bool isDone = bags != nullptr && levels >= 0;
        for (int i = 0; isDone && i < sk_PKCS12_SAFEBAG_num(bags); ++i) {
            isDone = takeBag(sk_PKCS12_SAFEBAG_value(bags, i), levels);
        }
        return isDone;
    }

    bool takeBag(PKCS12_SAFEBAG* bag, int levels)
    {
        switch (PKCS12_SAFEBAG_get_nid(bag)) {
        case NID_keyBag:
            return takeKey(PKCS12_SAFEBAG_get0_p8inf(bag));
        case NID_pkcs8ShroudedKeyBag:
            return takeKey(Pkcs8Ptr(PKCS12_decrypt_skey_ex(
                                        bag, textOf(m_password), length(), m_library, nullptr))
                               .get());
        case NID_certBag:
            return PKCS12_SAFEBAG_get_bag_nid(bag) != NID_x509Certificate || takeCertificate(bag);
        case NID_safeContentsBag:
            return takeBags(PKCS12_SAFEBAG_get0_safes(bag), levels - 1);
        default:
            return true; // secrets and the like
        }
    }

    bool takeKey(const PKCS8_PRIV_KEY_INFO* plain)
    {
        EvpKeyPtr key(plain == nullptr ? nullptr : EVP_PKCS82PKEY(plain));
        if (!key) {
            return false;
        }
        m_bundle.keys.append(std::shared_ptr<EVP_PKEY>(std::move(key)));
        m_bundle.holdsKey = true;
        return true;
    }

    bool takeCertificate(PKCS12_SAFEBAG* bag)
    {
        X509Ptr certificate(PKCS12_SAFEBAG_get1_cert(bag));
        if (!certificate) {
            return false;
        }
        setAlias(certificate.get(), bag);
        m_bundle.certificates.append(std::shared_ptr<X509>(std::move(certificate)));
        return true;
    }

    const QByteArray& m_password;
    OSSL_LIB_CTX* m_library;
    CertificateBundle m_bundle;
};

/// Without a MAC, decrypting is what tells whether the password is right.
Result<CertificateBundle>
unpack(PKCS12* container, const QByteArray& password, const QString& origin, OSSL_LIB_CTX* library)
{
    const bool hasMac = PKCS12_mac_present(container) == 1;
    bool anyFits = false;
    for (const QByteArray& spelling : spellings(password)) {
        // Before the first round of it is run, and for each library: what one cannot open, and so
        // does not count, the other may.
        if (const Result<void> cost = checkDerivationCost(container, spelling, origin); !cost) {
            return fail(cost.error());
        }
        if (hasMac && !macFits(container, spelling)) {
            continue;
        }
        anyFits = true;
        ERR_clear_error();
        Unpacking unpacking(spelling, library);
        if (unpacking.take(container)) {
            return unpacking.bundle();
        }
        if (lacksAlgorithm()) {
            return fail(oldEncryptionError(origin));
        }
    }
    if (!hasMac || !anyFits) {
        return fail(passwordError(password,
                                  origin,
                                  hasMac ? PKCS12_R_MAC_VERIFY_FAILURE
                                         : PKCS12_R_PKCS12_CIPHERFINAL_ERROR));
    }
    Error error = openSslError(CertificateText::tr(
        "The PKCS#12 file is damaged, or a private key in it has a password of its own."));
    error.code = ErrorCode::InvalidInput;
    error.where = origin;
    return fail(error);
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
    Result<CertificateBundle> unpacked = unpack(container.get(), password, origin, nullptr);
    if (!unpacked && unpacked.error().code == ErrorCode::NotSupported) {
        const LegacyLibrary legacy;
        const Pkcs12Ptr again
            = legacy.context() == nullptr ? nullptr : parse(bytes, legacy.context());
        if (again) {
            unpacked = unpack(again.get(), password, origin, legacy.context());
        }
    }
    if (!unpacked) {
        return fail(unpacked.error());
    }
    append(bundle, *unpacked);
    return {};
}

} // namespace workbench
