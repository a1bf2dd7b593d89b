#include "app/command_line/given_options.h"

#include <QHash>

namespace workbench {

QList<GivenOption> givenOptions(const QCommandLineParser& parser)
{
    QList<GivenOption> given;
    QHash<QString, int> seen;
    const QStringList names = parser.optionNames();
    for (const QString& name : names) {
        given.append({name, parser.values(name).value(seen[name]++)});
    }
    return given;
}

} // namespace workbench
