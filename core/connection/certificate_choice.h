#pragma once

#include "core/certificates/key_material.h"

#include <QByteArray>
#include <QList>

namespace workbench {

/// Which of a server's certificates are offered to a client that asks for `serverName`
/// (server_name, RFC 6066 §3), by number. The first is the choice by name: the first whose subject
/// alternative names hold it, else the first that covers it with a wildcard (RFC 6125 §6.4.3), else
/// number 0. Behind it stand those for the same name with other types of key, one of each: the
/// client's signature algorithms decide between them. A client that asks for nobody's name gets
/// those which share a name with number 0.
QList<qsizetype> chooseCertificates(const QList<KeyMaterial>& certificates,
                                    const QByteArray& serverName);

/// One of them is for this name, by itself or by a wildcard.
bool anyIsFor(const QList<KeyMaterial>& certificates, const QByteArray& serverName);

} // namespace workbench
