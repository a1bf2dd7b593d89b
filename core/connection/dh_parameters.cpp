#include "core/connection/dh_parameters.h"

#include "core/base/openssl_errors.h"

#include <openssl/core_names.h>

#include <algorithm>

namespace workbench {
namespace {

constexpr int kBitsOfRsa2048 = 112; // NIST SP 800-57 part 1

const char* nameOf(DhGroup group)
{
    switch (group) {
    case DhGroup::Ffdhe3072:
        return "ffdhe3072";
    case DhGroup::Ffdhe4096:
        return "ffdhe4096";
    case DhGroup::Ffdhe6144:
        return "ffdhe6144";
    case DhGroup::Ffdhe8192:
        return "ffdhe8192";
    case DhGroup::Usual:
    case DhGroup::Ffdhe2048:
        break;
    }
    return "ffdhe2048";
}

bool isStrong(const KeyMaterial& material)
{
    EVP_PKEY* const key = X509_get0_pubkey(material.certificate.get());
    return key != nullptr && EVP_PKEY_get_security_bits(key) >= kBitsOfRsa2048;
}

} // namespace

std::shared_ptr<EVP_PKEY> dhParameters(DhGroup group, const QList<KeyMaterial>& certificates)
{
    const bool strong = !certificates.isEmpty()
        && std::all_of(certificates.begin(), certificates.end(), &isStrong);
    if (group == DhGroup::Usual && strong) {
        return nullptr;
    }
    const OpenSslErrorGuard guard;
    const EvpKeyContextPtr context(EVP_PKEY_CTX_new_from_name(nullptr, "DH", nullptr));
    EVP_PKEY* made = nullptr;
    if (!context || EVP_PKEY_paramgen_init(context.get()) != 1
        || EVP_PKEY_CTX_set_group_name(context.get(), nameOf(group)) != 1
        || EVP_PKEY_paramgen(context.get(), &made) != 1) {
        return nullptr;
    }
    return {made, EVP_PKEY_free};
}

} // namespace workbench
