#include "app/command_line/store_call.h"
#include "app/command_line/store_given.h"
#include "core/report/comparison_report.h"

#include <QJsonDocument>

namespace workbench {

int runStoreCompare(StoreCall& call)
{
    const Result<GivenCertificates> left = findGiven(call, call.arguments.value(0));
    const Result<GivenCertificates> right
        = left ? findGiven(call, call.arguments.value(1)) : fail(left.error());
    if (!right) {
        return call.context.faultDocument(right.error());
    }
    const ChainComparison comparison {.left = call.arguments.value(0),
                                      .right = call.arguments.value(1),
                                      .pairs
                                      = compareChains(left->leafFirst(), right->leafFirst())};
    if (call.context.json()) {
        CommandContext::printJson(QJsonDocument(toJson(comparison)), false);
    } else {
        CommandContext::print(toText(comparison, call.context.colour()));
    }
    return differences(comparison.pairs) == 0 ? ExitDone : ExitTestFailed;
}

} // namespace workbench
