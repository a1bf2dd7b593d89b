#pragma once

#include "core/base/openssl_ptr.h"
#include "core/base/result.h"

#include <QStringList>

namespace workbench {

/// Name constraints (RFC 5280 section 4.2.1.10), critical. Each subtree is written "dns:shop.test"
/// (that name and all below it; "dns:" means every name), "dns:.shop.test", "ip:10.0.0.0/8" or
/// "ip:10.0.0.0/255.0.0.0", "email:shop.test" (a host), "email:.shop.test" (all hosts below),
/// "email:me@shop.test", "uri:.shop.test" (host of the URI) or "dirname:O=Test,C=DE"; without a
/// type it is dns. Error (InvalidInput, where = "name-constraints") names the offending one.
Result<X509ExtensionPtr> nameConstraintsExtension(const QStringList& permitted,
                                                  const QStringList& excluded);

} // namespace workbench
