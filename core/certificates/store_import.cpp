#include "core/certificates/store_import.h"

#include "core/certificates/certificate_text.h"
#include "core/certificates/material_grouping.h"

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
    const QString what = keyDescription(key);
    if (isAlone) {
        return {.code = ErrorCode::KeyMismatch,
                .message = CertificateText::tr("It holds a private key (%1), but no certificate, "
                                               "and it fits none of the store.")
                               .arg(what),
                .remedy = CertificateText::tr("Import the certificate that belongs to it together "
                                              "with the key, or before it."),
                .where = origin};
    }
    return {.code = ErrorCode::KeyMismatch,
            .message = CertificateText::tr("The private key (%1) belongs to none of the "
                                           "certificates.")
                           .arg(what),
            .remedy = CertificateText::tr("Take the key that was made together with the "
                                          "certificate; their public keys are equal."),
            .where = origin};
}

const StoreEntry* entryOf(const CertificateStore& store, const KeyMaterial& material)
{
    const QByteArray der = material.certificate ? toDer(material.certificate.get()) : QByteArray();
    const auto& entries = store.entries();
    const auto found = std::find_if(entries.cbegin(), entries.cend(), [&](const StoreEntry& one) {
        return material.certificate
            ? one.der == der
            : keyFits(
                {.certificate = certificatesOf(one).certificate, .chain = {}, .key = material.key});
    });
    return found == entries.cend() ? nullptr : &*found;
}

/// The name for people: common name, else the first SAN without its type, else the serial.
QString subjectName(const KeyMaterial& material)
{
    const CertificateFacts facts = certificateFacts(material.certificate.get());
    if (!facts.commonName.isEmpty()) {
        return facts.commonName;
    }
    return facts.san.isEmpty() ? facts.serial : facts.san.first().section(QLatin1Char(':'), 1);
}

Result<ImportedEntry>
update(CertificateStore& store, const StoreEntry& entry, const KeyMaterial& material)
{
    if (!material.key || entry.hasPrivateKey) {
        return ImportedEntry {.entry = entry, .outcome = Outcome::Present};
    }
    KeyMaterial whole = certificatesOf(entry);
    whole.key = material.key;
    const Result<StoreEntry> written = store.replace(entry.name, whole);
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
};

Collected collect(const QList<ImportFile>& files)
{
    Collected collected;
    for (const ImportFile& file : files) {
        append(collected.all, file.bundle);
        collected.origins.append(file.origin);
        QList<QByteArray> own;
        for (const KeyMaterial& group : groupMaterial(file.bundle)) {
            if (group.certificate) {
                own.append(toDer(group.certificate.get()));
            }
        }
        for (const QByteArray& der : std::as_const(own)) {
            collected.wishes.insert(der, own.size() == 1 ? file.wish : QString());
        }
    }
    return collected;
}

/// A file with certificates and keys of which none belong together was put together wrongly, even
/// where a key fits something else.
Result<void> checkPairs(const ImportFile& file)
{
    const CertificateBundle& bundle = file.bundle;
    if (bundle.certificates.isEmpty() || bundle.keys.isEmpty()) {
        return {};
    }
    const QList<KeyMaterial> groups = groupMaterial(bundle);
    const bool anyPair = std::any_of(groups.begin(), groups.end(), [](const KeyMaterial& group) {
        return group.certificate && group.key;
    });
    return anyPair ? Result<void>()
                   : fail(fitsNothing(bundle.keys.first().get(), false, file.origin));
}

Result<ImportedEntry> take(CertificateStore& store, const KeyMaterial& group, const QString& wish)
{
    if (const StoreEntry* present = entryOf(store, group)) {
        return update(store, StoreEntry(*present), group);
    }
    const QString name = wish.isEmpty() ? store.freeName(subjectName(group)) : wish;
    const Result<StoreEntry> added = store.add(name, group);
    if (!added) {
        return fail(added.error());
    }
    return ImportedEntry {.entry = *added, .outcome = Outcome::Added};
}

} // namespace

Result<QList<ImportedEntry>> importInto(CertificateStore& store, const QList<ImportFile>& files)
{
    for (const ImportFile& file : files) {
        if (const Result<void> pairs = checkPairs(file); !pairs) {
            return fail(pairs.error());
        }
    }
    const Collected collected = collect(files);
    const QList<QByteArray> about = collected.wishes.keys();
    const QList<KeyMaterial> groups
        = groupMaterial(collected.all, QSet<QByteArray>(about.begin(), about.end()));
    for (const KeyMaterial& group : groups) {
        if (!group.certificate && entryOf(store, group) == nullptr) {
            return fail(fitsNothing(group.key.get(),
                                    collected.all.certificates.isEmpty(),
                                    collected.origins.join(QStringLiteral(", "))));
        }
    }
    QList<ImportedEntry> imported;
    for (const KeyMaterial& group : groups) {
        const QString wish = group.certificate
            ? collected.wishes.value(toDer(group.certificate.get()))
            : QString();
        const Result<ImportedEntry> one = take(store, group, wish);
        if (!one) {
            return fail(one.error());
        }
        imported.append(*one);
    }
    return imported;
}

} // namespace workbench
