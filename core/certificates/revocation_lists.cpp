#include "core/base/atomic_file.h"
#include "core/base/openssl_errors.h"
#include "core/certificates/certificate_text.h"
#include "core/certificates/certificate_verifier.h"

#include <openssl/pem.h>

namespace workbench {
namespace {

constexpr qint64 kLargestFile = 64LL * 1024 * 1024;

using ListPtr = std::shared_ptr<X509_CRL>;

ListPtr owned(X509_CRL* list)
{
    return {list, X509_CRL_free};
}

QList<ListPtr> readPem(const QByteArray& bytes)
{
    const BioPtr bio(BIO_new_mem_buf(bytes.constData(), static_cast<int>(bytes.size())));
    QList<ListPtr> lists;
    // Blocks of other kinds, such as certificates, are passed over.
    while (X509_CRL* const list = PEM_read_bio_X509_CRL(bio.get(), nullptr, nullptr, nullptr)) {
        lists.append(owned(list));
    }
    return lists;
}

QList<ListPtr> readDer(const QByteArray& bytes)
{
    const auto* position = reinterpret_cast<const unsigned char*>(bytes.constData());
    X509_CRL* const list = d2i_X509_CRL(nullptr, &position, static_cast<long>(bytes.size()));
    return list == nullptr ? QList<ListPtr>() : QList<ListPtr> {owned(list)};
}

} // namespace

Result<RevocationLists> RevocationLists::fromFiles(const QStringList& paths)
{
    const OpenSslErrorGuard guard;
    RevocationLists read;
    for (const QString& path : paths) {
        const Result<QByteArray> bytes = readFile(path, kLargestFile);
        if (!bytes) {
            return fail(bytes.error());
        }
        const QList<ListPtr> lists
            = bytes->contains("-----BEGIN ") ? readPem(*bytes) : readDer(*bytes);
        if (lists.isEmpty()) {
            return fail({.code = ErrorCode::InvalidInput,
                         .message = CertificateText::tr("There is no readable CRL in the file."),
                         .remedy = CertificateText::tr(
                             "Give a CRL in PEM (-----BEGIN X509 CRL-----) or DER."),
                         .where = path});
        }
        read.lists += lists;
        read.sources.append(path);
    }
    return read;
}

} // namespace workbench
