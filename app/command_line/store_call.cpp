#include "app/command_line/store_call.h"

#include "app/command_line/store_json.h"

#include <QCoreApplication>
#include <QDateTime>
#include <QJsonDocument>

namespace workbench {

StoreRevocations revocationsOf(const StoreCall& call)
{
    StoreRevocations revocations(call.store.entries());
    for (const UnreadableList& list : revocations.unreadable()) {
        CommandContext::complain(
            QCoreApplication::translate("StoreCommand", "what “%1” has revoked is not known: %2")
                .arg(list.ca, list.error.toLine()));
    }
    return revocations;
}

void printEntry(const StoreCall& call, const StoreEntry& entry)
{
    if (call.context.json()) {
        CommandContext::printJson(QJsonDocument(toJson(entry)), false);
    } else {
        CommandContext::print(toDetails(entry));
    }
}

} // namespace workbench
