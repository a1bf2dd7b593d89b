#pragma once

#include "core/certificates/certificate_store.h"

#include <QJsonObject>

namespace workbench {

/// One element of `store list --format json`.
QJsonObject toJson(const StoreEntry& entry);

/// Aligned lines for people; the hash is SHA-256.
QString toText(const QList<StoreEntry>& entries);

/// Everything about one entry, for `store show`.
QString toDetails(const StoreEntry& entry);

} // namespace workbench
