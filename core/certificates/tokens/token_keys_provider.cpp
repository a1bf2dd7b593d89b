#include "core/base/openssl_errors.h"
#include "core/certificates/certificate_text.h"
#include "core/certificates/tokens/token_keys.h"

#include <openssl/core_names.h>
#include <openssl/crypto.h>
#include <openssl/params.h>
#include <openssl/provider.h>
#include <openssl/store.h>
#include <openssl/ui.h>

#include <mutex>

namespace workbench {

// Providers learn of their module by a parameter, which can be given since OpenSSL 3.2; and those
// of Debian 12 are too young to be used.
#if OPENSSL_VERSION_NUMBER >= 0x30200000L

namespace {

using StorePtr = std::unique_ptr<OSSL_STORE_CTX, Freed<OSSL_STORE_close>>;
using StoreInfoPtr = std::unique_ptr<OSSL_STORE_INFO, Freed<OSSL_STORE_INFO_free>>;

/// Where the token's provider is, with OpenSSL's own beside it. In the context of everything else,
/// OpenSSL 3.5 would take it for keys in files as well, now and then: once a key on a token has
/// signed, whoever asks for that algorithm and no provider may get the token's. Then PINs are asked
/// for on the terminal, in whatever thread, and sound certificates are refused. Kept as long as the
/// program runs, as keys may be.
OSSL_LIB_CTX* tokenContext()
{
    static OSSL_LIB_CTX* const context = OSSL_LIB_CTX_new();
    return context;
}

class ProviderKeys final : public TokenKeys
{
public:
    Result<std::shared_ptr<EVP_PKEY>> load(const QString& uri) const override
    {
        const OpenSslErrorGuard guard;
        const StorePtr store(OSSL_STORE_open_ex(uri.toUtf8().constData(),
                                                tokenContext(),
                                                "provider=pkcs11",
                                                UI_null(),
                                                nullptr,
                                                nullptr,
                                                nullptr,
                                                nullptr));
        while (store && OSSL_STORE_eof(store.get()) == 0 && OSSL_STORE_error(store.get()) == 0) {
            const StoreInfoPtr info(OSSL_STORE_load(store.get()));
            if (info && OSSL_STORE_INFO_get_type(info.get()) == OSSL_STORE_INFO_PKEY) {
                return std::shared_ptr<EVP_PKEY>(EvpKeyPtr(OSSL_STORE_INFO_get1_PKEY(info.get())));
            }
        }
        return fail(openSslError(
            CertificateText::tr("OpenSSL's provider “pkcs11” does not find the private key.")));
    }
};

/// The provider serves one module as long as the program runs.
bool providerServes(const QString& module)
{
    static std::mutex mutex;
    static QString served;
    const std::lock_guard lock(mutex);
    if (!served.isEmpty()) {
        return served == module;
    }
    QByteArray path = module.toLocal8Bit();
    const OSSL_PARAM parameters[]
        = {OSSL_PARAM_construct_utf8_string("pkcs11-module-path", path.data(), 0),
           OSSL_PARAM_construct_end()};
    if (OSSL_PROVIDER_load(tokenContext(), "default") == nullptr
        || OSSL_PROVIDER_load_ex(tokenContext(), "pkcs11", const_cast<OSSL_PARAM*>(parameters))
            == nullptr) {
        return false;
    }
    served = module;
    return true;
}

} // namespace

std::unique_ptr<TokenKeys> tokenKeysByProvider(const QString& module)
{
    const OpenSslErrorGuard guard;
    return providerServes(module) ? std::make_unique<ProviderKeys>() : nullptr;
}

#else

std::unique_ptr<TokenKeys> tokenKeysByProvider(const QString&)
{
    return nullptr;
}

#endif

} // namespace workbench
