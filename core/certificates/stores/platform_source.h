#pragma once

#include "core/certificates/stores/certificate_source.h"
#include "core/certificates/stores/platform_store.h"

namespace workbench {

/// A store of the operating system as a place of certificates.
class PlatformSource final : public CertificateSource
{
public:
    explicit PlatformSource(PlatformStore store);

    SourceKind kind() const override { return SourceKind::System; }

    QString id() const override { return m_store.id; }

    QString name() const override { return m_store.name; }

    QString place() const override { return m_store.id; }

    Result<void> read(const Receiver& receive) const override;
    Result<KeyMaterial> load(const StoreEntry& entry, const QByteArray& password) const override;

private:
    PlatformStore m_store;
};

} // namespace workbench
