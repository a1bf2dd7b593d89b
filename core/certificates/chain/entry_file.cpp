#include "core/certificates/chain/entry_file.h"

#include "core/base/atomic_file.h"
#include "core/base/wipe.h"
#include "core/certificates/certificate_bundle.h"
#include "core/certificates/certificate_text.h"
#include "core/certificates/store_entry_file.h"

#include <QFileInfo>

namespace workbench {
namespace {

/// Every block whose label ends with "PRIVATE KEY", from its "-----BEGIN" to the end of its last
/// line. Views into the content.
QList<QByteArrayView> keyBlocks(const QByteArray& content)
{
    QList<QByteArrayView> blocks;
    for (qsizetype begin = content.indexOf("-----BEGIN "); begin >= 0;
         begin = content.indexOf("-----BEGIN ", begin + 1)) {
        const qsizetype labelEnd = content.indexOf("-----", begin + 5);
        const qsizetype end = content.indexOf("-----END ", begin);
        if (labelEnd < 0 || end < labelEnd) {
            continue;
        }
        if (content.sliced(begin, labelEnd - begin).endsWith("PRIVATE KEY")) {
            qsizetype lineEnd = content.indexOf('\n', end);
            lineEnd = lineEnd < 0 ? content.size() : lineEnd;
            blocks.append(QByteArrayView(content).sliced(begin, lineEnd - begin));
        }
    }
    return blocks;
}

} // namespace

Result<QList<std::shared_ptr<X509>>> certificatesInFile(const StoreEntry& entry)
{
    Result<QByteArray> content = readFile(entry.path, kLargestStoreFile);
    if (!content) {
        return fail(content.error());
    }
    const Result<CertificateBundle> bundle = readBundle(*content, {}, entry.path, KeyReading::Skip);
    wipe(*content);
    if (!bundle) {
        return fail(bundle.error());
    }
    return bundle->certificates;
}

QList<QByteArray> certificatesToCheck(const CertificateStore& store, const StoreEntry& entry)
{
    const bool isOwn = QFileInfo(entry.path).path() == QFileInfo(store.folder()).filePath();
    const auto inFile = isOwn ? certificatesInFile(entry) : fail(Error {});
    QList<QByteArray> given {entry.der};
    if (!inFile) {
        return given + entry.chain;
    }
    for (const std::shared_ptr<X509>& one : *inFile) {
        const QByteArray der = toDer(one.get());
        if (!given.contains(der)) {
            given.append(der);
        }
    }
    return given;
}

QByteArray withCertificates(const QByteArray& content, const QList<std::shared_ptr<X509>>& chain)
{
    const KeyMaterial certificates {
        .certificate = chain.value(0), .chain = chain.mid(1), .key = nullptr};
    QByteArray result = certificatePem(certificates, true);
    result.reserve(result.size() + content.size() + 1); // growing would leave copies of the key
    for (const QByteArrayView key : keyBlocks(content)) {
        result.append(key);
        result.append('\n');
    }
    return result;
}

Result<QByteArray> withPrivateKey(const QByteArray& content, const QByteArray& key)
{
    const QList<QByteArrayView> blocks = keyBlocks(content);
    if (blocks.size() != 1) {
        return fail(
            {.code = ErrorCode::InvalidInput,
             .message = CertificateText::tr("The file does not hold one private key but %1.")
                            .arg(blocks.size()),
             .remedy = CertificateText::tr(
                 "Put only the certificate, its issuers and its key into one file.")});
    }
    const qsizetype begin = blocks.first().data() - content.constData();
    QByteArrayView rest = QByteArrayView(content).sliced(begin + blocks.first().size());
    if (rest.startsWith('\n')) {
        rest = rest.sliced(1); // the new one ends with its own
    }
    QByteArray result;
    result.reserve(begin + key.size() + rest.size()); // growing would leave copies of the key
    result.append(QByteArrayView(content).first(begin));
    result.append(key);
    result.append(rest);
    return result;
}

Result<QByteArray> replaceChain(CertificateStore& store,
                                const QString& name,
                                const QList<std::shared_ptr<X509>>& chain)
{
    const Result<StoreEntry> entry = store.find(name, CertificateLookup::Name);
    if (!entry) {
        return fail(entry.error());
    }
    Result<QByteArray> old = readFile(entry->path, kLargestStoreFile);
    if (!old) {
        return old;
    }
    QByteArray content = withCertificates(*old, chain);
    const Result<StoreEntry> written = store.rewrite(name, content);
    wipe(content);
    if (!written) {
        wipe(*old);
        return fail(written.error());
    }
    return old;
}

} // namespace workbench
