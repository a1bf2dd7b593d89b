#pragma once

#include "core/certificates/stores/certificate_source.h"

namespace workbench {

/// The trust anchors of the system, as TrustAnchors::system() finds them.
class SystemSource final : public CertificateSource
{
public:
    static constexpr QLatin1String kId {"system"};

    SourceKind kind() const override { return SourceKind::System; }

    QString id() const override { return kId; }

    QString name() const override;
    QString place() const override;
    Result<void> read(const Receiver& receive) const override;
    Result<KeyMaterial> load(const StoreEntry& entry, const QByteArray& password) const override;
};

} // namespace workbench
