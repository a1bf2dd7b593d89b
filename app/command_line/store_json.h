#pragma once

#include "core/certificates/certificate_store.h"
#include "core/certificates/stores/certificate_source.h"

#include <QJsonObject>

namespace workbench {

/// One element of `store list --format json`; `source`: where the entry is kept.
QJsonObject toJson(const StoreEntry& entry, SourceKind source = SourceKind::Own);

/// Aligned lines for people; the hash is SHA-256.
QString toText(const QList<StoreEntry>& entries);

/// Everything about one entry, for `store show`, and who uses it.
QString toDetails(const StoreEntry& entry, const QStringList& users = {});

} // namespace workbench
