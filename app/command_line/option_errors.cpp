#include "app/command_line/option_errors.h"

#include "app/command_line/given_options.h"

#include <algorithm>

namespace workbench {
namespace {

/// Fields of a profile whose options have another name.
constexpr struct
{
    const char* field;
    const char* option;
} kOptions[] = {
    {"certificate", "cert"},
    {"versions", "tls"},
    {"staple", "ocsp"},
};

QString optionOf(const QString& field)
{
    const auto* const other
        = std::find_if(std::begin(kOptions), std::end(kOptions), [&field](const auto& row) {
              return field == QLatin1String(row.field);
          });
    return other == std::end(kOptions) ? field : QString::fromLatin1(other->option);
}

/// As the whole value, as one of a list, or behind a word like “file:”.
bool gives(const QString& value, const QString& path)
{
    return value == path || value.endsWith(QLatin1Char(':') + path)
        || value.split(QLatin1Char(',')).contains(path);
}

} // namespace

Error saidOfOption(const QCommandLineParser& parser, Error error)
{
    if (error.where.isEmpty()) {
        return error;
    }
    if (const QString option = optionOf(error.where); parser.optionNames().contains(option)) {
        error.where = QStringLiteral("--") + option;
        return error;
    }
    const QList<GivenOption> given = givenOptions(parser);
    const auto option = std::find_if(given.begin(), given.end(), [&](const GivenOption& one) {
        return one.value && gives(*one.value, error.where);
    });
    if (option != given.end()) {
        error.where = QStringLiteral("--%1: %2").arg(option->name, error.where);
    }
    return error;
}

int refuse(const CommandContext& context, const QCommandLineParser& parser, const Error& error)
{
    context.printFault(error);
    const int status = CommandContext::fault(saidOfOption(parser, error));
    return error.code == ErrorCode::NotFound ? ExitUsage : status;
}

} // namespace workbench
