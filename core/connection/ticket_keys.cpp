#include "core/connection/ticket_keys.h"

#include <openssl/core_names.h>
#include <openssl/crypto.h>
#include <openssl/rand.h>

#include <algorithm>

namespace workbench {
namespace {

constexpr int kIvBytes = 16; // of AES-CBC

bool prepareMac(EVP_MAC_CTX* mac, const unsigned char* key, std::size_t length)
{
    char digest[] = "SHA256";
    const OSSL_PARAM parameters[] = {
        OSSL_PARAM_construct_octet_string(
            OSSL_MAC_PARAM_KEY, const_cast<unsigned char*>(key), length),
        OSSL_PARAM_construct_utf8_string(OSSL_MAC_PARAM_DIGEST, digest, 0),
        OSSL_PARAM_construct_end(),
    };
    return EVP_MAC_CTX_set_params(mac, parameters) == 1;
}

} // namespace

TicketKeys::Key::Key()
{
    RAND_bytes(name.data(), static_cast<int>(name.size()));
    RAND_priv_bytes(cipher.data(), static_cast<int>(cipher.size()));
    RAND_priv_bytes(mac.data(), static_cast<int>(mac.size()));
}

TicketKeys::Key::~Key()
{
    OPENSSL_cleanse(cipher.data(), cipher.size());
    OPENSSL_cleanse(mac.data(), mac.size());
}

TicketKeys::TicketKeys(Milliseconds period, Now now)
    : m_period(period)
    , m_now(std::move(now))
{
    m_current.made = m_now();
}

void TicketKeys::rotate()
{
    if (m_period.count() == 0) {
        return;
    }
    const Clock::time_point now = m_now();
    const Clock::duration age = now - m_current.made;
    if (age < m_period) {
        return;
    }
    m_former.reset();
    if (age < 2 * m_period) {
        m_former = m_current;
    }
    m_current = Key();
    m_current.made = now;
}

int TicketKeys::prepare(
    unsigned char* name, unsigned char* iv, EVP_CIPHER_CTX* cipher, EVP_MAC_CTX* mac, bool sealing)
{
    const std::lock_guard lock(m_mutex);
    rotate();
    const auto isNamed
        = [name](const Key& key) { return std::equal(key.name.begin(), key.name.end(), name); };
    const bool isFormer = !sealing && m_former && isNamed(*m_former);
    if (!sealing && !isFormer && !isNamed(m_current)) {
        return 0;
    }
    const Key& key = isFormer ? *m_former : m_current;
    if (sealing) {
        std::copy(key.name.begin(), key.name.end(), name);
        if (RAND_bytes(iv, kIvBytes) != 1) {
            return -1;
        }
    }
    const bool prepared
        = EVP_CipherInit_ex(
              cipher, EVP_aes_256_cbc(), nullptr, key.cipher.data(), iv, sealing ? 1 : 0)
            == 1
        && prepareMac(mac, key.mac.data(), key.mac.size());
    if (!prepared) {
        return -1;
    }
    return isFormer ? 2 : 1;
}

} // namespace workbench
