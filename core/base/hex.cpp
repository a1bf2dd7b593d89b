#include "core/base/hex.h"

#include "core/base/wipe.h"

#include <QCoreApplication>
#include <QRegularExpression>
#include <QScopeGuard>

namespace workbench {
namespace {

struct Text
{
    Q_DECLARE_TR_FUNCTIONS(Hex)
};

bool isSeparator(QChar character)
{
    return character.isSpace() || character == QLatin1Char(':') || character == QLatin1Char('-')
        || character == QLatin1Char(',') || character.category() == QChar::Other_Format;
}

bool isHexDigit(QChar character)
{
    const char16_t unit = character.unicode();
    return (unit >= u'0' && unit <= u'9') || (unit >= u'a' && unit <= u'f')
        || (unit >= u'A' && unit <= u'F');
}

} // namespace

QString toHex(QByteArrayView bytes)
{
    return QString::fromLatin1(QByteArray::fromRawData(bytes.data(), bytes.size()).toHex());
}

QString toFingerprint(QByteArrayView bytes)
{
    return QString::fromLatin1(
        QByteArray::fromRawData(bytes.data(), bytes.size()).toHex(':').toUpper());
}

Result<QByteArray> fromHex(const QString& text)
{
    QByteArray digits;
    digits.reserve(text.size()); // growing would leave copies behind, and it may be a key
    const auto wiped = qScopeGuard([&digits] { wipe(digits); });
    for (qsizetype i = 0; i < text.size(); ++i) {
        const QChar character = text.at(i);
        const bool startsPrefix = character == QLatin1Char('0') && i + 1 < text.size()
            && text.at(i + 1).toLower() == QLatin1Char('x') && digits.size() % 2 == 0;
        if (startsPrefix) {
            ++i;
        } else if (isHexDigit(character)) {
            digits.append(character.toLatin1());
        } else if (!isSeparator(character)) {
            return fail({.code = ErrorCode::InvalidInput,
                         .message = Text::tr("“%1” at position %2 is not a hexadecimal digit.")
                                        .arg(character)
                                        .arg(i + 1)});
        }
    }
    if (digits.size() % 2 != 0) {
        return fail({.code = ErrorCode::InvalidInput,
                     .message = Text::tr("%n hexadecimal digit(s): every byte needs two.",
                                         nullptr,
                                         static_cast<int>(digits.size()))});
    }
    return QByteArray::fromHex(digits);
}

QString normalizedHash(const QString& text)
{
    static const QRegularExpression kLabel(
        QStringLiteral(
            "^[\\s\\x{200e}]*"
            "(?:(?:sha-?(?:1|256)(?:\\s+fingerprint)?|fingerprint|thumbprint)\\s*[:=]|0x)"),
        QRegularExpression::CaseInsensitiveOption);
    const qsizetype start = kLabel.match(text).capturedLength();
    QString digits;
    for (const QChar character : QStringView(text).mid(start)) {
        if (isHexDigit(character)) {
            digits += character.toLower();
        } else if (!isSeparator(character)) {
            return {};
        }
    }
    return digits;
}

} // namespace workbench
