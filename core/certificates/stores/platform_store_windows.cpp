#include "core/certificates/certificate_text.h"
#include "core/certificates/stores/platform_store.h"

#include <qt_windows.h>

#include <wincrypt.h>

namespace workbench {
namespace {

Error windowsError(const QString& store)
{
    const DWORD code = GetLastError();
    return {.code = code == ERROR_ACCESS_DENIED ? ErrorCode::PermissionDenied : ErrorCode::NotFound,
            .message
            = CertificateText::tr("Windows does not open the certificate store “%1”.").arg(store),
            .where = store,
            .nativeCode = code,
            .nativeText = qt_error_string(static_cast<int>(code))};
}

/// The current user's view, which holds what the computer's own has.
Result<QList<QByteArray>> certificatesIn(const QString& store)
{
    const HCERTSTORE handle = CertOpenStore(
        CERT_STORE_PROV_SYSTEM_W,
        0,
        0,
        CERT_SYSTEM_STORE_CURRENT_USER | CERT_STORE_OPEN_EXISTING_FLAG | CERT_STORE_READONLY_FLAG,
        store.toStdWString().c_str());
    if (handle == nullptr) {
        return fail(windowsError(store));
    }
    QList<QByteArray> certificates;
    PCCERT_CONTEXT context = nullptr;
    while ((context = CertEnumCertificatesInStore(handle, context)) != nullptr) {
        if ((context->dwCertEncodingType & X509_ASN_ENCODING) != 0) {
            certificates.append(QByteArray(reinterpret_cast<const char*>(context->pbCertEncoded),
                                           static_cast<qsizetype>(context->cbCertEncoded)));
        }
    }
    CertCloseStore(handle, 0);
    return certificates;
}

PlatformStore systemStore(const QString& store, const QString& name, bool holdsAnchors)
{
    return {.id = QStringLiteral("windows:") + store,
            .name = name,
            .holdsAnchors = holdsAnchors,
            .read = [store] { return certificatesIn(store); }};
}

} // namespace

QList<PlatformStore> platformStores()
{
    return {
        systemStore(QStringLiteral("ROOT"), CertificateText::tr("Windows: trusted roots"), true),
        systemStore(QStringLiteral("CA"), CertificateText::tr("Windows: intermediates"), false),
        systemStore(QStringLiteral("MY"), CertificateText::tr("Windows: personal"), false)};
}

} // namespace workbench
