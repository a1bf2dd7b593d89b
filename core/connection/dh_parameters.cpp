#include "core/connection/dh_parameters.h"

#include "core/base/openssl_errors.h"

#include <QCoreApplication>

#include <openssl/core_names.h>

#include <algorithm>
#include <array>

namespace workbench {
namespace {

constexpr int kBitsOfRsa2048 = 112; // NIST SP 800-57 part 1

/// What a security level demands: SSL_CTX_set_security_level(3).
int demandedBits(int securityLevel)
{
    constexpr std::array kBits {0, 80, 112, 128, 192, 256};
    return kBits.at(static_cast<std::size_t>(std::clamp<int>(securityLevel, 0, kBits.size() - 1)));
}

struct Text
{
    Q_DECLARE_TR_FUNCTIONS(DhParameters)
};

/// As OpenSSL reckons it: BN_security_bits(3).
int bitsOf(DhGroup group)
{
    switch (group) {
    case DhGroup::Ffdhe3072:
    case DhGroup::Ffdhe4096:
    case DhGroup::Ffdhe6144:
        return 128;
    case DhGroup::Ffdhe8192:
        return 192;
    case DhGroup::Usual:
    case DhGroup::Ffdhe2048:
        break;
    }
    return kBitsOfRsa2048;
}

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

Result<void> checkDhGroup(DhGroup group, int securityLevel)
{
    if (group == DhGroup::Usual || bitsOf(group) >= demandedBits(securityLevel)) {
        return {};
    }
    return fail({.code = ErrorCode::InvalidInput,
                 .message = Text::tr("The group %1 has %2 bits of security, and security level %3 "
                                     "demands %4.")
                                .arg(QLatin1String(nameOf(group)))
                                .arg(bitsOf(group))
                                .arg(securityLevel)
                                .arg(demandedBits(securityLevel)),
                 .remedy = Text::tr("Choose a larger group, the usual one, or a lower level."),
                 .where = QStringLiteral("dh-group")});
}

std::shared_ptr<EVP_PKEY> dhParameters(DhGroup group, const DhNeeds& needs)
{
    const QList<KeyMaterial>& certificates = needs.certificates;
    const bool strong = !certificates.isEmpty() && !needs.withoutCertificate
        && std::all_of(certificates.begin(), certificates.end(), &isStrong);
    const bool levelIsEnough = demandedBits(needs.securityLevel) >= kBitsOfRsa2048;
    if (group == DhGroup::Usual && (strong || levelIsEnough)) {
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
