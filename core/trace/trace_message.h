#pragma once

#include <QByteArray>
#include <QMetaType>

#include <cstdint>

namespace workbench {

/// Seen from the end that the record belongs to.
enum class Direction : std::uint8_t
{
    Sent,
    Received
};

/// One message as OpenSSL handed it to the message callback, record header and inner content type
/// folded in: in clear, also where it was encrypted on the wire.
struct TraceMessage
{
    int index = 0; ///< position in the connection's trace, from 0, both directions counted together
    qint64 timeUs = 0; ///< microseconds since the attempt began
    Direction direction = Direction::Sent;
    std::uint8_t contentType = 0; ///< RFC 8446 §5.1: 20 change_cipher_spec … 23 application_data
    std::uint16_t recordVersion = 0; ///< legacy_record_version of the (last) record that carried it
    bool encrypted = false; ///< it was protected on the wire
    int length
        = 0; ///< bytes of the whole message; for application_data of all records folded into it
    int records = 1; ///< records that carried it (application_data: neighbours are folded)
    const char* state = ""; ///< SSL_state_string_long at that moment; static text of OpenSSL
    QByteArray bytes; ///< handshake: with the 4-byte header (DTLS 12); empty for application_data

    /// First byte of a handshake message (RFC 8446 §4), -1 for everything else.
    int handshakeType() const
    {
        return contentType == 22 && !bytes.isEmpty() ? static_cast<std::uint8_t>(bytes.at(0)) : -1;
    }

    bool operator==(const TraceMessage&) const = default;
};

} // namespace workbench
