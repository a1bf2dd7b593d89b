#include "core/report/staple_report.h"

#include "core/report/json_values.h"

#include <QJsonObject>

namespace workbench {
namespace {

using json::text;
using json::textOrNull;
using json::timeOrNull;

QJsonValue answerJson(const std::optional<OcspAnswer>& answer)
{
    if (!answer) {
        return QJsonValue::Null;
    }
    return QJsonObject {{"serial", answer->serial},
                        {"status", text(toIdentifier(answer->status))},
                        {"reason", textOrNull(answer->reason)},
                        {"revocation_time", timeOrNull(answer->revocationTime)},
                        {"this_update", timeOrNull(answer->thisUpdate)},
                        {"next_update", timeOrNull(answer->nextUpdate)}};
}

} // namespace

QJsonValue stapleJson(const OcspStaple& staple)
{
    if (!staple.requested && !staple.present) {
        return QJsonValue::Null;
    }
    const auto judged = [&](const QJsonValue& value) {
        return staple.judged ? value : QJsonValue(QJsonValue::Null);
    };
    return QJsonObject {{"requested", staple.requested},
                        {"present", staple.present},
                        {"length", staple.response.size()},
                        {"acceptable", judged(staple.isAcceptable())},
                        {"problem", textOrNull(staple.problem)},
                        {"response_status", textOrNull(staple.facts.responseStatus)},
                        {"produced_at", timeOrNull(staple.facts.producedAt)},
                        {"signature_algorithm", textOrNull(staple.facts.signatureAlgorithm)},
                        {"signature_valid", judged(staple.signatureValid)},
                        {"signer", textOrNull(staple.signer)},
                        {"delegated", judged(staple.delegated)},
                        {"current", judged(staple.current)},
                        {"answer", answerJson(staple.answer)}};
}

} // namespace workbench
