#pragma once

#include "core/certificates/certificate_store.h"

#include <QList>
#include <QString>

namespace workbench {

/// The entries whose name, subject, SAN, issuer, serial (hexadecimal or decimal) or hash contains
/// `query` as people paste it; all for an empty one.
QList<StoreEntry> searchEntries(const QList<StoreEntry>& entries, const QString& query);

/// `text` without blanks at its ends and without the invisible marks that people paste along.
QString withoutInvisible(const QString& text);

} // namespace workbench
