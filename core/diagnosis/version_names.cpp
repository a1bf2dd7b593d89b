#include "core/diagnosis/version_names.h"

#include "core/diagnosis/named_values.h"

namespace workbench {

/// TLS 1.0 and 1.1 stand for DTLS 1.0, and there is no DTLS 1.3.
QString allowedVersionsText(const ConnectionRecord& record)
{
    if (record.transport == Transport::Tcp) {
        return toText(record.allowedVersions);
    }
    QList<quint16> versions;
    if (record.allowedVersions.testFlag(TlsVersion::Tls10)
        || record.allowedVersions.testFlag(TlsVersion::Tls11)) {
        versions.append(kDtls10);
    }
    if (record.allowedVersions.testFlag(TlsVersion::Tls12)) {
        versions.append(kDtls12);
    }
    return versions.isEmpty() ? toText(TlsVersionSet()) : versionsText(versions);
}

QString versionTextOf(const ConnectionRecord& record, quint16 version)
{
    if (record.transport == Transport::Tcp || version == 0 || version > kTls13) {
        return versionText(version);
    }
    return versionText(version < kTls12 ? kDtls10 : kDtls12);
}

} // namespace workbench
