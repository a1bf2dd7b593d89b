#include "app/command_line/common_options.h"
#include "app/command_line/serve/serve_parts.h"
#include "core/workbench/json/shared_words.h"

#include <QCoreApplication>

namespace workbench {
namespace {

struct Text
{
    Q_DECLARE_TR_FUNCTIONS(ServeCommand)
};

void addOptions(QCommandLineParser& parser)
{
    parser.addOption({QStringLiteral("answer"),
                      Text::tr("What the server says."),
                      QStringLiteral("echo|http|discard|banner:TEXT|file:PATH|none")});
}

Result<void> readOptions(const QCommandLineParser& parser, ServeRequest& request)
{
    if (!parser.isSet(QStringLiteral("answer"))) {
        return {};
    }
    const QString value = parser.value(QStringLiteral("answer"));
    const QString word = value.section(QLatin1Char(':'), 0, 0);
    for (const Word<AnswerMode>& known : kAnswerWords) {
        if (word == QLatin1String(known.word)) {
            request.profile.answer
                = {.mode = known.value, .text = value.section(QLatin1Char(':'), 1)};
            return {};
        }
    }
    return fail({.code = ErrorCode::InvalidInput,
                 .message = Text::tr("“%1” is no answer that this server knows.").arg(word),
                 .remedy = Text::tr("Use echo, http, discard, banner:TEXT, file:PATH or none."),
                 .where = QStringLiteral("--answer")});
}

} // namespace

const ServePart kServeAnswerPart {&addOptions, &readOptions};

} // namespace workbench
