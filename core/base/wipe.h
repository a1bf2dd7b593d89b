#pragma once

#include <QByteArray>

namespace workbench {

/// Overwrites what is secret (a private key, a password) and empties the array. Bytes that a copy
/// still shares are left to that copy, so that the last one wipes them.
void wipe(QByteArray& secret);

} // namespace workbench
