#pragma once

#include "core/certificates/stores/certificate_source.h"

namespace workbench {

class EntryCollector;
class StoreEntryReader;

/// A file of certificates, or a folder of such files (not those of its subfolders), in any form
/// that an import takes. Read-only. Files of a folder that hold no certificate are passed over;
/// those that are damaged or need a password are faults.
class FileSource final : public CertificateSource
{
public:
    FileSource(QString path, QByteArray password);
    ~FileSource() override; ///< wipes the password

    SourceKind kind() const override { return m_isFolder ? SourceKind::Folder : SourceKind::File; }

    QString id() const override { return m_path; }

    QString name() const override;

    QString place() const override { return m_path; }

    Result<void> read(const Receiver& receive) const override;
    Result<KeyMaterial> load(const StoreEntry& entry, const QByteArray& password) const override;

    /// A folder alone would not tell what is written into its files.
    QStringList watched() const override;

private:
    Result<void>
    readOne(const QString& path, StoreEntryReader& reader, EntryCollector& collector) const;

    QString m_path;
    QByteArray m_password;
    bool m_isFolder;
};

} // namespace workbench
