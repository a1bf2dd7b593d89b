#pragma once

#include "core/base/secret_bytes.h"
#include "core/certificates/store_entry.h"
#include "core/certificates/stores/store_folder_reader.h"
#include "core/certificates/taken_paths.h"

#include <QList>
#include <QString>
#include <QStringList>

#include <functional>

namespace workbench {

/// How an identifier that a person gave is to be read.
enum class CertificateLookup
{
    NameThenHash, ///< an exact name wins, else a hash
    Name,
    Hash, ///< SHA-1 or SHA-256, any notation
};

/// What is to become an entry.
struct NewEntry
{
    QString name;
    KeyMaterial material;
    SecretBytes keyPassword; ///< empty: the key is written in clear
};

/// An entry and what its file was when it was written.
struct WrittenEntry
{
    StoreEntry entry;
    QByteArray fileHash; ///< SHA-256
};

/// What was removed, for putting it back.
struct RemovedEntry
{
    QByteArray file; ///< the PEM file; may hold the private key
    QByteArray revocationList; ///< what the CA had revoked; empty: there was no list
};

/// The folder of PEM files behind "My certificates". One entry is one file, `NAME.pem` (characters
/// that a file name cannot carry are percent-encoded), mode 0600, written atomically: certificate,
/// chain, private key (PKCS#8), in this order, so that OpenSSL, nginx, curl … read it as it is. The
/// folder is the only state; several programs may use it. Not thread-safe; belongs to one thread.
class CertificateStore
{
public:
    /// Opens the folder, making it (mode 0700) when it is missing. Files that cannot be read or
    /// parsed are no entries but `faults()`. Error when the folder itself cannot be made or read.
    static Result<CertificateStore> open(const QString& folder);

    /// The same, but nothing is read yet: `take()` and `apply()` get what a reader finds in another
    /// thread.
    static Result<CertificateStore> openUnread(const QString& folder);

    /// Reads what has changed in the folder.
    Result<void> reload();

    /// Finds out in any thread what has changed in the folder since it was read last.
    StoreFolderReader reader() const { return {m_folder, m_files, m_revision}; }

    /// A copy for another thread. It shares no container with this one: whoever lets go last of a
    /// shared one writes to it, and Qt looks without a barrier whether that is so.
    CertificateStore apart() const;

    /// Adds files that are not known yet: what a reader hands out on its way.
    void take(const StoredFiles& files);

    /// Makes the entries what a reader has found. False, and nothing is done, when the store was
    /// changed since the reader was made: it may not know of that.
    bool apply(const StoreChanges& changes);

    QString folder() const { return m_folder; }

    const QList<StoreEntry>& entries() const { return m_entries; } ///< sorted by name

    const QList<Error>& faults() const { return m_faults; } ///< files that are no entries, and why

    /// Error NotFound names what was looked for and, where a name differs only in case, the near
    /// miss.
    Result<StoreEntry> find(const QString& id,
                            CertificateLookup lookup = CertificateLookup::NameThenHash) const;

    /// Entries that fit StoreFilter::text, as people paste it.
    QList<StoreEntry> search(const QString& query) const;

    /// Certificate, chain and key of an entry. Errors: PasswordNeeded, WrongPassword, FileFault,
    /// KeyMismatch (the file was put together wrongly).
    Result<KeyMaterial> load(const StoreEntry& entry, const QByteArray& password = {}) const;

    /// Adds under `name`. Errors: AlreadyExists (same name, or the same certificate under another
    /// name, which `message` names), InvalidInput (empty name), PermissionDenied, FileFault.
    Result<StoreEntry>
    add(const QString& name, const KeyMaterial& material, const QByteArray& keyPassword = {});

    /// Adds several with far less waiting for the disk, some dozens at best: every file is open
    /// until all are written. What became of each, in their order; errors as of add().
    QList<Result<WrittenEntry>> addTogether(const QList<NewEntry>& entries);

    /// Writes an entry anew: with a key that arrived later, a repaired chain or another password.
    /// Errors: NotFound, KeyMismatch, PermissionDenied, FileFault; the old file stays then.
    Result<StoreEntry>
    replace(const QString& name, const KeyMaterial& material, const QByteArray& keyPassword = {});

    /// Writes an entry's file anew with this content, for instance with another chain. Errors:
    /// NotFound, InvalidInput (no certificate in it), PermissionDenied, FileFault; the old file
    /// stays then.
    Result<StoreEntry> rewrite(const QString& name, const QByteArray& fileContent);

    /// Errors: NotFound, AlreadyExists, InvalidInput, PermissionDenied, FileFault.
    Result<void> rename(const QString& name, const QString& newName);

    /// Removes the entry, and with a CA its revocation list, and returns the files' bytes, with
    /// which `restore` undoes it.
    Result<RemovedEntry> remove(const QString& name);
    Result<StoreEntry> restore(const QString& name, const RemovedEntry& removed);

    /// Removes entries that are no CAs with revocation lists. `isMeant` is asked of each right
    /// before: false, and it stays. `removed` grows by those that went, also when another one could
    /// not. Errors: PermissionDenied, FileFault.
    Result<void> removeTogether(const QList<StoreEntry>& entries,
                                const std::function<bool(const StoreEntry&)>& isMeant,
                                QList<StoreEntry>& removed);

    /// Takes in entries that another object for the same folder has written.
    void adopt(const QList<StoreEntry>& entries) { insert(entries); }

    /// Lets go of entries whose files another object for the same folder has removed.
    void forget(const QList<StoreEntry>& entries);

    /// A name derived from `wish` that no entry has: "shop", "shop 2", ….
    QString freeName(const QString& wish) const;

private:
    static Result<void> checkMaterial(const KeyMaterial& material);
    Result<void> checkNewName(const QString& name) const;
    Result<void> checkNewCertificate(const QByteArray& der) const;
    TakenPaths takenPaths() const; ///< of the files that were read
    /// `taken`: also those that are about to be written.
    Result<QString> newPath(const QString& name, const TakenPaths& taken) const;
    Result<StoreEntry>
    write(const QString& name, const QString& path, const QByteArray& content, bool replacing);
    void insert(const QList<StoreEntry>& entries);
    void rebuild(); ///< entries and faults from the files

    QString m_folder;
    StoredFiles m_files;
    quint64 m_revision = 0; ///< counts what was changed here
    QList<StoreEntry> m_entries;
    QList<Error> m_faults;
};

/// SHA-256 of what is or was in a file, by which it is known again.
QByteArray fileHashOf(const QByteArray& content);

/// CertificateStore::load() for an entry of any such folder.
Result<KeyMaterial> loadEntry(const StoreEntry& entry, const QByteArray& password);

/// The same among some entries: CertificateStore::find().
Result<StoreEntry> findEntry(const QList<StoreEntry>& entries,
                             const QString& id,
                             CertificateLookup lookup = CertificateLookup::NameThenHash);

} // namespace workbench
