#pragma once

#include <QByteArray>

#include <cstdint>

namespace workbench::ldap {

constexpr char kStartTlsOid[] = "1.3.6.1.4.1.1466.20037"; // RFC 4511 §4.14.1
constexpr std::uint8_t kExtendedRequest = 0x77; // [APPLICATION 23]
constexpr std::uint8_t kExtendedResponse = 0x78; // [APPLICATION 24]
constexpr quint32 kLongestMessage = 16 * 1024; ///< bytes, of those that are exchanged before TLS

/// One element in DER. `content`: of less than 128 bytes, of which the length is one byte.
inline QByteArray element(std::uint8_t tag, const QByteArray& content)
{
    return QByteArray(1, char(tag)) + char(content.size()) + content;
}

} // namespace workbench::ldap
