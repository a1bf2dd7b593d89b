#include "core/certificates/import_content.h"

#include "core/certificates/pasted_text.h"

#include <algorithm>

namespace workbench {
namespace {

/// Whether a block of that kind is in the PEM text; in DER it can be the whole file.
bool mayHold(const QByteArray& bytes, const char* label, bool isPem, bool isKnown)
{
    return isPem ? bytes.contains(QByteArray(label) + "-----") : !isKnown;
}

/// Whether readBundle() failed over something that is damaged, not over there being nothing for it.
bool holdsMaterial(const QByteArray& bytes)
{
    const QList<QByteArray> labels {"CERTIFICATE", "TRUSTED CERTIFICATE", "PRIVATE KEY", "PKCS7"};
    return std::any_of(labels.begin(), labels.end(), [&bytes](const QByteArray& label) {
        return bytes.contains(label + "-----");
    });
}

} // namespace

Result<ImportContent>
readImport(const QByteArray& given, const QByteArray& password, const QString& origin)
{
    const std::optional<SecretBytes> repaired = repairedPaste(given);
    const QByteArray& bytes = repaired ? repaired->bytes() : given;
    const bool isPem = bytes.contains("-----BEGIN ");
    const Result<CertificateBundle> bundle = readBundle(bytes, password, origin, KeyReading::Read);
    if (!bundle && (bundle.error().code != ErrorCode::InvalidInput || holdsMaterial(bytes))) {
        return fail(bundle.error());
    }
    ImportContent content;
    content.bundle = bundle.value_or(CertificateBundle {});
    if (mayHold(bytes, "CERTIFICATE REQUEST", isPem, bundle.has_value())) {
        const Result<QList<SigningRequestPtr>> requests = readSigningRequests(bytes, origin);
        if (requests) {
            content.requests = *requests;
        } else if (isPem) {
            return fail(requests.error());
        }
    }
    if (mayHold(bytes, "X509 CRL", isPem, bundle.has_value() || !content.requests.isEmpty())) {
        const Result<QList<RevocationListPtr>> lists = readRevocationLists(bytes, origin);
        if (lists) {
            content.revocationLists = *lists;
        } else if (isPem) {
            return fail(lists.error());
        }
    }
    if (content.requests.isEmpty() && content.revocationLists.isEmpty() && !bundle) {
        return fail(bundle.error());
    }
    return content;
}

} // namespace workbench
