#include "app/command_line/store_call.h"

#include "app/command_line/store_json.h"

#include <QDateTime>
#include <QJsonDocument>

namespace workbench {

void printEntry(const StoreCall& call, const StoreEntry& entry)
{
    if (call.context.json()) {
        CommandContext::printJson(QJsonDocument(toJson(entry)), false);
    } else {
        CommandContext::print(toDetails(entry));
    }
}

} // namespace workbench
