#include "core/base/shell_quoting.h"

#include <algorithm>

namespace workbench {
namespace {

/// Characters that no shell reads as anything else, wherever they stand.
bool isHarmless(QChar letter)
{
    const char16_t code = letter.unicode();
    const bool isAscii = code < 0x80;
    return isAscii && (letter.isLetterOrNumber() || QStringLiteral("-_./:@%+,").contains(letter));
}

} // namespace

QString shellQuoted(const QString& argument)
{
    if (!argument.isEmpty() && std::all_of(argument.begin(), argument.end(), isHarmless)) {
        return argument;
    }
    return QLatin1Char('\'') + QString(argument).replace(QLatin1Char('\''), QStringLiteral("'\\''"))
        + QLatin1Char('\'');
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
