#include "core/certificates/store_import.h"

#include "core/base/openssl_bytes.h"
#include "core/certificates/certificate_text.h"
#include "core/certificates/material_grouping.h"

#include <QCryptographicHash>
#include <QHash>
#include <QSet>
#include <QStringList>

#include <algorithm>
#include <utility>

namespace workbench {
namespace {

using Outcome = ImportedEntry::Outcome;

Error fitsNothing(EVP_PKEY* key, bool isAlone, const QString& origin)
{
    const QString message = isAlone
        ? CertificateText::tr("It holds a private key (%1), but no certificate, and it fits none "
                              "of the store.")
        : CertificateText::tr("The private key (%1) belongs to none of the certificates.");
    return {.code = ErrorCode::KeyMismatch,
            .message = message.arg(keyDescription(key)),
            .remedy = isAlone
                ? CertificateText::tr("Import the certificate that belongs to it together with "
                                      "the key, or before it.")
                : CertificateText::tr("Take the key that was made together with the certificate; "
                                      "their public keys are equal."),
            .where = origin};
}

/// As CertificateFacts::spkiSha256.
QByteArray keyHash(EVP_PKEY* key)
{
    return QCryptographicHash::hash(derOf(i2d_PUBKEY, key), QCryptographicHash::Sha256);
}

/// The entry that is the certificate, or for a key alone the one whose certificate it is for.
const StoreEntry* entryOf(const CertificateStore& store, const KeyMaterial& material)
{
    const QByteArray der = material.certificate ? toDer(material.certificate.get()) : QByteArray();
    const QByteArray spki = material.certificate ? QByteArray() : keyHash(material.key.get());
    const auto& entries = store.entries();
    const auto found = std::find_if(entries.cbegin(), entries.cend(), [&](const StoreEntry& one) {
        return material.certificate ? one.der == der : one.facts.spkiSha256 == spki;
    });
    return found == entries.cend() ? nullptr : &*found;
}

Result<ImportedEntry> update(CertificateStore& store,
                             const StoreEntry& entry,
                             const KeyMaterial& material,
                             const QByteArray& keyPassword)
{
    if (!material.key || entry.hasPrivateKey) {
        return ImportedEntry {.entry = entry, .outcome = Outcome::Present};
    }
    KeyMaterial whole = certificatesOf(entry);
    whole.key = material.key;
    const Result<StoreEntry> written = store.replace(entry.name, whole, keyPassword);
    if (!written) {
        return fail(written.error());
    }
    return ImportedEntry {.entry = *written, .outcome = Outcome::KeyAdded};
}

/// What the files are put together to.
struct Collected
{
    CertificateBundle all;
    QHash<QByteArray, QString> wishes; ///< by DER; every certificate that a file is about
    QStringList origins;
    QHash<QByteArray, QByteArray> keyPasswords; ///< by hash of the public key
};

/// Error: a file with certificates and keys of which none belong together was put together wrongly,
/// even where a key fits something else.
Result<Collected> collect(const QList<ImportFile>& files)
{
    Collected collected;
    for (const ImportFile& file : files) {
        append(collected.all, file.bundle);
        collected.origins.append(file.origin);
        for (const std::shared_ptr<EVP_PKEY>& key : file.bundle.keys) {
            collected.keyPasswords.insert(keyHash(key.get()), file.keyPassword);
        }
        QList<QByteArray> own;
        bool anyPair = file.bundle.keys.isEmpty() || file.bundle.certificates.isEmpty();
        for (const KeyMaterial& group : groupMaterial(file.bundle)) {
            if (group.certificate) {
                own.append(toDer(group.certificate.get()));
                anyPair = anyPair || group.key;
            }
        }
        if (!anyPair) {
            return fail(fitsNothing(file.bundle.keys.first().get(), false, file.origin));
        }
        for (const QByteArray& der : std::as_const(own)) {
            collected.wishes.insert(der, own.size() == 1 ? file.wish : QString());
        }
    }
    return collected;
}

Result<QList<KeyMaterial>>
grouped(const Collected& collected, const CertificateStore& store, const QString& name)
{
    const QList<QByteArray> about = collected.wishes.keys();
    QList<KeyMaterial> groups
        = groupMaterial(collected.all, QSet<QByteArray>(about.begin(), about.end()));
    int fresh = 0;
    for (const KeyMaterial& group : std::as_const(groups)) {
        const bool isThere = entryOf(store, group) != nullptr;
        if (!group.certificate && !isThere) {
            return fail(fitsNothing(group.key.get(),
                                    collected.all.certificates.isEmpty(),
                                    collected.origins.join(QStringLiteral(", "))));
        }
        fresh += isThere ? 0 : 1;
    }
    if (!name.isEmpty() && fresh > 1) {
        return fail({.code = ErrorCode::InvalidInput,
                     .message = CertificateText::tr("%1 certificates are new, and one name is "
                                                    "given.")
                                    .arg(fresh),
                     .remedy = CertificateText::tr("Import them without a name, or one by one."),
                     .where = QStringLiteral("name")});
    }
    return groups;
}

Result<ImportedEntry> take(CertificateStore& store,
                           const KeyMaterial& group,
                           const QString& name,
                           const QByteArray& keyPassword)
{
    if (const StoreEntry* present = entryOf(store, group)) {
        return update(store, StoreEntry(*present), group, keyPassword);
    }
    const Result<StoreEntry> added = store.add(name, group, keyPassword);
    if (!added) {
        return fail(added.error());
    }
    return ImportedEntry {.entry = *added, .outcome = Outcome::Added};
}

/// Where nobody gave a name.
QString nameFor(const CertificateStore& store, const KeyMaterial& group, const QString& wish)
{
    return group.certificate ? store.freeName(
               wish.isEmpty() ? entryName(certificateFacts(group.certificate.get())) : wish)
                             : QString();
}

} // namespace

Result<QList<ImportedEntry>>
importInto(CertificateStore& store, const QList<ImportFile>& files, const QString& name)
{
    const Result<Collected> collected = collect(files);
    const Result<QList<KeyMaterial>> groups
        = collected ? grouped(*collected, store, name) : fail(collected.error());
    if (!groups) {
        return fail(groups.error());
    }
    QList<ImportedEntry> imported;
    for (const KeyMaterial& group : *groups) {
        const QString wish = group.certificate
            ? collected->wishes.value(toDer(group.certificate.get()))
            : QString();
        const QByteArray keyPassword
            = group.key ? collected->keyPasswords.value(keyHash(group.key.get())) : QByteArray();
        const Result<ImportedEntry> one
            = take(store, group, name.isEmpty() ? nameFor(store, group, wish) : name, keyPassword);
        if (!one) {
            return fail(one.error());
        }
        imported.append(*one);
    }
    return imported;
}

} // namespace workbench
