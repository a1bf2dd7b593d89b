#include "core/certificates/store_entry_file.h"

#include "core/base/atomic_file.h"
#include "core/base/wipe.h"
#include "core/certificates/certificate_bundle.h"
#include "core/certificates/certificate_text.h"
#include "core/certificates/quick_pem.h"
#include "core/certificates/store_file_name.h"
#include "core/certificates/store_search.h"

#include <QFileInfo>

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

namespace {

/// What OpenSSL and nobody else finds in it.
Result<StoreEntry> parseThoroughly(const QString& path, const QByteArray& content)
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
    entry.facts = certificateFacts(certificate.get());
    entry.der = toDer(certificate.get());
    const QList<std::shared_ptr<X509>> issuers
        = IssuerIndex(bundle->certificates).chainOf(certificate);
    for (const std::shared_ptr<X509>& issuer : issuers) {
        entry.chain.append(toDer(issuer.get()));
    }
    entry.hasPrivateKey = bundle->holdsKey;
    entry.keyEncrypted = bundle->keyEncrypted;
    entry.searchText = searchTextOf(entry.facts);
    return entry;
}

} // namespace

std::optional<StoreEntry> StoreEntryReader::parseQuickly(const QByteArray& content)
{
    const std::optional<QuickPem> pem = readQuickPem(content);
    if (!pem || pem->certificates.isEmpty()) {
        return std::nullopt;
    }
    QList<CertificateParts> certificates;
    for (const QByteArray& der : pem->certificates) {
        const std::optional<CertificateParts> parts = takeApart(der);
        if (!parts) {
            return std::nullopt;
        }
        certificates.append(*parts);
    }
    const std::optional<CertificateFacts> facts = m_certificates.facts(certificates.first());
    const auto chain = facts ? m_certificates.chainOfFirst(certificates) : std::nullopt;
    if (!chain) {
        return std::nullopt;
    }
    StoreEntry entry;
    entry.facts = *facts;
    entry.der = pem->certificates.first();
    for (const QByteArrayView issuer : *chain) {
        entry.chain.append(issuer.toByteArray());
    }
    entry.hasPrivateKey = pem->holdsKey;
    entry.keyEncrypted = pem->keyEncrypted;
    entry.searchText = searchTextOf(entry.facts);
    return entry;
}

Result<StoreEntry> StoreEntryReader::parse(const QString& path, const QByteArray& content)
{
    std::optional<StoreEntry> quick = parseQuickly(content);
    Result<StoreEntry> entry = quick ? std::move(*quick) : parseThoroughly(path, content);
    if (entry) {
        entry->name = entryNameOf(QFileInfo(path).fileName());
        entry->path = path;
    }
    return entry;
}

Result<StoreEntry> StoreEntryReader::read(const QString& path)
{
    Result<QByteArray> content = readFile(path, kLargestStoreFile);
    if (!content) {
        return fail(content.error());
    }
    Result<StoreEntry> entry = parse(path, *content);
    wipe(*content);
    return entry;
}

Result<StoreEntry> parseStoreEntry(const QString& path, const QByteArray& content)
{
    return StoreEntryReader().parse(path, content);
}

} // namespace workbench
