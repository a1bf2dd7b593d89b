#include "core/certificates/ocsp_status.h"

#include "core/certificates/asn1_text.h"
#include "core/certificates/ca_revocations.h"

#include <algorithm>

namespace workbench {

Result<OcspRequest> ocspStatusOf(const StoreEntry& entry, const KeyMaterial& ca, X509* certificate)
{
    const Result<std::optional<RevocationListFacts>> list = CaRevocations(entry, ca).current();
    if (!list) {
        return fail(list.error());
    }
    OcspRequest request;
    const QString serial = serialText(X509_get0_serialNumber(certificate));
    const QList<Revocation> revocations = *list ? (*list)->revocations : QList<Revocation>();
    const auto found = std::find_if(revocations.begin(), revocations.end(), [&](const auto& one) {
        return one.serial == serial;
    });
    if (found != revocations.end()) {
        request.status = OcspStatus::Revoked;
        request.reason = found->reason;
        request.revocationTime = found->time;
    }
    return request;
}

} // namespace workbench
