#include "core/certificates/tokens/token_keys.h"

#include "core/certificates/certificate_text.h"

namespace workbench {

Result<std::unique_ptr<TokenKeys>> tokenKeys(const QString& module, const QByteArray& pin)
{
    std::unique_ptr<TokenKeys> keys = tokenKeysByProvider(module);
    if (!keys) {
        keys = tokenKeysByEngine(module, pin);
    }
    if (!keys) {
        return fail(
            {.code = ErrorCode::NotSupported,
             .message = CertificateText::tr("OpenSSL cannot use keys on tokens here: it has "
                                            "neither its provider nor its engine “pkcs11”."),
             .remedy = CertificateText::tr("Install the package libengine-pkcs11-openssl, "
                                           "or pkcs11-provider with OpenSSL 3.2 or later."),
             .where = module});
    }
    return keys;
}

} // namespace workbench
