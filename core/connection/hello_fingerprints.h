#pragma once

#include "core/connection/connection_record.h"

#include <QString>
#include <QStringList>

namespace workbench {

/// By what the client_hello of a connection is told from those of other programs.
struct HelloFingerprints
{
    QString ja3; ///< MD5, hexadecimal; empty, as the rest: no whole client_hello has passed
    QString ja3Text; ///< what ja3 is the hash of
    QString ja4;
    QString ja4Raw; ///< ja4 with the lists in place of their hashes
    QStringList clients; ///< who says hello in this way, as far as is known: "curl (OpenSSL 3.0)"
};

/// Of the first client_hello of the record; worked out when it is asked for, so that a connection
/// nobody looks at costs nothing.
HelloFingerprints fingerprintsOf(const ConnectionRecord& record);

} // namespace workbench
