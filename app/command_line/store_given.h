#pragma once

#include "app/command_line/store_call.h"

namespace workbench {

/// The certificates of an entry or a file, as they stand there, and which one is meant.
struct GivenCertificates
{
    QList<QByteArray> certificates; ///< DER
    qsizetype leaf = 0;
    bool isEntry = false; ///< of the store; else a file

    /// The one that is meant first, then the others.
    QList<std::shared_ptr<X509>> leafFirst() const;
};

/// The entry of that name or hash, else the file of that name (PEM, DER, PKCS#7, PKCS#12; for the
/// last one with --key-password). Errors: NotFound, InvalidInput, those of reading.
Result<GivenCertificates> findGiven(const StoreCall& call, const QString& id);

} // namespace workbench
