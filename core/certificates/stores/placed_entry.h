#pragma once

#include "core/base/result.h"
#include "core/certificates/key_material.h"
#include "core/certificates/store_entry.h"
#include "core/certificates/stores/certificate_source.h"

namespace workbench {

/// A certificate that is used from where it lies, in a file outside of "My certificates": the
/// file's path, and where it holds several with keys "#" and the SHA-256 behind it.
struct FilePlace
{
    QString path; ///< absolute
    QByteArray sha256; ///< empty: the one that has a key
};

/// Whether a text means such a file: there is a folder in it ("/etc/ssl/shop.p12", "./shop.pem").
/// Entries of the store may be called so too; they come first.
bool isFilePlace(const QString& id);
FilePlace filePlaceOf(const QString& id);

/// The text for an entry of an opened file or folder. `alone`: no other with a key is in the file.
QString filePlaceId(const StoreEntry& entry, bool alone);

/// An entry of which nothing but its place is known yet: `der` is empty, the place is name and
/// path.
StoreEntry unreadFileEntry(const QString& id);

/// What lists show of the entry at this place: a PKCS#11 URI or a file. Blocks. Errors: those of
/// readTokenEntry() and of loadFromFile().
Result<StoreEntry> readPlacedEntry(const QString& id);

/// Where its key is read from, for Preflight; null: it lies on a token.
CertificateSourcePtr placedSource(const QString& id);

/// Certificate, chain and key from the file. Errors: NotFound, PermissionDenied, FileFault,
/// InvalidInput (a folder, no certificate, several that fit), NoPrivateKey, KeyMismatch,
/// PasswordNeeded and WrongPassword; `where` is the path.
Result<KeyMaterial> loadFromFile(const QString& id, const QByteArray& password);

} // namespace workbench
