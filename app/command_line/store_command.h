#pragma once

#include <QStringList>

namespace workbench {

/// `tls-workbench store new|request|sign|renew|revoke|crl|ocsp|list|show|import|…`: the certificate
/// store.
/// `arguments` begins with "store". Returns an ExitStatus.
int runStore(const QStringList& arguments);

} // namespace workbench
