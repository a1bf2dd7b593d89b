#include "core/workbench/profiles.h"
#include "core/workbench/resolution/common_checks.h"

#include <QCoreApplication>

namespace workbench {

Result<TrustAnchors> resolveTrust(const TrustChoice& choice, const CertificateStore& store)
{
    QList<TrustAnchors> parts;
    if (choice.system) {
        const Result<TrustAnchors> system = TrustAnchors::system();
        if (!system) {
            return fail(inField(system.error(), "trust"));
        }
        parts.append(*system);
    }
    if (choice.store) {
        QList<QByteArray> certificates;
        for (const StoreEntry& entry : store.entries()) {
            if (entry.facts.isCa || entry.facts.selfSigned) {
                certificates.append(entry.der);
            }
        }
        parts.append(TrustAnchors::fromCertificates(
            certificates, QCoreApplication::translate("Profile", "My certificates")));
    }
    if (!choice.files.isEmpty()) {
        const Result<TrustAnchors> files = TrustAnchors::fromFiles(choice.files);
        if (!files) {
            return fail(ofFile(files.error(), "trust"));
        }
        parts.append(*files);
    }
    return parts.size() == 1 ? parts.first() : TrustAnchors::merged(parts);
}

} // namespace workbench
