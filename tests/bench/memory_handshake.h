#pragma once

#include "core/base/openssl_ptr.h"

#include <cstdint>
#include <vector>

namespace workbench::bench {

/// One call of OpenSSL's message callback.
struct Call
{
    bool sent = false;
    int contentType = 0;
    std::vector<std::uint8_t> bytes;
};

/// A full TLS 1.3 handshake between two ends in memory, as the server's message callback saw it.
/// The server sends three certificates: its own, the intermediate and the root.
class MemoryHandshake
{
public:
    MemoryHandshake();

    const std::vector<Call>& calls() const { return m_calls; }

    const SSL* server() const { return m_server.get(); }

    /// Made once.
    static const MemoryHandshake& instance();

private:
    static void note(int sent,
                     int version,
                     int contentType,
                     const void* bytes,
                     std::size_t length,
                     SSL* ssl,
                     void* self);

    SslPtr m_server;
    std::vector<Call> m_calls;
};

} // namespace workbench::bench
