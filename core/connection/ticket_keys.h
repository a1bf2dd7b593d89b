#pragma once

#include "core/base/duration.h"

#include <openssl/ssl.h>

#include <array>
#include <chrono>
#include <functional>
#include <mutex>
#include <optional>

namespace workbench {

/// What a server seals its session tickets with (RFC 5077 §4, RFC 8446 §4.6.1). Keys change after
/// each period; those of the period before still open tickets. Wiped when let go. Thread-safe.
class TicketKeys
{
public:
    using Clock = std::chrono::steady_clock;
    using Now = std::function<Clock::time_point()>;

    /// `period` 0: one key for ever. `now`: for tests.
    explicit TicketKeys(Milliseconds period, Now now = &Clock::now);

    /// For OpenSSL's ticket callback: prepares the contexts to seal a new ticket, whose name and
    /// `iv` are filled in, or to open the ticket of that name. 1: done; 2: done, and the client
    /// shall get a new ticket, since a former key has sealed it; 0: no key has that name; -1: the
    /// library failed.
    int prepare(unsigned char* name,
                unsigned char* iv,
                EVP_CIPHER_CTX* cipher,
                EVP_MAC_CTX* mac,
                bool sealing);

private:
    static constexpr std::size_t kNameBytes = 16; // OpenSSL's
    static constexpr std::size_t kKeyBytes = 32;

    struct Key
    {
        Key();
        ~Key();
        Key(const Key&) = default;
        Key& operator=(const Key&) = default;

        std::array<unsigned char, kNameBytes> name {};
        std::array<unsigned char, kKeyBytes> cipher {}; // AES-256
        std::array<unsigned char, kKeyBytes> mac {}; // HMAC with SHA-256
        Clock::time_point made;
    };

    void rotate();

    std::mutex m_mutex;
    Milliseconds m_period;
    Now m_now;
    Key m_current;
    std::optional<Key> m_former;
};

} // namespace workbench
