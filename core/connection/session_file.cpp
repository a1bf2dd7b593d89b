#include "core/connection/session_file.h"

#include "core/base/atomic_file.h"
#include "core/base/openssl_bytes.h"
#include "core/base/openssl_errors.h"
#include "core/base/openssl_ptr.h"

#include <QCoreApplication>

#include <openssl/pem.h>

namespace workbench {
namespace {

constexpr qint64 kLargest = 1 << 20;

using SessionPtr = std::unique_ptr<SSL_SESSION, Freed<SSL_SESSION_free>>;

QString tr(const char* text)
{
    return QCoreApplication::translate("SessionFile", text);
}

Error inFile(Error error, const QString& path)
{
    error.where = path;
    return error;
}

} // namespace

Result<QByteArray> readSessionFile(const QString& path)
{
    const OpenSslErrorGuard guard;
    Result<QByteArray> pem = readFile(path, kLargest);
    if (!pem) {
        if (pem.error().code == ErrorCode::NotFound) {
            return QByteArray();
        }
        return pem;
    }
    const BioPtr bio(BIO_new_mem_buf(pem->constData(), static_cast<int>(pem->size())));
    const SessionPtr session(PEM_read_bio_SSL_SESSION(bio.get(), nullptr, nullptr, nullptr));
    OPENSSL_cleanse(pem->data(), static_cast<std::size_t>(pem->size()));
    if (!session) {
        return fail({.code = ErrorCode::InvalidInput,
                     .message = tr("The file holds no TLS session in PEM form."),
                     .remedy = tr("Name a file that “openssl s_client -sess_out” or this program "
                                  "wrote, or one that does not exist yet."),
                     .where = path});
    }
    return derOf(i2d_SSL_SESSION, session.get());
}

Result<void> writeSessionFile(const QString& path, const QByteArray& session)
{
    const OpenSslErrorGuard guard;
    const auto* position = reinterpret_cast<const unsigned char*>(session.constData());
    const SessionPtr parsed(d2i_SSL_SESSION(nullptr, &position, static_cast<long>(session.size())));
    const BioPtr bio(BIO_new(BIO_s_secmem()));
    if (!parsed || PEM_write_bio_SSL_SESSION(bio.get(), parsed.get()) != 1) {
        return fail(inFile(openSslError(tr("The TLS session cannot be written.")), path));
    }
    QByteArray pem = contentOf(bio.get());
    const Result<void> written = writeFileAtomically(path, pem);
    OPENSSL_cleanse(pem.data(), static_cast<std::size_t>(pem.size()));
    return written;
}

} // namespace workbench
