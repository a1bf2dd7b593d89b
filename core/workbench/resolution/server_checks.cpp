#include "core/workbench/resolution/server_checks.h"

#include "core/base/atomic_file.h"
#include "core/base/escaped_text.h"
#include "core/connection/explicit_tls/clear_script.h"
#include "core/workbench/resolution/common_checks.h"

#include <QCoreApplication>

namespace workbench {
namespace {

struct Text
{
    Q_DECLARE_TR_FUNCTIONS(Profile)
};

} // namespace

Result<void> checkAnswer(const AnswerSettings& answer)
{
    if (answer.mode == AnswerMode::Banner) {
        const Result<QByteArray> banner = escapedText(answer.text);
        return banner ? Result<void>() : fail(inField(banner.error(), "answer"));
    }
    if (answer.mode != AnswerMode::File && answer.mode != AnswerMode::Script) {
        return {};
    }
    const bool isScript = answer.mode == AnswerMode::Script;
    if (answer.text.isEmpty()) {
        return fail({.code = ErrorCode::InvalidInput,
                     .message = isScript
                         ? Text::tr("There is no path of the file with the dialogue.")
                         : Text::tr("There is no path of the file that is to be sent."),
                     .remedy = Text::tr("Name a file."),
                     .where = QStringLiteral("answer")});
    }
    if (const Result<void> readable = checkReadable(answer.text); !readable) {
        Error error = inField(readable.error(), "answer");
        error.message = QStringLiteral("“%1”: %2").arg(answer.text, error.message);
        return fail(error);
    }
    const Result<ClearScript> script = isScript ? readClearScript(answer.text) : ClearScript();
    return script ? Result<void>() : fail(inField(script.error(), "answer"));
}

Result<void> checkLimits(const ServerLimits& limits, Transport transport)
{
    if (transport == Transport::Tcp || limits.firstByte.count() == 0) {
        return {};
    }
    return fail(
        {.code = ErrorCode::NotSupported,
         .message = Text::tr("The wait for the first byte is one of TCP: over UDP a connection "
                             "begins with it."),
         .remedy = Text::tr("Leave that limit out; the limit of the handshake holds over UDP."),
         .where = QStringLiteral("first-byte-timeout")});
}

Result<void> checkThreads(const ListenSettings& listen, Transport transport)
{
    if (transport == Transport::Tcp || listen.threads == 1) {
        return {};
    }
    return fail({.code = ErrorCode::NotSupported,
                 .message = Text::tr("Over UDP all clients of a server share one socket, and one "
                                     "thread."),
                 .remedy = Text::tr("Leave the number of threads out."),
                 .where = QStringLiteral("threads")});
}

} // namespace workbench
