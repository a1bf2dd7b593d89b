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

Error wrong(ErrorCode code, const QString& message, const QString& remedy)
{
    return {.code = code, .message = message, .remedy = remedy, .where = QStringLiteral("psk")};
}

tl::unexpected<Error> wrongDigits(const QString& message)
{
    return fail(wrong(ErrorCode::WrongPassword,
                      message,
                      Text::tr("Give the digits of the key alone, for instance "
                               "00112233445566778899aabbccddeeff.")));
}

} // namespace

Result<PreSharedKey> PreSharedKey::parse(const QString& text)
{
    const QString remedy = Text::tr(
        "Give it as IDENTITY:HEX, for instance client1:00112233445566778899aabbccddeeff.");
    // The key cannot have a colon, the identity may.
    const qsizetype colon = text.lastIndexOf(QLatin1Char(':'));
    if (colon < 1) {
        return fail(wrong(ErrorCode::InvalidInput,
                          Text::tr("The pre-shared key has no identity in front of a colon."),
                          remedy));
    }
    QString digits = text.mid(colon + 1);
    Result<PreSharedKey> key = of(text.left(colon), digits);
    wipeEverywhere(digits);
    if (!key) {
        return fail(wrong(ErrorCode::InvalidInput, key.error().message, remedy));
    }
    return key;
}

Result<PreSharedKey> PreSharedKey::of(const QString& identity, const QString& digits)
{
    PreSharedKey result;
    result.m_identity = identity.toUtf8();
    if (result.m_identity.isEmpty() || result.m_identity.size() > kLongestIdentity) {
        return fail(
            wrong(ErrorCode::InvalidInput,
                  Text::tr("The identity of a pre-shared key has 1 to %1 bytes; this one has %2.")
                      .arg(kLongestIdentity)
                      .arg(result.m_identity.size()),
                  Text::tr("Give the identity that the other end knows the key by.")));
    }
    Result<QByteArray> key = fromHex(digits);
    if (!key || key->isEmpty()) {
        // The message of fromHex() names characters of the key.
        return wrongDigits(
            Text::tr("The pre-shared key is not written in hexadecimal digits, two a "
                     "byte."));
    }
    if (key->size() > PSK_MAX_PSK_LEN) {
        wipe(*key);
        return wrongDigits(
            Text::tr("The pre-shared key is longer than %1 bytes.").arg(PSK_MAX_PSK_LEN));
    }
    result.m_key = SecretBytes(std::move(*key));
    return result;
}

} // namespace workbench
