#pragma once

#include "core/base/result.h"
#include "core/certificates/certificate_request.h"
#include "core/certificates/store_entry.h"

#include <QString>

namespace workbench {

/// How files are called in the commands.
struct OpensslNames
{
    QString name; ///< of the certificate
    QString issuer; ///< who signs: ISSUER.pem and ISSUER.key; empty: it signs itself
    bool requestOnly = false; ///< a signing request (PKCS#10), for somebody else to sign
};

/// A shell script that makes with `openssl` (3.0 and later) what issueCertificate() would make of
/// the request: key NAME.key, certificate NAME.pem (or request NAME.csr), configuration NAME.cnf.
/// Names are reduced to letters, digits, "-" and "_". Where OpenSSL's configuration has no words
/// for a value, it stands there as DER. Errors as of issueCertificate(); NotSupported for what
/// `openssl` cannot do (negative serial numbers, keys that it does not know).
Result<QString> opensslCommands(const CertificateRequest& request, const OpensslNames& names);

/// The same for a certificate that is there, with the name of the entry among `entries` that signed
/// it, or the issuer's own.
Result<QString> opensslCommandsFor(const StoreEntry& entry, const QList<StoreEntry>& entries);

} // namespace workbench
