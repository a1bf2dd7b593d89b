#include "app/command_line/option_values.h"

#include "app/command_line/given_options.h"

#include <QCoreApplication>
#include <QSet>

namespace workbench {
namespace {

struct Text
{
    Q_DECLARE_TR_FUNCTIONS(CommandLine)
};

/// Options of which a command takes several, as words.
constexpr struct
{
    const char* command;
    const char* options;
} kRepeatable[] = {
    {"connect", "crl pin report send send-hex trust"},
    {"serve", "address allow cert ocsp trust"},
    {"store",
     "ca-issuers-url copy crl crl-url exclude extended-key-usage extension from key-usage ocsp-url "
     "permit policy san trust without"},
};

/// An empty value is one: a certificate that names nobody, and what a template has taken out.
constexpr const char* kMayBeEmpty = "subject san permit exclude policy without";

bool isAmong(const char* words, const QString& word)
{
    return QString::fromLatin1(words).split(QLatin1Char(' ')).contains(word);
}

bool isRepeatable(const QString& command, const QString& option)
{
    for (const auto& row : kRepeatable) {
        if (command == QLatin1String(row.command)) {
            return isAmong(row.options, option);
        }
    }
    return false;
}

tl::unexpected<Error> wrong(const QString& option, const QString& message, const QString& remedy)
{
    return fail({.code = ErrorCode::InvalidInput,
                 .message = message,
                 .remedy = remedy,
                 .where = QStringLiteral("--") + option});
}

} // namespace

Result<void> checkValues(const QCommandLineParser& parser, const QString& command)
{
    QSet<QString> seen;
    for (const GivenOption& given : givenOptions(parser)) {
        if (!given.value) {
            continue;
        }
        if (given.value->isEmpty() && !isAmong(kMayBeEmpty, given.name)) {
            return wrong(given.name,
                         Text::tr("This needs a value, and the one given is empty."),
                         Text::tr("Give one, or leave the option out."));
        }
        if (seen.contains(given.name) && !isRepeatable(command, given.name)) {
            return wrong(given.name,
                         Text::tr("This can be given once only."),
                         Text::tr("Leave the others out."));
        }
        seen.insert(given.name);
    }
    return {};
}

} // namespace workbench
