#include "core/certificates/import_plan.h"

#include "core/base/openssl_bytes.h"
#include "core/certificates/certificate_text.h"
#include "core/certificates/free_names.h"
#include "core/certificates/material_grouping.h"
#include "core/certificates/quick_certificate.h"

#include <QCryptographicHash>
#include <QHash>
#include <QSet>

#include <algorithm>
#include <utility>

namespace workbench {
namespace {

using Action = ImportItem::Action;

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

/// Finds entries by certificate and by key, made once for many searches.
class EntryIndex
{
public:
    explicit EntryIndex(const QList<StoreEntry>& entries)
    {
        for (const StoreEntry& entry : entries) {
            m_byCertificate.insert(entry.facts.sha256, &entry);
            m_byKey[entry.facts.spkiSha256].append(&entry);
        }
    }

    /// The entry that is the certificate. For a key alone those whose certificates it is for: all
    /// that lack it, else one that has it. Null where there is none.
    QList<const StoreEntry*> find(const ImportItem& item) const
    {
        if (item.material.certificate) {
            return {m_byCertificate.value(item.facts.sha256)};
        }
        const QList<const StoreEntry*> all = m_byKey.value(QCryptographicHash::hash(
            derOf(i2d_PUBKEY, item.material.key.get()), QCryptographicHash::Sha256));
        QList<const StoreEntry*> lacking = all;
        lacking.removeIf([](const StoreEntry* entry) { return entry->hasPrivateKey; });
        return lacking.isEmpty() ? QList<const StoreEntry*> {all.value(0)} : lacking;
    }

private:
    QHash<QByteArray, const StoreEntry*> m_byCertificate; ///< by SHA-256
    QHash<QByteArray, QList<const StoreEntry*>> m_byKey; ///< by SHA-256 of the SubjectPublicKeyInfo
};

/// What the files are put together to.
struct Collected
{
    CertificateBundle all;
    QHash<QByteArray, QString> wishes; ///< by DER; every certificate that a file is about
    QHash<QByteArray, QString> certificateOrigins; ///< by DER
    QHash<const EVP_PKEY*, QString> keyOrigins;
    QHash<const EVP_PKEY*, SecretBytes> keyPasswords;
    QSet<const EVP_PKEY*> misplacedKeys; ///< of files in which nothing belongs together
};

void collect(const ImportFile& file, Collected& collected)
{
    append(collected.all, file.bundle);
    QList<QByteArray> own;
    bool anyPair = file.bundle.certificates.isEmpty();
    for (const KeyMaterial& group : groupMaterial(file.bundle)) {
        if (group.certificate) {
            own.append(toDer(group.certificate.get()));
            anyPair = anyPair || group.key;
        }
    }
    for (const QByteArray& der : std::as_const(own)) {
        collected.wishes.insert(der, own.size() == 1 ? file.wish : QString());
        if (!collected.certificateOrigins.contains(der)) {
            collected.certificateOrigins.insert(der, file.origin);
        }
    }
    for (const std::shared_ptr<EVP_PKEY>& key : file.bundle.keys) {
        collected.keyOrigins.insert(key.get(), file.origin);
        collected.keyPasswords.insert(key.get(), file.keyPassword);
        if (!anyPair) {
            collected.misplacedKeys.insert(key.get());
        }
    }
}

CertificateFacts factsOf(QuickCertificateReader& reader, X509* certificate, const QByteArray& der)
{
    const std::optional<CertificateParts> parts = takeApart(der);
    const std::optional<CertificateFacts> quick = parts ? reader.facts(*parts) : std::nullopt;
    return quick ? *quick : certificateFacts(certificate);
}

/// What the container that it comes from calls it; empty where that says nothing.
QString friendlyName(X509* certificate)
{
    int length = 0;
    const auto* name = reinterpret_cast<const char*>(X509_alias_get0(certificate, &length));
    return QString::fromUtf8(name, name == nullptr ? 0 : length);
}

void decide(ImportItem& item, const Collected& collected, const StoreEntry* entry)
{
    const bool isMisplaced = collected.misplacedKeys.contains(item.material.key.get());
    if (!item.material.certificate && (isMisplaced || entry == nullptr)) {
        item.action = Action::Refuse;
        item.fault = fitsNothing(item.material.key.get(),
                                 !isMisplaced && collected.all.certificates.isEmpty(),
                                 item.origins.join(QStringLiteral(", ")));
    } else if (entry != nullptr) {
        item.action = item.material.key && !entry->hasPrivateKey ? Action::AddKey : Action::Nothing;
        item.name = entry->name;
    }
}

} // namespace

QList<ImportItem> planImport(const CertificateStore& store, const QList<ImportFile>& files)
{
    Collected collected;
    for (const ImportFile& file : files) {
        collect(file, collected);
    }
    const QList<QByteArray> about = collected.wishes.keys();
    const QList<KeyMaterial> groups
        = groupMaterial(collected.all, QSet<QByteArray>(about.begin(), about.end()));
    const QList<StoreEntry>& entries = store.entries();
    const EntryIndex index(entries);
    FreeNames names(entries);
    QuickCertificateReader reader;
    QList<ImportItem> items;
    for (const KeyMaterial& group : groups) {
        ImportItem item;
        item.material = group;
        QString wish;
        if (group.certificate) {
            const QByteArray der = toDer(group.certificate.get());
            item.facts = factsOf(reader, group.certificate.get(), der);
            item.origins = {collected.certificateOrigins.value(der)};
            wish = collected.wishes.value(der);
            wish = wish.isEmpty() ? friendlyName(group.certificate.get()) : wish;
        }
        item.keyPassword = collected.keyPasswords.value(group.key.get());
        const QString keyOrigin = collected.keyOrigins.value(group.key.get());
        if (group.key && !item.origins.contains(keyOrigin)) {
            item.origins.append(keyOrigin);
        }
        const QList<const StoreEntry*> present = index.find(item);
        for (const StoreEntry* entry : present) {
            ImportItem one = item;
            decide(one, collected, entry);
            if (one.action == Action::Add) {
                one.name = names.take(wish.isEmpty() ? entryName(one.facts) : wish);
            }
            items.append(one);
            if (one.action == Action::Refuse) {
                break; // for the same reason with all
            }
        }
    }
    return items;
}

} // namespace workbench
