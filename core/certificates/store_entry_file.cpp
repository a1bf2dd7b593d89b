#include "core/certificates/store_entry_file.h"

#include "core/base/atomic_file.h"
#include "core/certificates/certificate_bundle.h"
#include "core/certificates/certificate_text.h"
#include "core/certificates/store_file_name.h"

#include <QFileInfo>

#include <openssl/crypto.h>

namespace workbench {

QString StoreEntry::kind() const
{
    if (facts.isCa) {
        return facts.selfIssued ? QStringLiteral("ca") : QStringLiteral("intermediate");
    }
    if (facts.selfIssued) {
        return QStringLiteral("self-signed");
    }
    if (facts.extendedKeyUsage.contains(QStringLiteral("serverAuth"))) {
        return QStringLiteral("server");
    }
    if (facts.extendedKeyUsage.contains(QStringLiteral("clientAuth"))) {
        return QStringLiteral("client");
    }
    return QStringLiteral("certificate");
}

Result<StoreEntry> parseStoreEntry(const QString& path, const QByteArray& content)
{
    const Result<CertificateBundle> bundle = readBundle(content, {}, path, KeyReading::Skip);
    if (!bundle) {
        return fail(bundle.error());
    }
    const std::shared_ptr<X509> certificate = mainCertificate(bundle->certificates);
    if (!certificate) {
        return fail({.code = ErrorCode::InvalidInput,
                     .message = CertificateText::tr("There is a private key but no certificate."),
                     .where = path});
    }
    StoreEntry entry;
    entry.name = entryNameOf(QFileInfo(path).fileName());
    entry.path = path;
    entry.facts = certificateFacts(certificate.get());
    entry.der = toDer(certificate.get());
    const QList<std::shared_ptr<X509>> issuers
        = IssuerIndex(bundle->certificates).chainOf(certificate);
    for (const std::shared_ptr<X509>& issuer : issuers) {
        entry.chain.append(toDer(issuer.get()));
    }
    entry.hasPrivateKey = bundle->holdsKey;
    entry.keyEncrypted = bundle->keyEncrypted;
    return entry;
}

Result<StoreEntry> readStoreEntry(const QString& path)
{
    return readFile(path, kLargestStoreFile).and_then([&path](QByteArray content) {
        Result<StoreEntry> entry = parseStoreEntry(path, content);
        OPENSSL_cleanse(content.data(), static_cast<std::size_t>(content.size()));
        return entry;
    });
}

} // namespace workbench
