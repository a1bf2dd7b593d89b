#include "core/certificates/certificate_store.h"

#include "core/base/atomic_file.h"
#include "core/base/hex.h"
#include "core/base/wipe.h"
#include "core/certificates/ca_revocations.h"
#include "core/certificates/certificate_text.h"
#include "core/certificates/store_entry_file.h"
#include "core/certificates/store_file_name.h"
#include "core/certificates/store_folder.h"
#include "core/certificates/store_search.h"

#include <QDir>
#include <QFileInfo>
#include <QSet>

#include <algorithm>
#include <filesystem>
#include <system_error>

namespace workbench {
namespace {

constexpr qsizetype kSha1Digits = 40;
constexpr qsizetype kSha256Digits = 64;

Error notFound(const QString& message, const QString& remedy = {})
{
    return {.code = ErrorCode::NotFound, .message = message, .remedy = remedy};
}

} // namespace

Result<StoreEntry> CertificateStore::find(const QString& id, CertificateLookup lookup) const
{
    Result<StoreEntry> found = findEntry(m_entries, id, lookup);
    if (found || lookup == CertificateLookup::Hash) {
        return found;
    }
    // A file of that name that cannot be read is there.
    const Result<QString> file = storeFileName(id.trimmed(), {});
    const QString path = file ? m_folder + QLatin1Char('/') + *file : QString();
    const auto fault
        = std::find_if(m_faults.begin(), m_faults.end(), [&path](const Error& candidate) {
              return !path.isEmpty() && candidate.where == path;
          });
    return fault == m_faults.end() ? found : fail(*fault);
}

Result<StoreEntry>
findEntry(const QList<StoreEntry>& entries, const QString& id, CertificateLookup lookup)
{
    const auto byName = std::find_if(
        entries.cbegin(), entries.cend(), [&id](const auto& entry) { return entry.name == id; });
    if (lookup != CertificateLookup::Hash && byName != entries.cend()) {
        return *byName;
    }
    const QString digits = normalizedHash(id);
    const bool isHash = digits.size() == kSha1Digits || digits.size() == kSha256Digits;
    const QByteArray hash = QByteArray::fromHex(digits.toLatin1());
    const auto byHash = std::find_if(entries.cbegin(), entries.cend(), [&](const auto& entry) {
        return isHash && (entry.facts.sha1 == hash || entry.facts.sha256 == hash);
    });
    if (byHash != entries.cend() && lookup != CertificateLookup::Name) {
        return *byHash;
    }
    if (lookup == CertificateLookup::Hash && !isHash) {
        return fail(notFound(
            CertificateText::tr("“%1” is not a hash of a certificate.").arg(id),
            CertificateText::tr("A SHA-1 hash has 40 hexadecimal digits, a SHA-256 hash 64.")));
    }
    if (byHash != entries.cend()) {
        return fail(notFound(
            CertificateText::tr("There is no certificate named “%1”.").arg(id),
            CertificateText::tr("It is the hash of “%1”: look it up by hash.").arg(byHash->name)));
    }
    if (isHash && lookup != CertificateLookup::Name) {
        return fail(
            notFound(CertificateText::tr("There is no certificate with the hash %1.").arg(digits),
                     CertificateText::tr("The list of certificates shows their hashes.")));
    }
    const QString visible = withoutInvisible(id);
    const auto near = std::find_if(entries.cbegin(), entries.cend(), [&](const auto& entry) {
        return entry.name.compare(visible, Qt::CaseInsensitive) == 0;
    });
    const QString remedy = near == entries.cend()
        ? CertificateText::tr("The list of certificates shows the names that there are.")
        : CertificateText::tr("There is “%1”; names are case-sensitive.").arg(near->name);
    return fail(
        notFound(CertificateText::tr("There is no certificate named “%1”.").arg(id), remedy));
}

QList<StoreEntry> CertificateStore::search(const QString& query) const
{
    return filterEntries(m_entries, {.text = query}, QDateTime::currentDateTimeUtc());
}

Result<void> CertificateStore::checkMaterial(const KeyMaterial& material)
{
    if (!material.certificate) {
        return fail(
            {.code = ErrorCode::InvalidInput,
             .message = CertificateText::tr("There is no certificate to keep, only a private key."),
             .remedy = CertificateText::tr("Import the certificate together with its key.")});
    }
    if (material.hasKey() && !keyFits(material)) {
        return fail(
            {.code = ErrorCode::KeyMismatch,
             .message = CertificateText::tr("The private key does not belong to the certificate."),
             .remedy = CertificateText::tr("Take the key that was made together with the "
                                           "certificate; their public keys are equal.")});
    }
    return {};
}

Result<void> CertificateStore::checkNewName(const QString& name) const
{
    const bool taken = std::any_of(m_entries.cbegin(),
                                   m_entries.cend(),
                                   [&name](const auto& entry) { return entry.name == name; });
    if (taken) {
        return fail(
            {.code = ErrorCode::AlreadyExists,
             .message = CertificateText::tr("There is a certificate named “%1” already.").arg(name),
             .remedy
             = CertificateText::tr("Choose another name, for instance “%1”.").arg(freeName(name)),
             .where = QStringLiteral("name")});
    }
    return {};
}

Result<void> CertificateStore::checkNewCertificate(const QByteArray& der) const
{
    const auto same = std::find_if(m_entries.cbegin(), m_entries.cend(), [&der](const auto& entry) {
        return entry.der == der;
    });
    if (same != m_entries.cend()) {
        return fail(
            {.code = ErrorCode::AlreadyExists,
             .message = CertificateText::tr("The certificate is in the store already, as “%1”.")
                            .arg(same->name),
             .where = same->path});
    }
    return {};
}

TakenPaths CertificateStore::takenPaths() const
{
    TakenPaths taken;
    for (auto file = m_files.keyBegin(); file != m_files.keyEnd(); ++file) {
        taken.add(*file);
    }
    return taken;
}

Result<QString> CertificateStore::newPath(const QString& name, const TakenPaths& taken) const
{
    // What was read tells which file names differ only in case; listing the folder for each of
    // thousands of new entries would take minutes. What another program made meanwhile is found by
    // asking for the one file.
    Result<QString> plain = storeFileName(name, {});
    if (!plain) {
        return plain;
    }
    const QStringList alike = taken.namesLike(m_folder + QLatin1Char('/') + *plain);
    return storeFileName(name, alike).and_then([&](const QString& fileName) -> Result<QString> {
        const QString path = m_folder + QLatin1Char('/') + fileName;
        if (taken.contains(path) || QFileInfo::exists(path)) {
            return fail(
                {.code = ErrorCode::AlreadyExists,
                 .message
                 = CertificateText::tr("The file of the name “%1” exists already.").arg(name),
                 .remedy = CertificateText::tr("Choose another name, or read the store again."),
                 .where = path});
        }
        return path;
    });
}

CertificateStore CertificateStore::apart() const
{
    CertificateStore copy = *this;
    copy.m_files.detach();
    copy.m_entries.detach();
    copy.m_faults.detach();
    return copy;
}

void CertificateStore::insert(const QList<StoreEntry>& entries)
{
    ++m_revision;
    QSet<QString> names;
    for (const StoreEntry& entry : entries) {
        names.insert(entry.name);
        m_files.insert(entry.path, {.stamp = stampOf(entry.path), .fresh = true, .entry = entry});
    }
    m_entries.removeIf([&names](const StoreEntry& other) { return names.contains(other.name); });
    const qsizetype before = m_entries.size();
    m_entries += entries;
    std::sort(m_entries.begin() + before, m_entries.end(), comesBefore);
    std::inplace_merge(m_entries.begin(), m_entries.begin() + before, m_entries.end(), comesBefore);
}

void CertificateStore::forget(const QList<StoreEntry>& entries)
{
    ++m_revision;
    QSet<QString> names;
    for (const StoreEntry& entry : entries) {
        names.insert(entry.name);
        m_files.remove(entry.path);
    }
    m_entries.removeIf([&names](const StoreEntry& other) { return names.contains(other.name); });
}

Result<StoreEntry> CertificateStore::write(const QString& name,
                                           const QString& path,
                                           const QByteArray& content,
                                           bool replacing)
{
    Result<StoreEntry> entry = parseStoreEntry(path, content);
    if (!entry) {
        return entry;
    }
    entry->name = name;
    const Result<void> written
        = writeFileAtomically(path, content, replacing ? Existing::Replace : Existing::Refuse);
    if (!written) {
        return fail(storeWriteError(m_folder, written.error()));
    }
    insert({*entry});
    return entry;
}

Result<StoreEntry> CertificateStore::add(const QString& name,
                                         const KeyMaterial& material,
                                         const QByteArray& keyPassword)
{
    const QString trimmed = name.trimmed();
    const Result<QString> path
        = checkMaterial(material).and_then([&] { return checkNewName(trimmed); }).and_then([&] {
              return newPath(trimmed, takenPaths());
          });
    if (!path) {
        return fail(path.error());
    }
    const Result<void> isNew = checkNewCertificate(toDer(material.certificate.get()));
    Result<QByteArray> pem = isNew ? toPem(material, keyPassword) : fail(isNew.error());
    if (!pem) {
        return fail(pem.error());
    }
    Result<StoreEntry> entry = write(trimmed, *path, *pem, false);
    wipe(*pem);
    return entry;
}

Result<StoreEntry> CertificateStore::replace(const QString& name,
                                             const KeyMaterial& material,
                                             const QByteArray& keyPassword)
{
    const Result<StoreEntry> old = find(name, CertificateLookup::Name);
    if (!old) {
        return fail(old.error());
    }
    const Result<void> usable = checkMaterial(material);
    if (!usable) {
        return fail(usable.error());
    }
    Result<QByteArray> pem = toPem(material, keyPassword);
    if (!pem) {
        return fail(pem.error());
    }
    Result<StoreEntry> entry = write(name, old->path, *pem, true);
    wipe(*pem);
    return entry;
}

Result<StoreEntry> CertificateStore::rewrite(const QString& name, const QByteArray& fileContent)
{
    const Result<StoreEntry> old = find(name, CertificateLookup::Name);
    return old ? write(name, old->path, fileContent, true) : old;
}

Result<void> CertificateStore::rename(const QString& name, const QString& newName)
{
    const QString trimmed = newName.trimmed();
    const Result<StoreEntry> old = find(name, CertificateLookup::Name);
    if (!old) {
        return fail(old.error());
    }
    if (trimmed == name) {
        return {};
    }
    const Result<QString> path
        = checkNewName(trimmed).and_then([&] { return newPath(trimmed, takenPaths()); });
    if (!path) {
        return fail(path.error());
    }
    std::error_code code;
    std::filesystem::rename(nativePath(old->path), nativePath(*path), code);
    if (code) {
        return fail(folderError(
            m_folder,
            CertificateText::tr("The certificate cannot be renamed in the folder “%1”: %2."),
            code));
    }
    const std::filesystem::path list = nativePath(revocationListPath(*path));
    if (!std::filesystem::exists(list, code)) { // one of an earlier CA is not written over
        std::filesystem::rename(nativePath(revocationListPath(old->path)), list, code);
    }
    StoreEntry entry = *old;
    entry.name = trimmed;
    entry.path = *path;
    forget({*old});
    insert({entry});
    return {};
}

QString CertificateStore::freeName(const QString& wish) const
{
    QString base = wish.trimmed().isEmpty() ? CertificateText::tr("certificate") : wish.trimmed();
    const bool isFree = std::none_of(m_entries.cbegin(),
                                     m_entries.cend(),
                                     [&base](const auto& entry) { return entry.name == base; });
    if (isFree) {
        return base;
    }
    QSet<QString> names;
    for (const StoreEntry& entry : m_entries) {
        names.insert(entry.name);
    }
    QString name = base;
    for (int number = 2; names.contains(name); ++number) {
        name = base + QLatin1Char(' ') + QString::number(number);
    }
    return name;
}

} // namespace workbench
