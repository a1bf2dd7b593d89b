#pragma once

#include "core/certificates/certificate_store.h"

#include <QByteArray>
#include <QString>

namespace workbench {

/// No file of the store is larger; one that is, is a fault.
inline constexpr qint64 kLargestStoreFile = 16LL * 1024 * 1024;

/// The entry that a file of the store with this content stands for. The private key is noticed, not
/// decoded. Error (InvalidInput): no certificate in it, or broken.
Result<StoreEntry> parseStoreEntry(const QString& path, const QByteArray& content);

/// The same from the disk. Errors also of readFile().
Result<StoreEntry> readStoreEntry(const QString& path);

} // namespace workbench
