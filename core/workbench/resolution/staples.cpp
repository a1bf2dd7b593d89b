#include "core/workbench/resolution/staples.h"

#include "core/base/atomic_file.h"
#include "core/certificates/ocsp_response.h"
#include "core/certificates/ocsp_status.h"
#include "core/certificates/store_issuer.h"
#include "core/workbench/resolution/common_checks.h"
#include "core/workbench/resolution/credentials.h"

#include <QCoreApplication>

namespace workbench {
namespace {

struct Text
{
    Q_DECLARE_TR_FUNCTIONS(Profile)
};

/// The bytes of an OCSP response; what is none would only be noticed by the client.
Result<QByteArray> readStaple(const QString& path)
{
    Result<QByteArray> der = readFile(path, kLargestStaple);
    if (!der) {
        return der;
    }
    if (const Result<OcspFacts> facts = readOcspResponse(*der, path); !facts) {
        return fail(
            {.code = ErrorCode::InvalidInput,
             .message = Text::tr("“%1” holds no OCSP response in DER.").arg(path),
             .remedy = Text::tr("“tls-workbench store ocsp” makes one; so does “openssl ocsp "
                                "-respout”."),
             .where = QStringLiteral("staple")});
    }
    return der;
}

/// A key on a token is not looked for here: its certificate is not known before the server starts.
Result<QByteArray> makeStaple(const KeyMaterial& material,
                              const CertificateStore& store,
                              const PasswordSource& password)
{
    if (!material.certificate) {
        return fail({.code = ErrorCode::NotSupported,
                     .message = Text::tr("No OCSP response is made for a certificate on a token."),
                     .remedy = Text::tr("Make it before, with “store ocsp”, and give the file."),
                     .where = QStringLiteral("staple")});
    }
    const Result<StoreEntry> issuer = issuerEntry(store, material.certificate.get());
    if (!issuer) {
        return fail(issuer.error());
    }
    const Result<KeyMaterial> ca
        = loadCredentials(issuer->name, CertificateLookup::Name, store, password, {});
    if (!ca) {
        return fail(ca.error());
    }
    const Result<OcspRequest> status = ocspStatusOf(*issuer, *ca, material.certificate.get());
    return status ? makeOcspResponse(material.certificate.get(), *status, *ca)
                  : fail(status.error());
}

} // namespace

Result<QList<QByteArray>> loadStaples(const QStringList& wanted,
                                      const QList<KeyMaterial>& certificates,
                                      const CertificateStore& store,
                                      const PasswordSource& password)
{
    QList<QByteArray> staples;
    const bool forAll = wanted == QStringList {kStapleOfStore};
    if (wanted.size() > certificates.size()) {
        return fail({.code = ErrorCode::InvalidInput,
                     .message = Text::tr("There are more OCSP responses than certificates."),
                     .remedy = Text::tr("Give one for each certificate, in their order."),
                     .where = QStringLiteral("staple")});
    }
    for (qsizetype i = 0; !wanted.isEmpty() && i < certificates.size(); ++i) {
        const QString one = forAll ? kStapleOfStore : wanted.value(i);
        const Result<QByteArray> staple = one.isEmpty() ? QByteArray()
            : one == kStapleOfStore ? makeStaple(certificates.at(i), store, password)
                                    : readStaple(one);
        if (!staple) {
            return fail(inField(staple.error(), "staple"));
        }
        staples.append(*staple);
    }
    return staples;
}

} // namespace workbench
