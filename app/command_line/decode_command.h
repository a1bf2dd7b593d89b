#pragma once

#include <QStringList>

namespace workbench {

/// `tls-workbench decode FILE`: the records and messages in a capture, a dump or a file of them, as
/// fields. `arguments` begins with the command's name. Returns an ExitStatus; ExitTestFailed when
/// nothing of TLS was found.
int runDecode(const QStringList& arguments);

} // namespace workbench
