#pragma once

#include <QString>

#include <span>

namespace workbench {

/// A service by the name that people and URLs give it.
struct Service
{
    const char* name; ///< lower case
    quint16 port; ///< the usual one
    const char* starttls; ///< word of --starttls where it begins in clear; empty: TLS at once
};

/// All of them; of several names of a port the usual one is first.
std::span<const Service> services();

/// Any case; null: not known.
const Service* findService(const QString& name);

/// The service whose usual port this is; null: not known.
const Service* serviceAt(quint16 port);

/// A sentence about how TLS begins there, or where it is spoken instead; empty where it begins at
/// once or nothing is known.
QString hintOnStart(const QString& service);

} // namespace workbench
