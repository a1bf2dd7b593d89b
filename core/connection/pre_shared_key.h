#pragma once

#include "core/base/result.h"
#include "core/base/secret_bytes.h"

#include <QByteArray>
#include <QString>

namespace workbench {

/// A key that both ends know before they meet, with the name that they call it by: TLS 1.2 suites
/// with PSK (RFC 4279) and external PSKs of TLS 1.3 (RFC 8446 §4.2.11). Copies share the key, which
/// is wiped with the last of them and shown nowhere.
class PreSharedKey
{
public:
    static constexpr int kLongestIdentity = 256; ///< in bytes; OpenSSL's limit

    PreSharedKey() = default;

    /// Reads "IDENTITY:HEX", the line of a GnuTLS password file. Error InvalidInput says what is
    /// wrong without a word of the key.
    static Result<PreSharedKey> parse(const QString& text);

    /// Of an identity and the hexadecimal digits of its key. Errors InvalidInput (the identity) and
    /// WrongPassword (the digits), without a word of the key.
    static Result<PreSharedKey> of(const QString& identity, const QString& digits);

    bool isSet() const { return !m_key.isEmpty(); }

    const QByteArray& identity() const { return m_identity; }

    /// The bytes of the key; empty when there is none. Not to be kept.
    const QByteArray& key() const { return m_key.bytes(); }

private:
    QByteArray m_identity;
    SecretBytes m_key;
};

} // namespace workbench
