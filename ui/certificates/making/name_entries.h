#pragma once

#include "core/base/result.h"

#include <QString>
#include <QStringList>

namespace workbench {

/// Subject alternative names as a person types them, parted by commas or spaces: host names, also
/// international ones, addresses, "https://…" and "me@shop.test" without further ado, others as
/// "uri:…" and so on. Canonical, as of parseSubjectAltName(). Error of the first one that is none.
Result<QStringList> parseNameEntries(const QString& text);

/// What they become: "DNS shop.test · DNS xn--bcher-kva.example (bücher.example) · IP 127.0.0.1".
QString nameEntriesNote(const QStringList& names);

} // namespace workbench
