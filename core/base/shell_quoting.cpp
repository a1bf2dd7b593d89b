#include "core/base/shell_quoting.h"

#include "core/base/printable_text.h"

#include <algorithm>
#include <string>

namespace workbench {
namespace {

/// Characters that no shell reads as anything else, wherever they stand.
bool isHarmless(QChar letter)
{
    const char16_t code = letter.unicode();
    const bool isAscii = code < 0x80;
    return isAscii && (letter.isLetterOrNumber() || QStringLiteral("-_./:@%+,").contains(letter));
}

QString inQuotes(const QString& text)
{
    return QLatin1Char('\'') + QString(text).replace(QLatin1Char('\''), QStringLiteral("'\\''"))
        + QLatin1Char('\'');
}

/// What the shell itself makes of numbers: $'…' would be shorter, and not every shell knows it.
QString asNumbers(const QString& controls)
{
    QString numbers;
    for (const char byte : controls.toUtf8()) {
        numbers += QStringLiteral("\\%1").arg(static_cast<uchar>(byte), 3, 8, QLatin1Char('0'));
    }
    return QStringLiteral("\"$(printf '%1')\"").arg(numbers);
}

} // namespace

QString shellQuoted(const QString& argument)
{
    if (!argument.isEmpty() && std::all_of(argument.begin(), argument.end(), isHarmless)) {
        return argument;
    }
    const auto isObeyed = [](char32_t one) { return one != U'\n' && isControl(one); };
    const std::u32string characters = argument.toStdU32String();
    QString quoted;
    for (auto begin = characters.begin(); begin != characters.end();) {
        const bool obeyed = isObeyed(*begin);
        const auto end = std::find_if(
            begin, characters.end(), [&](char32_t one) { return isObeyed(one) != obeyed; });
        const QString piece = QString::fromStdU32String({begin, end});
        quoted += obeyed ? asNumbers(piece) : inQuotes(piece);
        begin = end;
    }
    return quoted.isEmpty() ? inQuotes({}) : quoted;
}

QString shellLine(const QStringList& arguments)
{
    QStringList quoted;
    for (const QString& argument : arguments) {
        quoted.append(shellQuoted(argument));
    }
    return quoted.join(QLatin1Char(' '));
}

} // namespace workbench
