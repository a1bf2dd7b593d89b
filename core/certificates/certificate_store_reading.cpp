// How a CertificateStore and its keys are read; certificate_store.cpp has what finds and changes
// entries.
#include "core/base/atomic_file.h"
#include "core/base/wipe.h"
#include "core/certificates/certificate_store.h"
#include "core/certificates/certificate_text.h"
#include "core/certificates/store_entry_file.h"
#include "core/certificates/store_folder.h"

#include <QDir>
#include <QFileInfo>
#include <QSet>

#include <algorithm>

namespace workbench {

bool comesBefore(const StoreEntry& left, const StoreEntry& right)
{
    const int order = left.name.compare(right.name, Qt::CaseInsensitive);
    return order != 0 ? order < 0 : left.name < right.name;
}

Result<CertificateStore> CertificateStore::openUnread(const QString& folder)
{
    CertificateStore store;
    store.m_folder = QDir::cleanPath(QFileInfo(folder).absoluteFilePath());
    const Result<void> made = ensureStoreFolder(store.m_folder);
    if (!made) {
        return fail(made.error());
    }
    // Else the key of an entry would stay there after the entry is gone.
    removeAbandonedFiles(store.m_folder,
                         {QStringLiteral(".pem"), QStringLiteral(".crl"), QStringLiteral(".csr")});
    return store;
}

Result<CertificateStore> CertificateStore::open(const QString& folder)
{
    return openUnread(folder).and_then([](CertificateStore store) -> Result<CertificateStore> {
        const Result<void> read = store.reload();
        if (!read) {
            return fail(read.error());
        }
        return store;
    });
}

Result<void> CertificateStore::reload()
{
    return reader().read().map([this](const StoreChanges& changes) { apply(changes); });
}

void CertificateStore::take(const StoredFiles& files)
{
    for (auto file = files.begin(); file != files.end(); ++file) {
        if (!m_files.contains(file.key())) {
            m_files.insert(file.key(), *file);
        }
    }
    rebuild();
}

bool CertificateStore::apply(const StoreChanges& changes)
{
    if (changes.revision != m_revision) {
        return false;
    }
    ++m_revision; // another reader that began before this one knows less
    m_files.insert(changes.read);
    for (const QString& path : changes.removed) {
        m_files.remove(path);
    }
    if (changes.areVisible) {
        rebuild();
    }
    return true;
}

void CertificateStore::rebuild()
{
    QList<StoreEntry> entries;
    QList<Error> faults;
    QSet<QString> names;
    for (auto file = m_files.cbegin(); file != m_files.cend(); ++file) {
        const Result<StoreEntry>& entry = file->entry;
        if (!entry) {
            faults.append(entry.error());
        } else if (names.contains(entry->name)) {
            faults.append(
                {.code = ErrorCode::AlreadyExists,
                 .message = CertificateText::tr("Another file stands for the name “%1” too.")
                                .arg(entry->name),
                 .remedy = CertificateText::tr("Rename one of them."),
                 .where = file.key()});
        } else {
            names.insert(entry->name);
            entries.append(*entry);
        }
    }
    std::sort(entries.begin(), entries.end(), comesBefore);
    m_entries = entries;
    m_faults = faults;
}

KeyMaterial certificatesOf(const StoreEntry& entry)
{
    KeyMaterial material;
    if (Result<X509Ptr> own = parseCertificate(entry.der)) {
        material.certificate = std::shared_ptr<X509>(std::move(*own));
    }
    for (const QByteArray& der : entry.chain) {
        if (Result<X509Ptr> issuer = parseCertificate(der)) {
            material.chain.append(std::shared_ptr<X509>(std::move(*issuer)));
        }
    }
    return material;
}

Result<KeyMaterial> CertificateStore::load(const StoreEntry& entry,
                                           const QByteArray& password) const
{
    return loadEntry(entry, password);
}

Result<KeyMaterial> loadEntry(const StoreEntry& entry, const QByteArray& password)
{
    Result<QByteArray> content = readFile(entry.path, kLargestStoreFile);
    if (!content) {
        return fail(content.error());
    }
    Result<KeyMaterial> material = readKeyMaterial(*content, password, entry.path);
    wipe(*content);
    if (!material) {
        Error error = material.error();
        if (asksForPassword(error)) {
            error.message += CertificateText::tr(" (certificate “%1”)").arg(entry.name);
        }
        return fail(error);
    }
    if (!material->certificate || toDer(material->certificate.get()) != entry.der) {
        return fail(
            {.code = ErrorCode::KeyMismatch,
             .message = CertificateText::tr("The private key in the file of “%1” belongs to "
                                            "another certificate, or the file was changed "
                                            "by another program.")
                            .arg(entry.name),
             .remedy = CertificateText::tr("Read the store again; put only the "
                                           "certificate, its issuers and its key into one "
                                           "file."),
             .where = entry.path});
    }
    return material;
}

} // namespace workbench
