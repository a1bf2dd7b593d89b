#include "core/base/duration.h"

#include <QCoreApplication>
#include <QRegularExpression>

#include <algorithm>
#include <cmath>
#include <iterator>

namespace workbench {
namespace {

struct Unit
{
    const char* name;
    double milliseconds;
};

constexpr Unit kUnits[] = {
    {"", 1},
    {"ms", 1},
    {"s", 1000},
    {"sec", 1000},
    {"second", 1000},
    {"seconds", 1000},
    {"m", 60'000},
    {"min", 60'000},
    {"minute", 60'000},
    {"minutes", 60'000},
    {"h", 3'600'000},
};

constexpr double kLongest = 24.0 * 3'600'000;

tl::unexpected<Error> unreadable(const QString& text)
{
    return fail(
        {.code = ErrorCode::InvalidInput,
         .message = QCoreApplication::translate("Duration", "“%1” is not a duration.").arg(text),
         .remedy = QCoreApplication::translate(
             "Duration",
             "Write for instance 250 ms, 1 s, 1.5 s or 2 min; a bare number means milliseconds.")});
}

} // namespace

Result<Milliseconds> parseDuration(const QString& text)
{
    static const QRegularExpression pattern(
        QStringLiteral("^\\s*(\\d+(?:[.,]\\d+)?)\\s*([a-z]*)\\s*$"),
        QRegularExpression::CaseInsensitiveOption);
    const QRegularExpressionMatch match = pattern.match(text);
    if (!match.hasMatch()) {
        return unreadable(text);
    }
    const QString unitName = match.captured(2).toLower();
    const auto unit
        = std::find_if(std::begin(kUnits), std::end(kUnits), [&](const Unit& candidate) {
              return unitName == QLatin1String(candidate.name);
          });
    if (unit == std::end(kUnits)) {
        return unreadable(text);
    }
    const double value = match.captured(1).replace(QLatin1Char(','), QLatin1Char('.')).toDouble()
        * unit->milliseconds;
    if (value > kLongest) {
        return fail(
            {.code = ErrorCode::InvalidInput,
             .message
             = QCoreApplication::translate("Duration", "“%1” is longer than 24 hours.").arg(text)});
    }
    // 0 means something else: no limit.
    return Milliseconds(value > 0 ? std::max<qint64>(1, std::llround(value)) : 0);
}

QString toText(Milliseconds duration)
{
    const auto count = duration.count();
    if (count >= 60'000 && count % 60'000 == 0) {
        return QStringLiteral("%1 min").arg(count / 60'000);
    }
    if (count >= 1000 && count % 100 == 0) {
        return QStringLiteral("%1 s").arg(static_cast<double>(count) / 1000.0);
    }
    return QStringLiteral("%1 ms").arg(count);
}

QString microsecondsToText(qint64 microseconds)
{
    const double milliseconds = static_cast<double>(microseconds) / 1000.0;
    if (milliseconds < 10) {
        return QStringLiteral("%1 ms").arg(milliseconds, 0, 'f', 2);
    }
    if (milliseconds < 1000) {
        return QStringLiteral("%1 ms").arg(milliseconds, 0, 'f', 1);
    }
    return QStringLiteral("%1 s").arg(milliseconds / 1000.0, 0, 'f', 2);
}

} // namespace workbench
