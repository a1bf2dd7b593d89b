#pragma once

#include "core/base/openssl_ptr.h"
#include "core/base/secret_bytes.h"

#include <QByteArray>
#include <QList>

namespace workbench {

/// A TLS session to take up again. OpenSSL keeps only the server's own certificate in it; a check
/// needs those that came behind it as well. Copies share the bytes, which are wiped with the last.
class SavedSession
{
public:
    SavedSession() = default;
    /// `der`: as i2d_SSL_SESSION writes it, wiped; `issuers`: DER, in the order sent.
    SavedSession(QByteArray&& der, QList<QByteArray> issuers);

    bool isEmpty() const { return m_der.isEmpty(); }

    const QByteArray& der() const { return m_der.bytes(); } ///< not to be kept

    const QList<QByteArray>& issuers() const { return m_issuers; }

    quint16 version() const; ///< code point that it was agreed under; 0: the bytes are none
    quint16 cipherSuite() const; ///< likewise

    /// As OpenSSL takes it; null when the bytes are none.
    SslSessionPtr parsed() const;

private:
    SecretBytes m_der;
    QList<QByteArray> m_issuers;
};

} // namespace workbench
