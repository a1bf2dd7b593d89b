#include "app/command_line/store_given.h"

#include "app/command_line/key_access.h"
#include "app/command_line/store_places.h"
#include "core/base/atomic_file.h"
#include "core/certificates/certificate_bundle.h"
#include "core/certificates/chain/entry_file.h"

#include <QCoreApplication>
#include <QFileInfo>

namespace workbench {
namespace {

constexpr qint64 kLargestFile = 64LL << 20;

Result<GivenCertificates> readGivenFile(const StoreCall& call, const QString& path)
{
    const Result<QByteArray> bytes = readFile(path, kLargestFile);
    const Result<QByteArray> password = givenPassword(call.parser);
    if (!bytes || !password) {
        return fail(bytes ? password.error() : bytes.error());
    }
    Result<CertificateBundle> bundle = fail({});
    const Result<void> outcome
        = withKeyPasswords(*password, [&](const PasswordSource& source) -> Result<void> {
              // Only PKCS#12 needs a password for certificates; keys of other files stay unread.
              const QByteArray given = source(path);
              const KeyReading keys = given.isEmpty() ? KeyReading::Skip : KeyReading::Read;
              bundle = readBundle(*bytes, given, path, keys);
              return bundle ? Result<void>() : fail(bundle.error());
          });
    if (!outcome) {
        return fail(outcome.error());
    }
    const std::shared_ptr<X509> leaf = mainCertificate(bundle->certificates);
    if (!leaf) {
        return fail({.code = ErrorCode::InvalidInput,
                     .message = QCoreApplication::translate("StoreCommand",
                                                            "There is no certificate in the file."),
                     .where = path});
    }
    GivenCertificates given {.leaf = bundle->certificates.indexOf(leaf)};
    for (const std::shared_ptr<X509>& certificate : bundle->certificates) {
        given.certificates.append(toDer(certificate.get()));
    }
    return given;
}

} // namespace

QList<std::shared_ptr<X509>> GivenCertificates::leafFirst() const
{
    QList<QByteArray> ordered = certificates;
    ordered.move(leaf, 0);
    QList<std::shared_ptr<X509>> parsed;
    for (const QByteArray& der : std::as_const(ordered)) {
        if (Result<X509Ptr> certificate = parseCertificate(der)) {
            parsed.append(std::shared_ptr<X509>(std::move(*certificate)));
        }
    }
    return parsed;
}

Result<GivenCertificates> findGiven(const StoreCall& call, const QString& id)
{
    const Result<FoundEntry> found = findEntry(call, id);
    if (found) {
        return GivenCertificates {.certificates = certificatesToCheck(call.store, found->entry),
                                  .isEntry = !found->source};
    }
    if (QFileInfo::exists(id) && !call.parser.isSet(QStringLiteral("cert-by"))) {
        return readGivenFile(call, id);
    }
    return fail(found.error());
}

} // namespace workbench
