#include "core/connection/pre_shared_key.h"

#include "core/base/hex.h"
#include "core/base/wipe.h"

#include <QCoreApplication>

#include <openssl/ssl.h>

namespace workbench {
namespace {

struct Text
{
    Q_DECLARE_TR_FUNCTIONS(PreSharedKey)
};

tl::unexpected<Error> invalid(const QString& message)
{
    return fail(
        {.code = ErrorCode::InvalidInput,
         .message = message,
         .remedy = Text::tr(
             "Give it as IDENTITY:HEX, for instance client1:00112233445566778899aabbccddeeff."),
         .where = QStringLiteral("psk")});
}

} // namespace

Result<PreSharedKey> PreSharedKey::parse(const QString& text)
{
    // The key cannot have a colon, the identity may.
    const qsizetype colon = text.lastIndexOf(QLatin1Char(':'));
    PreSharedKey result;
    result.m_identity = text.left(colon).toUtf8();
    if (colon < 1) {
        return invalid(Text::tr("The pre-shared key has no identity in front of a colon."));
    }
    if (result.m_identity.size() > PSK_MAX_IDENTITY_LEN) {
        return invalid(Text::tr("The identity of the pre-shared key is longer than %1 bytes.")
                           .arg(PSK_MAX_IDENTITY_LEN));
    }
    QString digits = text.mid(colon + 1).trimmed();
    Result<QByteArray> key = fromHex(digits);
    wipeEverywhere(digits);
    if (!key || key->isEmpty()) {
        // The message of fromHex() names characters of the key.
        return invalid(
            Text::tr("What stands behind the colon is no key in hexadecimal digits, two a "
                     "byte."));
    }
    if (key->size() > PSK_MAX_PSK_LEN) {
        wipe(*key);
        return invalid(
            Text::tr("The pre-shared key is longer than %1 bytes.").arg(PSK_MAX_PSK_LEN));
    }
    result.m_key = SecretBytes(std::move(*key));
    return result;
}

} // namespace workbench
