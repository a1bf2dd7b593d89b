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
    parser.addOptions({
        {QStringLiteral("answer"),
         Text::tr(
             "What the server says; a banner may hold \\r, \\n, \\t, \\\\, \\xNN and ends with a "
             "line end; a script is a file with lines of send TEXT and expect TEXT."),
         QStringLiteral("echo|http|discard|banner:TEXT|file:PATH|script:PATH|none")},
        {QStringLiteral("answer-delay"),
         Text::tr("So long before every answer."),
         QStringLiteral("D")},
        {QStringLiteral("answer-rate"),
         Text::tr("So many bytes of data a second to each client, at most."),
         QStringLiteral("N")},
    });
}

Result<void> readMode(const QCommandLineParser& parser, AnswerSettings& answer)
{
    if (!parser.isSet(QStringLiteral("answer"))) {
        return {};
    }
    const QString value = parser.value(QStringLiteral("answer"));
    const QString word = value.section(QLatin1Char(':'), 0, 0);
    for (const Word<AnswerMode>& known : kAnswerWords) {
        if (word == QLatin1String(known.word)) {
            answer.mode = known.value;
            answer.text = value.section(QLatin1Char(':'), 1);
            return {};
        }
    }
    return fail({.code = ErrorCode::InvalidInput,
                 .message = Text::tr("“%1” is no answer that this server knows.").arg(word),
                 .remedy = Text::tr("Use echo, http, discard, banner:TEXT, file:PATH, "
                                    "script:PATH or none."),
                 .where = QStringLiteral("--answer")});
}

Result<void> readOptions(const QCommandLineParser& parser, ServeRequest& request)
{
    AnswerSettings& answer = request.profile.answer;
    return allOf([&] { return readMode(parser, answer); },
                 [&] { return readDuration(parser, QStringLiteral("answer-delay"), answer.delay); },
                 [&] {
                     return readNumber(
                         parser, "answer-rate", 1, kMostBytesPerSecond, answer.bytesPerSecond);
                 });
}

} // namespace

const ServePart kServeAnswerPart {&addOptions, &readOptions};

} // namespace workbench
