#include "core/connection/negotiated_group.h"

#include "core/base/openssl_errors.h"
#include "core/base/openssl_ptr.h"
#include "core/wire/registry.h"

#include <openssl/core_names.h>

#include <array>

namespace workbench {
namespace {

struct NamedPrime
{
    quint16 group = 0;
    QByteArray prime;
};

QByteArray primeOf(const char* group)
{
    const OpenSslErrorGuard guard;
    const EvpKeyContextPtr context(EVP_PKEY_CTX_new_from_name(nullptr, "DH", nullptr));
    EVP_PKEY* made = nullptr;
    BIGNUM* number = nullptr;
    if (!context || EVP_PKEY_paramgen_init(context.get()) != 1
        || EVP_PKEY_CTX_set_group_name(context.get(), group) != 1
        || EVP_PKEY_paramgen(context.get(), &made) != 1) {
        return {};
    }
    const EvpKeyPtr parameters(made);
    if (EVP_PKEY_get_bn_param(made, OSSL_PKEY_PARAM_FFC_P, &number) != 1) {
        return {};
    }
    const BignumPtr prime(number);
    QByteArray bytes(BN_num_bytes(number), Qt::Uninitialized);
    BN_bn2bin(number, reinterpret_cast<unsigned char*>(bytes.data()));
    return bytes;
}

/// RFC 7919 appendix A; the library has their numbers.
const std::array<NamedPrime, 5>& namedPrimes()
{
    static const std::array<NamedPrime, 5> kAll {{{0x0100, primeOf("ffdhe2048")},
                                                  {0x0101, primeOf("ffdhe3072")},
                                                  {0x0102, primeOf("ffdhe4096")},
                                                  {0x0103, primeOf("ffdhe6144")},
                                                  {0x0104, primeOf("ffdhe8192")}}};
    return kAll;
}

} // namespace

QString groupName(const Negotiated& negotiated)
{
    if (negotiated.group != 0) {
        return QString::fromStdString(wire::groupName(negotiated.group));
    }
    return negotiated.dhBits == 0 ? QString() : QStringLiteral("dh %1 bits").arg(negotiated.dhBits);
}

quint16 groupOfPrime(const QByteArray& prime)
{
    for (const NamedPrime& named : namedPrimes()) {
        if (!prime.isEmpty() && named.prime == prime) {
            return named.group;
        }
    }
    return 0;
}

} // namespace workbench
