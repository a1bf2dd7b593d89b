#include "ui/common/quoted_list.h"

namespace workbench {
namespace {

constexpr QLatin1Char kQuote('"');
constexpr QLatin1Char kComma(',');

bool needsQuotes(const QString& part)
{
    return part.contains(kQuote) || part.contains(kComma) || part.trimmed() != part;
}

QString quoted(QString part)
{
    part.replace(kQuote, QStringLiteral("\"\""));
    return kQuote + part + kQuote;
}

/// What stands in the quotes that open at `position`, which is behind them afterwards. Without the
/// closing ones it goes on to the end.
QString readQuoted(const QString& text, qsizetype& position)
{
    QString part;
    for (++position; position < text.size(); ++position) {
        if (text.at(position) == kQuote) {
            const bool doubled = position + 1 < text.size() && text.at(position + 1) == kQuote;
            if (!doubled) {
                ++position;
                break;
            }
            ++position;
        }
        part.append(text.at(position));
    }
    return part;
}

} // namespace

QString joinQuoted(const QStringList& parts)
{
    QStringList written;
    for (const QString& part : parts) {
        written.append(needsQuotes(part) ? quoted(part) : part);
    }
    return written.join(QStringLiteral(", "));
}

QStringList splitQuoted(const QString& text)
{
    QStringList parts;
    qsizetype position = 0;
    do {
        while (position < text.size() && text.at(position).isSpace()) {
            ++position;
        }
        const bool isQuoted = position < text.size() && text.at(position) == kQuote;
        const QString inQuotes = isQuoted ? readQuoted(text, position) : QString();
        const qsizetype comma = text.indexOf(kComma, position);
        const qsizetype end = comma < 0 ? text.size() : comma;
        parts.append(inQuotes + text.mid(position, end - position).trimmed());
        position = end + 1;
    } while (position <= text.size());
    return parts;
}

} // namespace workbench
