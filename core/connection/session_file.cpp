#include "core/connection/session_file.h"

#include "core/base/atomic_file.h"
#include "core/base/openssl_bytes.h"
#include "core/base/openssl_errors.h"
#include "core/base/wipe.h"
#include "core/certificates/certificate_facts.h"

#include <QCoreApplication>

#include <openssl/pem.h>

#include <algorithm>

namespace workbench {
namespace {

constexpr qint64 kLargest = 1 << 20;

struct Text
{
    Q_DECLARE_TR_FUNCTIONS(SessionFile)
};

Error inFile(Error error, const QString& path)
{
    error.where = path;
    return error;
}

QList<QByteArray> readCertificates(BIO* bio)
{
    QList<QByteArray> found;
    while (const X509Ptr certificate {PEM_read_bio_X509(bio, nullptr, nullptr, nullptr)}) {
        found.append(toDer(certificate.get()));
    }
    return found;
}

bool writeCertificates(BIO* bio, const QList<QByteArray>& certificates)
{
    return std::all_of(certificates.begin(), certificates.end(), [bio](const QByteArray& der) {
        const Result<X509Ptr> certificate = parseCertificate(der);
        return certificate && PEM_write_bio_X509(bio, certificate->get()) == 1;
    });
}

} // namespace

Result<SavedSession> readSessionFile(const QString& path)
{
    const OpenSslErrorGuard guard;
    Result<QByteArray> pem = readFile(path, kLargest);
    if (!pem) {
        if (pem.error().code == ErrorCode::NotFound) {
            return SavedSession();
        }
        return fail(pem.error());
    }
    const BioPtr bio(BIO_new_mem_buf(pem->constData(), static_cast<int>(pem->size())));
    const SslSessionPtr session(PEM_read_bio_SSL_SESSION(bio.get(), nullptr, nullptr, nullptr));
    QList<QByteArray> issuers = readCertificates(bio.get());
    wipe(*pem);
    if (!session) {
        return fail(
            {.code = ErrorCode::InvalidInput,
             .message = Text::tr("The file holds no TLS session in PEM form."),
             .remedy = Text::tr("Name a file that “openssl s_client -sess_out” or this program "
                                "wrote, or one that does not exist yet."),
             .where = path});
    }
    return SavedSession(derOf(i2d_SSL_SESSION, session.get()), std::move(issuers));
}

Result<void> writeSessionFile(const QString& path, const SavedSession& session)
{
    const OpenSslErrorGuard guard;
    const SslSessionPtr parsed = session.parsed();
    const BioPtr bio(BIO_new(BIO_s_secmem()));
    if (!parsed || PEM_write_bio_SSL_SESSION(bio.get(), parsed.get()) != 1
        || !writeCertificates(bio.get(), session.issuers())) {
        return fail(inFile(openSslError(Text::tr("The TLS session cannot be written.")), path));
    }
    QByteArray pem = contentOf(bio.get());
    Result<void> written = writeFileAtomically(path, pem);
    wipe(pem);
    return written;
}

} // namespace workbench
