#pragma once

#include "core/certificates/certificate_store.h"
#include "core/certificates/store_revocations.h"
#include "core/certificates/stores/certificate_source.h"

#include <QJsonObject>

namespace workbench {

/// One element of `store list --format json`; `source`: where the entry is kept. `status` is
/// "revoked" where a CA of the store says so.
QJsonObject toJson(const StoreEntry& entry,
                   SourceKind source = SourceKind::Own,
                   const StoreRevocations& revocations = {});

/// Aligned lines for people; the hash is SHA-256.
QString toText(const QList<StoreEntry>& entries, const StoreRevocations& revocations = {});

/// Everything about one entry, for `store show`, and who uses it.
QString toDetails(const StoreEntry& entry,
                  const QStringList& users = {},
                  const StoreRevocations& revocations = {});

} // namespace workbench
