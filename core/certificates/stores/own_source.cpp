#include "core/certificates/stores/own_source.h"

#include "core/certificates/certificate_store.h"
#include "core/certificates/certificate_text.h"

#include <utility>

namespace workbench {

OwnSource::OwnSource(QString folder)
    : m_folder(std::move(folder))
{ }

QString OwnSource::name() const
{
    return CertificateText::tr("My certificates");
}

Result<void> OwnSource::read(const Receiver& receive) const
{
    Result<CertificateStore> store = CertificateStore::open(m_folder);
    if (!store) {
        return fail(store.error());
    }
    const int count = static_cast<int>(store->entries().size());
    if (!receive({store->entries(), store->faults(), count, count})) {
        return fail({.code = ErrorCode::Cancelled});
    }
    return {};
}

Result<KeyMaterial> OwnSource::load(const StoreEntry& entry, const QByteArray& password) const
{
    return loadEntry(entry, password);
}

} // namespace workbench
