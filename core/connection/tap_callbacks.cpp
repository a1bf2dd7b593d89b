#include "core/connection/tap_callbacks.h"

#include "core/connection/certificate_choice.h"
#include "core/connection/connection_tap.h"

#include <algorithm>
#include <cstring>

namespace workbench {
namespace {

/// Of the range for private use (RFC 8446 §11); it never leaves.
constexpr unsigned kNoExtension = 0xff77;

ConnectionTap* connectionTapOf(const SSL* ssl)
{
    return dynamic_cast<ConnectionTap*>(tapOf(ssl));
}

unsigned copyKey(const PreSharedKey& from, unsigned char* key, unsigned room)
{
    const QByteArray& bytes = from.key();
    if (static_cast<std::size_t>(bytes.size()) > room) {
        return 0;
    }
    std::copy(bytes.begin(), bytes.end(), key);
    return static_cast<unsigned>(bytes.size());
}

/// The request is the extension alone, without content.
int onTimestampsWanted(SSL* /*ssl*/,
                       unsigned /*type*/,
                       unsigned context,
                       const unsigned char** out,
                       std::size_t* outLength,
                       X509* /*certificate*/,
                       std::size_t /*index*/,
                       int* /*alert*/,
                       void* /*argument*/)
{
    *out = nullptr;
    *outLength = 0;
    return context == SSL_EXT_CLIENT_HELLO ? 1 : 0;
}

/// They are read off the messages.
int onTimestampsCame(SSL* /*ssl*/,
                     unsigned /*type*/,
                     unsigned /*context*/,
                     const unsigned char* /*in*/,
                     std::size_t /*inLength*/,
                     X509* /*certificate*/,
                     std::size_t /*index*/,
                     int* /*alert*/,
                     void* /*argument*/)
{
    return 1;
}

int onHelloStarts(SSL* ssl,
                  unsigned /*type*/,
                  unsigned /*context*/,
                  const unsigned char** /*out*/,
                  std::size_t* /*outLength*/,
                  X509* /*certificate*/,
                  std::size_t /*index*/,
                  int* /*alert*/,
                  void* /*argument*/)
{
    if (ConnectionTap* tap = connectionTapOf(ssl)) {
        tap->prepareClient(ssl);
    }
    constexpr int kLeaveOut = 0;
    return kLeaveOut;
}

} // namespace

int onSelectProtocol(SSL* /*ssl*/,
                     const unsigned char** out,
                     unsigned char* outLength,
                     const unsigned char* in,
                     unsigned inLength,
                     void* plan)
{
    const QByteArray& alpn = static_cast<const TapPlan*>(plan)->alpn;
    const auto* own = reinterpret_cast<const unsigned char*>(alpn.constData());
    unsigned char* selected = nullptr;
    const int result = SSL_select_next_proto(
        &selected, outLength, own, static_cast<unsigned>(alpn.size()), in, inLength);
    if (result != OPENSSL_NPN_NEGOTIATED) {
        return SSL_TLSEXT_ERR_ALERT_FATAL;
    }
    *out = selected;
    return SSL_TLSEXT_ERR_OK;
}

int onCertificateWanted(SSL* ssl, void* /*argument*/)
{
    ConnectionTap* tap = connectionTapOf(ssl);
    return tap != nullptr ? tap->chooseCertificate(ssl) : 1;
}

int onServerName(SSL* ssl, int* alert, void* plan)
{
    const auto& thePlan = *static_cast<const TapPlan*>(plan);
    const char* name = SSL_get_servername(ssl, TLSEXT_NAMETYPE_host_name);
    if (name == nullptr) {
        return SSL_TLSEXT_ERR_NOACK;
    }
    if (anyIsFor(thePlan.certificates, QByteArray(name))) {
        return SSL_TLSEXT_ERR_OK;
    }
    *alert = SSL_AD_UNRECOGNIZED_NAME;
    return thePlan.unknownNames == UnknownNames::Refuse ? SSL_TLSEXT_ERR_ALERT_FATAL
                                                        : SSL_TLSEXT_ERR_ALERT_WARNING;
}

int onRefusedHello(SSL* ssl, int* alert, void* /*argument*/)
{
    if (const ConnectionTap* tap = connectionTapOf(ssl)) {
        *alert = tap->refusal().value_or(SSL_AD_INTERNAL_ERROR);
    }
    return SSL_CLIENT_HELLO_ERROR;
}

int onStapleReceived(SSL* ssl, void* /*argument*/)
{
    ConnectionTap* tap = connectionTapOf(ssl);
    return tap != nullptr ? tap->judgeStaple(ssl) : 1;
}

int onStapleAsked(SSL* ssl, void* /*argument*/)
{
    ConnectionTap* tap = connectionTapOf(ssl);
    return tap != nullptr ? tap->giveStaple(ssl) : SSL_TLSEXT_ERR_NOACK;
}

unsigned onKeyAskedOfClient(SSL* ssl,
                            const char* /*hint*/,
                            char* identity,
                            unsigned identityRoom,
                            unsigned char* key,
                            unsigned keyRoom)
{
    ConnectionTap* tap = connectionTapOf(ssl);
    if (tap == nullptr || !tap->plan().psk.isSet()) {
        return 0;
    }
    const PreSharedKey& own = tap->plan().psk;
    if (static_cast<std::size_t>(own.identity().size()) >= identityRoom) {
        return 0;
    }
    std::memcpy(
        identity, own.identity().constData(), static_cast<std::size_t>(own.identity().size()) + 1);
    return copyKey(own, key, keyRoom);
}

unsigned onKeyAskedOfServer(SSL* ssl, const char* identity, unsigned char* key, unsigned keyRoom)
{
    ConnectionTap* tap = connectionTapOf(ssl);
    const PreSharedKey* own = tap != nullptr ? tap->keyFor(identity) : nullptr;
    return own != nullptr ? copyKey(*own, key, keyRoom) : 0;
}

int onTicket(SSL* ssl,
             unsigned char* name,
             unsigned char* iv,
             EVP_CIPHER_CTX* cipher,
             EVP_MAC_CTX* mac,
             int sealing)
{
    const ConnectionTap* tap = connectionTapOf(ssl);
    if (tap == nullptr || !tap->plan().sessions) {
        return -1;
    }
    constexpr int kOpened = 1;
    constexpr int kOpenedAndWantsNewOne = 2;
    const int result
        = tap->plan().sessions->ticketKeys().prepare(name, iv, cipher, mac, sealing == 1);
    // As OpenSSL does it with its own keys: clients of TLS 1.3 shall use each ticket once, so that
    // nobody can tell their connections by it (RFC 8446 §C.4).
    const bool isForOneUse = sealing == 0 && SSL_version(ssl) == TLS1_3_VERSION;
    return result == kOpened && isForOneUse ? kOpenedAndWantsNewOne : result;
}

int onNewSession(SSL* ssl, SSL_SESSION* session)
{
    const ConnectionTap* tap = connectionTapOf(ssl);
    if (tap != nullptr && tap->plan().sessions) {
        tap->plan().sessions->keep(session);
    }
    constexpr int kReferenceNotTaken = 0;
    return kReferenceNotTaken;
}

SSL_SESSION* onFindSession(SSL* ssl, const unsigned char* id, int length, int* copy)
{
    *copy = 0; // find() has taken the reference already
    const ConnectionTap* tap = connectionTapOf(ssl);
    if (tap == nullptr || !tap->plan().sessions) {
        return nullptr;
    }
    return tap->plan().sessions->find({reinterpret_cast<const char*>(id), length});
}

void watchHelloStart(SSL_CTX* context)
{
    SSL_CTX_add_custom_ext(context,
                           kNoExtension,
                           SSL_EXT_CLIENT_HELLO,
                           &onHelloStarts,
                           nullptr,
                           nullptr,
                           nullptr,
                           nullptr);
}

void askForTimestamps(SSL_CTX* context)
{
    SSL_CTX_add_custom_ext(context,
                           TLSEXT_TYPE_signed_certificate_timestamp,
                           SSL_EXT_CLIENT_HELLO | SSL_EXT_TLS1_2_SERVER_HELLO
                               | SSL_EXT_TLS1_3_CERTIFICATE,
                           &onTimestampsWanted,
                           nullptr,
                           nullptr,
                           &onTimestampsCame,
                           nullptr);
}

/// Qt writes into a memory BIO what came and reads from another what is to go; over datagrams one
/// BIO is read and written by the library itself.
long onTransport(BIO* bio,
                 int operation,
                 const char* bytes,
                 std::size_t /*room*/,
                 int /*number*/,
                 long /*longNumber*/,
                 int result,
                 std::size_t* length)
{
    const auto* ssl = reinterpret_cast<const SSL*>(BIO_get_callback_arg(bio));
    ConnectionTap* tap = ssl == nullptr ? nullptr : connectionTapOf(ssl);
    if (tap == nullptr) {
        return result;
    }
    const bool isRead = bio == SSL_get_rbio(ssl) && operation == (BIO_CB_READ | BIO_CB_RETURN);
    const bool isWrite = bio == SSL_get_wbio(ssl) && operation == (BIO_CB_WRITE | BIO_CB_RETURN);
    if (result <= 0) {
        if ((isRead || isWrite) && BIO_should_retry(bio) != 0) {
            tap->blocked(isRead);
        }
        return result;
    }
    if (bytes == nullptr || length == nullptr) {
        return result;
    }
    const bool datagrams = tap->plan().transport == Transport::Udp;
    const int arrival = (datagrams ? BIO_CB_READ : BIO_CB_WRITE) | BIO_CB_RETURN;
    const bool isArrival = bio == SSL_get_rbio(ssl) && operation == arrival;
    const ByteSpan content(reinterpret_cast<const std::uint8_t*>(bytes), *length);
    if (isArrival && !datagrams) {
        tap->arrived(content);
    }
    if (!tap->plan().capture) {
        return result;
    }
    if (isArrival) {
        tap->transported(Direction::Received, content);
    } else if (isWrite) {
        tap->transported(Direction::Sent, content);
    }
    return result;
}

} // namespace workbench
