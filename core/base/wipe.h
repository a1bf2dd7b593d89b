#pragma once

#include <QByteArray>
#include <QString>

namespace workbench {

/// Overwrites what is secret (a private key, a password) and empties the array. Bytes that a copy
/// still shares are left to that copy, so that the last one wipes them.
void wipe(QByteArray& secret);

/// Overwrites a text also for everybody who shares its memory: they are left with zeros.
void wipeEverywhere(QString& secret);

} // namespace workbench
