#pragma once

#include <QStringList>

namespace workbench {

/// `tls-workbench serve …`: a server from a certificate-store entry, until interrupted or --count
/// N. `arguments` begins with the command's name. Needs a QCoreApplication. Returns an ExitStatus.
int runServe(const QStringList& arguments);

} // namespace workbench
