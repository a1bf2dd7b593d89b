#include "core/diagnosis/known_situations.h"

#include "core/diagnosis/diagnosis_text.h"
#include "core/diagnosis/rule.h"

#include <QHash>

namespace workbench {
namespace {

RuleInfo translated(const Situation& situation)
{
    RuleInfo info {.id = QString::fromLatin1(situation.id),
                   .title = DiagnosisText::tr(situation.title),
                   .cause = DiagnosisText::tr(situation.cause),
                   .fixes = {}};
    for (const char* fix : situation.fixes) {
        if (fix != nullptr) {
            info.fixes.append(DiagnosisText::tr(fix));
        }
    }
    return info;
}

} // namespace

std::span<const RuleTable> ruleTables()
{
    static const std::array kTables {localRules(),
                                     socketRules(),
                                     transportRules(),
                                     explicitTlsRules(),
                                     notTlsRules(),
                                     versionRules(),
                                     agreementRules(),
                                     extensionRules(),
                                     keyAgreementRules(),
                                     certificateRules(),
                                     attestationRules(),
                                     chainRules(),
                                     clientCertificateRules(),
                                     recordRules(),
                                     dataRules(),
                                     timeLimitRules(),
                                     answerRules(),
                                     accessRules(),
                                     serverClosingRules(),
                                     closingRules()};
    return kTables;
}

const QList<RuleInfo>& knownSituations()
{
    static const QList<RuleInfo> kAll = [] {
        QList<RuleInfo> all;
        for (const RuleTable& table : ruleTables()) {
            for (const Situation& situation : table.situations) {
                all.append(translated(situation));
            }
        }
        return all;
    }();
    return kAll;
}

const RuleInfo* knownSituation(const QString& id)
{
    static const QHash<QString, const RuleInfo*> kById = [] {
        QHash<QString, const RuleInfo*> byId;
        for (const RuleInfo& info : knownSituations()) {
            byId.insert(info.id, &info);
        }
        return byId;
    }();
    return kById.value(id, nullptr);
}

} // namespace workbench
