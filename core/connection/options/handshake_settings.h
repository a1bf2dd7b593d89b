#pragma once

namespace workbench {

/// How a client holds its handshake, beyond the lists of what it offers. The usual values are those
/// of the library.
struct HandshakeSettings
{
    int recordPadding = 0; ///< TLS 1.3: records are padded to multiples of it, in bytes (RFC 8446
                           ///< §5.4); 0: no padding
    int minimumDhBits = 0; ///< TLS 1.2 and older: a smaller group of finite-field DH ends the
                           ///< handshake; 0: what the security level says
    bool tickets = true; ///< session tickets (RFC 5077) are asked for in TLS 1.2
    bool askTimestamps = false; ///< of the certificate, from its logs (RFC 6962 §3.3.1)
    bool legacyRenegotiation = false; ///< also with servers that do not know RFC 5746

    bool operator==(const HandshakeSettings&) const = default;
};

constexpr int kMostPadding = 16384; ///< the length of a whole record, RFC 8446 §5.1
constexpr int kLeastDhBits = 512;
constexpr int kMostDhBits = 16384;

} // namespace workbench
