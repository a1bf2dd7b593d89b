#include "core/certificates/key_usage.h"

#include "core/certificates/certificate_request.h"

#include <openssl/x509v3.h>

namespace workbench {

QStringList keyUsageOf(X509* certificate)
{
    return keyUsageWordsOf(X509_get_key_usage(certificate));
}

std::uint32_t impossibleUsages(int keyType)
{
    switch (keyType) {
    case EVP_PKEY_RSA:
        return KU_KEY_AGREEMENT | KU_ENCIPHER_ONLY | KU_DECIPHER_ONLY;
    case EVP_PKEY_EC:
        return KU_KEY_ENCIPHERMENT | KU_DATA_ENCIPHERMENT;
    case EVP_PKEY_RSA_PSS:
    case EVP_PKEY_DSA:
    case EVP_PKEY_ED25519:
    case EVP_PKEY_ED448:
        return KU_KEY_ENCIPHERMENT | KU_DATA_ENCIPHERMENT | KU_KEY_AGREEMENT | KU_ENCIPHER_ONLY
            | KU_DECIPHER_ONLY;
    default:
        return 0;
    }
}

QStringList keyUsageWordsOf(std::uint32_t bits)
{
    constexpr std::uint32_t kFirst = KU_DIGITAL_SIGNATURE; // the others follow downwards
    const QStringList words = keyUsageWords();
    QStringList set;
    for (qsizetype i = 0; i < words.size(); ++i) {
        const std::uint32_t bit
            = i < 8 ? kFirst >> i : static_cast<std::uint32_t>(KU_DECIPHER_ONLY);
        if ((bits & bit) != 0) {
            set.append(words.at(i));
        }
    }
    return set;
}

} // namespace workbench
