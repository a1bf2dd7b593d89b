#include "core/base/byte_size.h"

#include <QCoreApplication>
#include <QRegularExpression>

namespace workbench {
namespace {

constexpr qint64 kStep = 1024;
constexpr const char* kUnits[] = {"", "k", "m", "g"};

} // namespace

Result<qint64> parseByteSize(const QString& text)
{
    static const QRegularExpression kForm(
        QStringLiteral("^\\s*(\\d+(?:\\.\\d+)?)\\s*([kmg]?)b?\\s*$"),
        QRegularExpression::CaseInsensitiveOption);
    const QRegularExpressionMatch match = kForm.match(text);
    constexpr double kLargest = 1e15;
    double bytes = match.captured(1).toDouble();
    for (const char* unit : kUnits) {
        if (match.captured(2).toLower() == QLatin1String(unit)) {
            break;
        }
        bytes *= kStep;
    }
    if (!match.hasMatch() || bytes > kLargest) {
        return fail(
            {.code = ErrorCode::InvalidInput,
             .message
             = QCoreApplication::translate("ByteSize", "“%1” is no amount of data.").arg(text),
             .remedy = QCoreApplication::translate(
                 "ByteSize", "Write a number of bytes, or 64 KB, 10 MB and the like.")});
    }
    return static_cast<qint64>(bytes);
}

QString byteSizeToText(qint64 bytes)
{
    constexpr const char* kWords[] = {"", " KB", " MB", " GB"};
    std::size_t step = 0;
    while (bytes != 0 && bytes % kStep == 0 && step + 1 < std::size(kWords)) {
        bytes /= kStep;
        ++step;
    }
    return QString::number(bytes) + QLatin1String(kWords[step]);
}

} // namespace workbench
