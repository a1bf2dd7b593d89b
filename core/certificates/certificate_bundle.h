#pragma once

#include "core/base/openssl_ptr.h"
#include "core/base/result.h"

#include <QByteArray>
#include <QHash>
#include <QList>
#include <QString>
#include <QStringList>

#include <memory>

namespace workbench {

/// Everything that one file or pasted text holds, before it is put together.
struct CertificateBundle
{
    QList<std::shared_ptr<X509>> certificates; ///< in the order of the file
    QList<std::shared_ptr<EVP_PKEY>> keys; ///< in the order of the file
    QStringList others; ///< PEM labels of what is neither, e.g. "CERTIFICATE REQUEST"
    bool holdsKey = false; ///< also when keys were not read
    bool keyEncrypted = false; ///< the first key is; PEM only
};

enum class KeyReading
{
    Read,
    Skip ///< says only whether there is one: no password is needed, nothing secret is decoded
};

/// Reads whatever is in `bytes`, by content: PEM (also as of repairedPaste()), DER certificate, DER
/// key, PKCS#7, PKCS#12 (never with KeyReading::Skip, since its certificates are encrypted too).
/// Errors as of readKeyMaterial(), except KeyMismatch.
Result<CertificateBundle> readBundle(const QByteArray& bytes,
                                     const QByteArray& password,
                                     const QString& origin,
                                     KeyReading keys);

/// The certificate that stands for a file without a key: the first one that issued none of the
/// others, one that is no CA before others. Null when there is none at all.
std::shared_ptr<X509> mainCertificate(const QList<std::shared_ptr<X509>>& certificates);

/// Longer chains are no chains that anybody verifies: OpenSSL stops at 100 as well.
constexpr qsizetype kLongestChain = 100;

/// Finds issuers among certificates by name, made once for many searches.
class IssuerIndex
{
public:
    explicit IssuerIndex(const QList<std::shared_ptr<X509>>& candidates);

    /// The issuers of the certificate, nearest first, a self-signed root included; no more than
    /// kLongestChain: thousands that issued each other would take memory by their square.
    QList<std::shared_ptr<X509>> chainOf(const std::shared_ptr<X509>& certificate) const;

private:
    QHash<unsigned long, QList<std::shared_ptr<X509>>> m_bySubject; ///< by hash of the name
};

} // namespace workbench
