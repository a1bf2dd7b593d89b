#include "core/certificates/certificate_pins.h"

#include "core/base/hex.h"
#include "core/base/openssl_bytes.h"
#include "core/certificates/certificate_facts.h"
#include "core/certificates/certificate_text.h"

#include <QCryptographicHash>

namespace workbench {
namespace {

constexpr qsizetype kBytes = 32;

QByteArray sha256(const QByteArray& bytes)
{
    return QCryptographicHash::hash(bytes, QCryptographicHash::Sha256);
}

} // namespace

Result<QByteArray> parsePin(const QString& text)
{
    const QString prefix = QStringLiteral("sha256//");
    const QString trimmed = text.trimmed();
    QByteArray pin;
    if (trimmed.startsWith(prefix, Qt::CaseInsensitive)) {
        pin = QByteArray::fromBase64Encoding(trimmed.mid(prefix.size()).toLatin1(),
                                             QByteArray::AbortOnBase64DecodingErrors)
                  .decoded;
    } else {
        pin = QByteArray::fromHex(normalizedHash(trimmed).toLatin1());
    }
    if (pin.size() != kBytes) {
        return fail(
            {.code = ErrorCode::InvalidInput,
             .message = CertificateText::tr("“%1” is no SHA-256 hash.").arg(trimmed),
             .remedy = CertificateText::tr("Give the 64 hexadecimal digits of the hash of a "
                                           "certificate or of its public key, or the "
                                           "latter as curl has it, “sha256//” and Base64."),
             .where = QStringLiteral("pins")});
    }
    return pin;
}

bool isPinned(const X509* certificate, const CertificatePins& pins)
{
    const QByteArray key = derOf(i2d_X509_PUBKEY, X509_get_X509_PUBKEY(certificate));
    return pins.contains(sha256(toDer(certificate))) || pins.contains(sha256(key));
}

} // namespace workbench
