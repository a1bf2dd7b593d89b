#pragma once

#include "core/certificates/stores/certificate_source.h"

namespace workbench {

/// "My certificates", the folder of a CertificateStore, to be looked through. Changes are made with
/// CertificateStore.
class OwnSource final : public CertificateSource
{
public:
    explicit OwnSource(QString folder);

    SourceKind kind() const override { return SourceKind::Own; }

    QString id() const override { return QStringLiteral("store"); }

    QString name() const override;

    QString place() const override { return m_folder; }

    Result<void> read(const Receiver& receive) const override;
    Result<KeyMaterial> load(const StoreEntry& entry, const QByteArray& password) const override;

    QStringList watched() const override { return {m_folder}; }

private:
    QString m_folder;
};

} // namespace workbench
