#pragma once

#include "core/base/result.h"
#include "core/certificates/store_entry.h"

#include <QList>
#include <QString>
#include <QStringList>

#include <functional>
#include <memory>

namespace workbench {

enum class SourceKind
{
    Own, ///< the store of this program: "My certificates"
    System, ///< the trust anchors of the computer, and other stores that its system keeps
    File,
    Folder,
    Token ///< of PKCS#11
};

/// "folder" (the own store), "system", "file", "open-folder" or "token": `provider` of `store
/// list`.
QString toIdentifier(SourceKind kind);

/// Some of what a source holds.
struct SourceBatch
{
    QList<StoreEntry> entries; ///< no certificate twice
    QList<Error> faults; ///< what could not be read, and why
    int done = 0; ///< files that are through
    int total = 0; ///< of so many
};

/// A place that certificates come from: a file, a folder, what the system trusts, a token. It knows
/// where they are and how they are read, and keeps nothing. To add a place, write one of these and
/// name it in openSource(). Immutable, so that another thread can read it.
class CertificateSource
{
public:
    /// False: stop reading.
    using Receiver = std::function<bool(const SourceBatch& batch)>;

    CertificateSource() = default;
    virtual ~CertificateSource() = default;
    Q_DISABLE_COPY_MOVE(CertificateSource)

    virtual SourceKind kind() const = 0;
    virtual QString id() const = 0; ///< what openSource() takes: "system", a path, a PKCS#11 URI
    virtual QString name() const = 0; ///< for people
    virtual QString place() const = 0; ///< where it is, for people: a path, "…"

    /// Reads all of it and hands it out in batches, the first one soon. Blocks; any thread. Errors:
    /// nothing can be read at all (NotFound, PermissionDenied, FileFault, InvalidInput);
    /// PasswordNeeded and WrongPassword, which another openSource() cures; Cancelled.
    virtual Result<void> read(const Receiver& receive) const = 0;

    /// Certificate, chain and (where the entry has one) private key. Errors as of
    /// CertificateStore::load().
    virtual Result<KeyMaterial> load(const StoreEntry& entry, const QByteArray& password) const = 0;

    /// Files and folders whose change makes it worth to read again.
    virtual QStringList watched() const { return {}; }
};

using CertificateSourcePtr = std::shared_ptr<const CertificateSource>;

/// The source that an identifier stands for: "system", that of a PlatformStore, a file or a folder,
/// the PKCS#11 URI of a token. Nothing is read yet, but whether the file exists; a token is not
/// asked. `password`: for PKCS#12, or the token's PIN; kept in memory as long as the source is.
/// Errors: NotFound names the path; those of parseTokenUri().
Result<CertificateSourcePtr> openSource(const QString& id, const QByteArray& password = {});

/// The store of this program in `folder` as a source.
CertificateSourcePtr ownSource(const QString& folder);

/// Everything that a source holds, at once, sorted by name. `faults` may be null.
Result<QList<StoreEntry>> readAll(const CertificateSource& source, QList<Error>* faults);

} // namespace workbench
