#pragma once

#include <QStringList>

namespace workbench {

/// `tls-workbench store new|list|show|import|export|rename|remove …`: the certificate store.
/// `arguments` begins with "store". Returns an ExitStatus.
int runStore(const QStringList& arguments);

} // namespace workbench
