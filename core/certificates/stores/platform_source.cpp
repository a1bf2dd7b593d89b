#include "core/certificates/stores/platform_source.h"

#include "core/certificates/certificate_text.h"
#include "core/certificates/stores/entry_collector.h"

#include <utility>

namespace workbench {

PlatformSource::PlatformSource(PlatformStore store)
    : m_store(std::move(store))
{ }

Result<void> PlatformSource::read(const Receiver& receive) const
{
    const Result<QList<QByteArray>> encodings = m_store.read();
    if (!encodings) {
        return fail(encodings.error());
    }
    EntryCollector collector(m_store.id, receive);
    const int count = static_cast<int>(encodings->size());
    for (int i = 0; i < count; ++i) {
        if (const Result<X509Ptr> certificate = parseCertificate(encodings->at(i))) {
            collector.add(certificate->get(), {});
        } else {
            collector.add(certificate.error());
        }
        if (!collector.progress(i + 1, count)) {
            return fail({.code = ErrorCode::Cancelled});
        }
    }
    return collector.finish();
}

Result<KeyMaterial> PlatformSource::load(const StoreEntry& entry, const QByteArray&) const
{
    return certificatesOf(entry);
}

} // namespace workbench
