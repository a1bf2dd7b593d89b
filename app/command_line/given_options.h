#pragma once

#include <QCommandLineParser>
#include <QList>
#include <QString>

#include <optional>

namespace workbench {

/// An option as it was given.
struct GivenOption
{
    QString name; ///< without dashes
    std::optional<QString> value; ///< none: it is a word alone
};

/// Every option with its value, in the order in which they stand there.
QList<GivenOption> givenOptions(const QCommandLineParser& parser);

} // namespace workbench
