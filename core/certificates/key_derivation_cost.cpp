#include "core/certificates/key_derivation_cost.h"

#include "core/base/openssl_errors.h"
#include "core/certificates/certificate_text.h"
#include "core/certificates/pkcs12_parts.h"
#include "core/certificates/pkcs8_pointers.h"

#include <algorithm>

namespace workbench {
namespace {

constexpr qint64 kMostRounds = 10'000'000;
constexpr qint64 kMostScrypt = 1 << 24; // N·r·p; RFC 7914's example is 2^17, a minute's work 2^29
constexpr qint64 kBeyondAll = kMostRounds + 1;

using PbeParametersPtr = std::unique_ptr<PBEPARAM, Freed<PBEPARAM_free>>;
using Pbe2ParametersPtr = std::unique_ptr<PBE2PARAM, Freed<PBE2PARAM_free>>;
using Pbkdf2ParametersPtr = std::unique_ptr<PBKDF2PARAM, Freed<PBKDF2PARAM_free>>;
using ScryptParametersPtr = std::unique_ptr<SCRYPT_PARAMS, Freed<SCRYPT_PARAMS_free>>;

/// A number that is none, negative or does not fit counts as beyond all.
qint64 roundsOf(const ASN1_INTEGER* number)
{
    int64_t value = 0;
    if (number == nullptr || ASN1_INTEGER_get_int64(&value, number) != 1 || value < 0) {
        return kBeyondAll;
    }
    return std::min<qint64>(value, kBeyondAll);
}

/// RFC 7914. OpenSSL bounds the memory, which is about N·r, but not how often it is gone through.
/// Told in rounds, since a container has many parts, each of which would be within the bounds.
qint64 roundsOfScrypt(const ASN1_STRING* parameters)
{
    const ScryptParametersPtr scrypt(
        static_cast<SCRYPT_PARAMS*>(ASN1_item_unpack(parameters, ASN1_ITEM_rptr(SCRYPT_PARAMS))));
    if (!scrypt) {
        return 0;
    }
    qint64 work = 1;
    for (const ASN1_INTEGER* factor :
         {scrypt->costParameter, scrypt->blockSize, scrypt->parallelizationParameter}) {
        work = std::min(work, kBeyondAll) * roundsOf(factor);
    }
    return work > kMostScrypt ? kBeyondAll : std::max<qint64>(1, work * kMostRounds / kMostScrypt);
}

/// The parameters of PBES2, and of PBMAC1, which has the same two parts (RFC 8018, A.4 and A.5).
qint64 roundsOfPbes2(const ASN1_STRING* sequence)
{
    const Pbe2ParametersPtr modern(
        static_cast<PBE2PARAM*>(ASN1_item_unpack(sequence, ASN1_ITEM_rptr(PBE2PARAM))));
    const ASN1_TYPE* inner = modern ? modern->keyfunc->parameter : nullptr;
    if (inner == nullptr || inner->type != V_ASN1_SEQUENCE) {
        return 0;
    }
    if (OBJ_obj2nid(modern->keyfunc->algorithm) == NID_id_scrypt) {
        return roundsOfScrypt(inner->value.sequence);
    }
    const Pbkdf2ParametersPtr derivation(static_cast<PBKDF2PARAM*>(
        ASN1_item_unpack(inner->value.sequence, ASN1_ITEM_rptr(PBKDF2PARAM))));
    return derivation ? roundsOf(derivation->iter) : 0;
}

/// Rounds of one algorithm; 0 for what has none or is unknown.
qint64 roundsOf(const X509_ALGOR* algorithm)
{
    const ASN1_OBJECT* object = nullptr;
    const void* parameter = nullptr;
    int type = V_ASN1_UNDEF;
    X509_ALGOR_get0(&object, &type, &parameter, algorithm);
    if (type != V_ASN1_SEQUENCE) {
        return 0;
    }
    const auto* sequence = static_cast<const ASN1_STRING*>(parameter);
    if (OBJ_obj2nid(object) != NID_pbes2) {
        const PbeParametersPtr old(
            static_cast<PBEPARAM*>(ASN1_item_unpack(sequence, ASN1_ITEM_rptr(PBEPARAM))));
        return old ? roundsOf(old->iter) : 0;
    }
    return roundsOfPbes2(sequence);
}

/// RFC 9579: PBMAC1 has its rounds with the algorithm, as PBES2 does. OpenSSL computes such a MAC
/// since 3.4.
qint64 roundsOfMac(const X509_ALGOR* algorithm)
{
    const ASN1_OBJECT* object = nullptr;
    const void* parameter = nullptr;
    int type = V_ASN1_UNDEF;
    X509_ALGOR_get0(&object, &type, &parameter, algorithm);
    return type == V_ASN1_SEQUENCE && OBJ_obj2nid(object) == NID_pbmac1
        ? roundsOfPbes2(static_cast<const ASN1_STRING*>(parameter))
        : 0;
}

/// Adds up the rounds of a container's parts until there are too many.
class Cost
{
public:
    explicit Cost(const QByteArray& password)
        : m_password(password)
    { }

