#include "core/connection/handshake_settings_apply.h"

#include <openssl/evp.h>

namespace workbench {
namespace {

using SecurityCallback = int (*)(const SSL*, const SSL_CTX*, int, int, int, void*, void*);

/// Asks the library's own rule first; that one counts bits of security, people count bits of the
/// group.
int onSecurityAsked(const SSL* ssl,
                    const SSL_CTX* context,
                    int operation,
                    int bits,
                    int number,
                    void* subject,
                    void* settings)
{
    const SecurityCallback usual = SSL_CTX_get_security_callback(SSL_get_SSL_CTX(ssl));
    if (usual(ssl, context, operation, bits, number, subject, nullptr) == 0) {
        return 0;
    }
    if (operation != SSL_SECOP_TMP_DH || subject == nullptr) {
        return 1;
    }
    const int least = static_cast<const HandshakeSettings*>(settings)->minimumDhBits;
    return EVP_PKEY_get_bits(static_cast<const EVP_PKEY*>(subject)) >= least ? 1 : 0;
}

} // namespace

void applySettings(SSL* ssl, const HandshakeSettings& settings)
{
    if (settings.recordPadding > 0) {
        SSL_set_block_padding(ssl, static_cast<std::size_t>(settings.recordPadding));
    }
    if (!settings.tickets) {
        SSL_set_options(ssl, SSL_OP_NO_TICKET);
    }
    if (settings.legacyRenegotiation) {
        SSL_set_options(ssl,
                        SSL_OP_LEGACY_SERVER_CONNECT | SSL_OP_ALLOW_UNSAFE_LEGACY_RENEGOTIATION);
    }
    if (settings.minimumDhBits > 0) {
        SSL_set0_security_ex_data(ssl, const_cast<HandshakeSettings*>(&settings));
        SSL_set_security_callback(ssl, &onSecurityAsked);
    }
}

} // namespace workbench
