#include "core/workbench/json/answer_settings_json.h"

#include "core/workbench/json/shared_words.h"

namespace workbench {

void writeJson(QJsonObject& server, const AnswerSettings& answer)
{
    server.insert(QStringLiteral("answer"), wordOf(kAnswerWords, answer.mode));
    server.insert(QStringLiteral("answerText"), answer.text);
    if (answer.delay.count() != 0) {
        server.insert(QStringLiteral("answerDelay"), toText(answer.delay));
    }
    if (answer.bytesPerSecond != 0) {
        server.insert(QStringLiteral("answerRate"), answer.bytesPerSecond);
    }
}

void readJson(MemberReader& server, AnswerSettings& answer)
{
    server.word("answer", kAnswerWords, answer.mode);
    server.text("answerText", answer.text);
    server.duration("answerDelay", answer.delay);
    server.number("answerRate", 0, kMostBytesPerSecond, answer.bytesPerSecond);
}

} // namespace workbench
