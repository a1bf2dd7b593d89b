#include "app/command_line/given_options.h"

#include <QHash>
#include <QRegularExpression>
#include <QSet>

namespace workbench {
namespace {

/// The options that take a value. The parser tells that in its help only, and newer Qt warns where
/// a word alone is asked for its values.
QSet<QString> optionsWithValue(const QCommandLineParser& parser)
{
    static const QRegularExpression kWithValue(QStringLiteral("--([a-z0-9-]+) <"));
    QSet<QString> names;
    auto found = kWithValue.globalMatch(parser.helpText());
    while (found.hasNext()) {
        names.insert(found.next().captured(1));
    }
    return names;
}

} // namespace

QList<GivenOption> givenOptions(const QCommandLineParser& parser)
{
    QList<GivenOption> given;
    QHash<QString, int> seen;
    const QStringList names = parser.optionNames();
    const QSet<QString> withValue = optionsWithValue(parser);
    for (const QString& name : names) {
        given.append({.name = name});
        if (withValue.contains(name)) {
            given.last().value = parser.values(name).value(seen[name]++);
        }
    }
    return given;
}

} // namespace workbench
