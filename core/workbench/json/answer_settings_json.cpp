#include "core/workbench/json/answer_settings_json.h"

#include "core/workbench/json/shared_words.h"

namespace workbench {

void writeJson(QJsonObject& server, const AnswerSettings& answer)
{
    server.insert(QStringLiteral("answer"), wordOf(kAnswerWords, answer.mode));
    server.insert(QStringLiteral("answerText"), answer.text);
}

void readJson(MemberReader& server, AnswerSettings& answer)
{
    server.word("answer", kAnswerWords, answer.mode);
    server.text("answerText", answer.text);
}

} // namespace workbench
