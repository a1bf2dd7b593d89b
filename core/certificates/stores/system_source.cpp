#include "core/certificates/stores/system_source.h"

#include "core/certificates/certificate_text.h"
#include "core/certificates/certificate_verifier.h"
#include "core/certificates/stores/entry_collector.h"

namespace workbench {

QString SystemSource::name() const
{
    return CertificateText::tr("System trust anchors");
}

QString SystemSource::place() const
{
    return CertificateText::tr("what this computer trusts");
}

Result<void> SystemSource::read(const Receiver& receive) const
{
    const Result<TrustAnchors> anchors = TrustAnchors::system();
    if (!anchors) {
        return fail(anchors.error());
    }
    if (anchors->count == 0) {
        return fail(
            {.code = ErrorCode::NotFound,
             .message = CertificateText::tr("No trust anchors were found on this computer."),
             .remedy = CertificateText::tr("Install the package ca-certificates, or name a "
                                           "file in SSL_CERT_FILE."),
             .where = anchors->sources.join(QStringLiteral(", "))});
    }
    EntryCollector collector(anchors->sources.value(0), receive);
    const X509StackPtr certificates(X509_STORE_get1_all_certs(anchors->store.get()));
    const int count = sk_X509_num(certificates.get());
    for (int i = 0; i < count; ++i) {
        collector.add(sk_X509_value(certificates.get(), i), {});
        if (!collector.progress(i + 1, count)) {
            return fail({.code = ErrorCode::Cancelled});
        }
    }
    return collector.finish();
}

Result<KeyMaterial> SystemSource::load(const StoreEntry& entry, const QByteArray&) const
{
    return certificatesOf(entry);
}

} // namespace workbench
