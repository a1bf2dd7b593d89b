#pragma once

#include <QStringList>

namespace workbench {

/// `tls-workbench connect HOST[:PORT] …`: one client connection; prints the handshake log and the
/// verdict. `arguments` begins with the command's name. Needs a QCoreApplication. Returns an
/// ExitStatus.
int runConnect(const QStringList& arguments);

} // namespace workbench
