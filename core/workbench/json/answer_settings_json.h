#pragma once

#include "core/connection/options/answer_settings.h"
#include "core/workbench/json/member_reader.h"

namespace workbench {

/// They stand among the members of the server itself ("answer", "answerText", and
/// "answerDelay" and "answerRate", which are left out where there is none).
void writeJson(QJsonObject& server, const AnswerSettings& answer);
void readJson(MemberReader& server, AnswerSettings& answer);

} // namespace workbench
