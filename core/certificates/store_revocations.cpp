#include "core/certificates/store_revocations.h"

#include "core/base/openssl_errors.h"
#include "core/certificates/asn1_text.h"
#include "core/certificates/ca_revocations.h"

#include <QFileInfo>

#include <algorithm>

namespace workbench {

StoreRevocations::StoreRevocations(const QList<StoreEntry>& entries)
{
    const OpenSslErrorGuard guard;
    for (const StoreEntry& entry : entries) {
        const QString path = revocationListPath(entry.path);
        if (!entry.facts.isCa || !QFileInfo::exists(path)) {
            continue;
        }
        const Result<RevocationLists> lists = RevocationLists::fromFiles({path});
        const std::shared_ptr<X509> certificate = certificatesOf(entry).certificate;
        if (lists && certificate && isListOf(lists->lists.first().get(), certificate.get())) {
            Ca ca {.name = entry.name, .certificate = certificate, .lists = *lists, .revoked = {}};
            const RevocationListFacts facts = revocationListFacts(lists->lists.first().get());
            for (const Revocation& one : facts.revocations) {
                ca.revoked.insert(one.serial, one);
            }
            m_cas.append(ca);
        }
    }
}

std::optional<KnownRevocation> StoreRevocations::find(X509* certificate) const
{
    const OpenSslErrorGuard guard;
    const QString serial = serialText(X509_get0_serialNumber(certificate));
    for (const Ca& ca : m_cas) {
        const auto found = ca.revoked.constFind(serial);
        // Serial numbers are only unique below one CA; the signature is looked at last, as it costs
        // most.
        if (found != ca.revoked.constEnd()
            && X509_NAME_cmp(X509_get_issuer_name(certificate),
                             X509_get_subject_name(ca.certificate.get()))
                == 0
            && X509_verify(certificate, X509_get0_pubkey(ca.certificate.get())) == 1) {
            return KnownRevocation {.ca = ca.name, .revocation = *found, .lists = ca.lists};
        }
    }
    return std::nullopt;
}

std::optional<KnownRevocation> StoreRevocations::find(const StoreEntry& entry) const
{
    const bool mayBe = std::any_of(m_cas.begin(), m_cas.end(), [&entry](const Ca& ca) {
        return ca.revoked.contains(entry.facts.serial);
    });
    if (!mayBe) {
        return std::nullopt;
    }
    const Result<X509Ptr> certificate = parseCertificate(entry.der);
    return certificate ? find(certificate->get()) : std::nullopt;
}

} // namespace workbench
