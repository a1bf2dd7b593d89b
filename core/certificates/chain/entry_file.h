#pragma once

#include "core/certificates/certificate_store.h"

#include <QByteArray>
#include <QList>

#include <memory>

namespace workbench {

/// The certificates of an entry as they stand in its file, duplicates and all: what programs send
/// that take the file as it is. Those of StoreEntry::chain are sorted already. No key is decoded.
/// Errors of reading the file.
Result<QList<std::shared_ptr<X509>>> certificatesInFile(const StoreEntry& entry);

/// What a check of an entry is given: its certificate, then every other one of its file (DER), as
/// `openssl verify -untrusted FILE` takes them. Of an entry that is not in this store, or whose
/// file cannot be read, the issuers that are known.
QList<QByteArray> certificatesToCheck(const CertificateStore& store, const StoreEntry& entry);

/// The content of a store file with other certificates: `chain` as PEM, then the private keys of
/// `content` byte by byte, so that no password is needed.
QByteArray withCertificates(const QByteArray& content, const QList<std::shared_ptr<X509>>& chain);

/// The content of a store file with another private key in PEM, e.g. the same one encrypted; all
/// else stays byte by byte. Error (InvalidInput): it has not exactly one key.
Result<QByteArray> withPrivateKey(const QByteArray& content, const QByteArray& key);

/// Gives the entry's file another chain. Returns the file's content before, with which
/// CertificateStore::rewrite() undoes it; it may hold the private key. Errors: NotFound,
/// PermissionDenied, FileFault; the file stays as it was then.
Result<QByteArray> replaceChain(CertificateStore& store,
                                const QString& name,
                                const QList<std::shared_ptr<X509>>& chain);

} // namespace workbench
