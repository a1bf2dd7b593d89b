#pragma once

#include "core/certificates/certificate_store.h"
#include "core/certificates/quick_certificate.h"

#include <QByteArray>
#include <QString>

namespace workbench {

/// No file of the store is larger; one that is, is a fault.
inline constexpr qint64 kLargestStoreFile = 16LL * 1024 * 1024;

/// Reads the files of a store, quickly where they are as this program writes them. Remembers what
/// they have in common. Not thread-safe.
class StoreEntryReader
{
public:
    /// The entry that a file of the store with this content stands for. The private key is noticed,
    /// not decoded. Error (InvalidInput): no certificate in it, or broken.
    Result<StoreEntry> parse(const QString& path, const QByteArray& content);

    /// The same from the disk. Errors also of readFile().
    Result<StoreEntry> read(const QString& path);

    /// Facts, certificates and what there is of a key, without name and path; nothing where the
    /// content is not written as stores write it.
    std::optional<StoreEntry> parseQuickly(const QByteArray& content);

private:
    QuickCertificateReader m_certificates;
};

/// One file alone.
Result<StoreEntry> parseStoreEntry(const QString& path, const QByteArray& content);

} // namespace workbench
