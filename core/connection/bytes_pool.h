#pragma once

#include <QByteArray>

namespace workbench {

/// One shared copy of equal byte strings: certificates and certificate messages come again with
/// every connection to the same server. Keeps a bounded number of them. Thread-safe.
QByteArray shareEqualBytes(const QByteArray& bytes);

} // namespace workbench
