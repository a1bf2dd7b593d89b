#pragma once

#include "core/certificates/certificate_bundle.h"
#include "core/certificates/revocation_list.h"
#include "core/certificates/signing_request.h"

namespace workbench {

/// Everything of one file or pasted text that people want to import, or think that they can.
struct ImportContent
{
    CertificateBundle bundle;
    QList<SigningRequestPtr> requests;
    QList<RevocationListPtr> revocationLists;
};

/// Reads whatever is in `bytes`, by content. Errors as of readBundle(); one that is damaged among
/// others makes all of it an error, so that nothing is lost unnoticed.
Result<ImportContent>
readImport(const QByteArray& bytes, const QByteArray& password, const QString& origin);

} // namespace workbench
