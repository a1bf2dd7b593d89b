#include "core/trace/openssl_hook.h"

#include <openssl/crypto.h>

namespace workbench {
namespace {

thread_local HandshakeTap* currentTap = nullptr;
int contextIndex = -1;

void onMessage(int sent,
               int /*version*/,
               int contentType,
               const void* bytes,
               std::size_t length,
               SSL* ssl,
               void* tap)
{
    static_cast<HandshakeTap*>(tap)->message(
        sent != 0, contentType, {static_cast<const std::uint8_t*>(bytes), length}, ssl);
}

int onVerify(X509_STORE_CTX* context, void* tap)
{
    return static_cast<HandshakeTap*>(tap)->verifyPeer(context);
}

void onKeyLog(const SSL* ssl, const char* line)
{
    if (HandshakeTap* tap = tapOf(ssl)) {
        tap->keyLogLine(line);
    }
}

/// Runs for every SSL_CTX of the process, Qt's included: Qt loads the same libssl at run time. Not
/// SSL_get_ex_new_index: from OpenSSL 3.2 on its callback runs before the object has a method.
void onContextCreated(void* parent,
                      void* /*value*/,
                      CRYPTO_EX_DATA* data,
                      int index,
                      long /*number*/,
                      void* /*argument*/)
{
    HandshakeTap* tap = currentTap;
    if (tap == nullptr || parent == nullptr) {
        return;
    }
    auto* context = static_cast<SSL_CTX*>(parent);
    CRYPTO_set_ex_data(data, index, tap);
    SSL_CTX_set_msg_callback(context, &onMessage);
    SSL_CTX_set_msg_callback_arg(context, tap);
    SSL_CTX_set_cert_verify_callback(context, &onVerify, tap);
    if (tap->wantsKeyLog()) {
        SSL_CTX_set_keylog_callback(context, &onKeyLog);
    }
    tap->contextCreated(context);
}

} // namespace

void installOpenSslHook()
{
    static const bool installed = [] {
        contextIndex = SSL_CTX_get_ex_new_index(0, nullptr, &onContextCreated, nullptr, nullptr);
        return contextIndex >= 0;
    }();
    Q_UNUSED(installed)
}

TapScope::TapScope(HandshakeTap* tap)
    : m_previous(currentTap)
{
    currentTap = tap;
}

TapScope::~TapScope()
{
    currentTap = m_previous;
}

HandshakeTap* tapOf(const SSL* ssl)
{
    return static_cast<HandshakeTap*>(SSL_CTX_get_ex_data(SSL_get_SSL_CTX(ssl), contextIndex));
}

} // namespace workbench
