#pragma once

#include "core/workbench/entry_uses.h"

namespace workbench {

/// Says on standard error what peers will object to in the entries that are about to be used, with
/// what to do about it. Nothing is held up: wrong certificates are what people test with.
void complainOf(const QList<EntryUse>& uses, const CertificateStore& store);

/// Says what of the cipher list this TLS library has nothing for; it takes such a list all the
/// same.
void complainOfUnknownCiphers(const QString& cipherList);

} // namespace workbench
