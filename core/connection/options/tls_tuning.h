#pragma once

#include <QString>
#include <QStringList>

namespace workbench {

/// Strings that go to OpenSSL as they are; empty: the library's default.
struct TlsTuning
{
    QString cipherList; ///< TLS 1.2 and older, OpenSSL syntax
    QString cipherSuites; ///< TLS 1.3, colon-separated
    QString groups; ///< colon-separated
    QString signatureAlgorithms; ///< colon-separated
    int securityLevel = -1; ///< 0…5; -1: the default, 0 where an old version needs it
    QStringList alpn; ///< in the order of preference
};

} // namespace workbench
