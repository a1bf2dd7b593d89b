#pragma once

#include "core/certificates/key_material.h"

#include <QByteArray>
#include <QList>

namespace workbench {

/// Which of a server's certificates a client gets that asks for `serverName` (server_name, RFC 6066
/// §3): the first whose subject alternative names hold it, else the first that covers it with a
/// wildcard (RFC 6125 §6.4.3), else number 0.
qsizetype chooseCertificate(const QList<KeyMaterial>& certificates, const QByteArray& serverName);

} // namespace workbench