    void add(qint64 rounds) { m_rounds = std::min(m_rounds + rounds, kBeyondAll); }

    void addSafes(const STACK_OF(PKCS7) * safes)
    {
        for (int i = 0; !isTooMuch() && i < sk_PKCS7_num(safes); ++i) {
            PKCS7* safe = sk_PKCS7_value(safes, i);
            if (PKCS7_type_is_data(safe)) {
                addBags(BagsPtr(PKCS12_unpack_p7data(safe)).get(), kMostNestedBags);
            } else if (PKCS7_type_is_encrypted(safe)) {
                add(roundsOf(safe->d.encrypted->enc_data->algorithm));
                if (!isTooMuch()) {
                    const auto length = static_cast<int>(m_password.size());
                    const char* password = m_password.isNull() ? nullptr : m_password.constData();
                    addBags(BagsPtr(PKCS12_unpack_p7encdata(safe, password, length)).get(),
                            kMostNestedBags);
                }
            }
        }
    }

    bool isTooMuch() const { return m_rounds > kMostRounds; }

private:
    void addBags(const STACK_OF(PKCS12_SAFEBAG) * bags, int levels)
    {
        for (int i = 0; bags != nullptr && !isTooMuch() && i < sk_PKCS12_SAFEBAG_num(bags); ++i) {
            const PKCS12_SAFEBAG* bag = sk_PKCS12_SAFEBAG_value(bags, i);
            const int kind = PKCS12_SAFEBAG_get_nid(bag);
            if (kind == NID_pkcs8ShroudedKeyBag) {
                const X509_ALGOR* algorithm = nullptr;
                X509_SIG_get0(PKCS12_SAFEBAG_get0_pkcs8(bag), &algorithm, nullptr);
                add(roundsOf(algorithm));
            } else if (kind == NID_safeContentsBag) {
                add(levels == 0 ? kBeyondAll : 0);
                if (levels > 0) {
                    addBags(PKCS12_SAFEBAG_get0_safes(bag), levels - 1);
                }
            }
        }
    }

    const QByteArray& m_password;
    qint64 m_rounds = 0;
};

Result<void> tooMuch(const QString& origin)
{
    return fail({.code = ErrorCode::NotSupported,
                 .message = CertificateText::tr(
                                "It asks for more than %1 rounds of key derivation, which is "
                                "not reasonable: reading it would take very long.")
                                .arg(kMostRounds),
                 .remedy = CertificateText::tr("If it is yours, write it anew with fewer rounds."),
                 .where = origin});
}

} // namespace

Result<void> checkDerivationCost(const QByteArray& encryptedKey, const QString& origin)
{
    const OpenSslErrorGuard guard;
    const BioPtr memory(
        BIO_new_mem_buf(encryptedKey.constData(), static_cast<int>(encryptedKey.size())));
    EncryptedKeyPtr key;
    if (memory) {
        key.reset(encryptedKey.startsWith("-----")
                      ? PEM_read_bio_PKCS8(memory.get(), nullptr, nullptr, nullptr)
                      : d2i_PKCS8_bio(memory.get(), nullptr));
    }
    if (!key) {
        return {};
    }
    const X509_ALGOR* algorithm = nullptr;
    X509_SIG_get0(key.get(), &algorithm, nullptr);
    return roundsOf(algorithm) > kMostRounds ? tooMuch(origin) : Result<void> {};
}

Result<void>
checkDerivationCost(PKCS12* container, const QByteArray& password, const QString& origin)
{
    const OpenSslErrorGuard guard;
    Cost cost(password);
    if (PKCS12_mac_present(container) == 1) {
        const X509_ALGOR* algorithm = nullptr;
        const ASN1_INTEGER* rounds = nullptr;
        PKCS12_get0_mac(nullptr, &algorithm, nullptr, &rounds, container);
        cost.add(rounds == nullptr ? 1 : roundsOf(rounds));
        cost.add(roundsOfMac(algorithm));
    }
    if (!cost.isTooMuch()) {
        cost.addSafes(SafesPtr(PKCS12_unpack_authsafes(container)).get());
    }
    return cost.isTooMuch() ? tooMuch(origin) : Result<void> {};
}

} // namespace workbench
