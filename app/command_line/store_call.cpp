#include "app/command_line/store_call.h"

#include "app/command_line/store_json.h"

#include <QCoreApplication>
#include <QDateTime>
#include <QJsonDocument>
#include <QTimeZone>

namespace workbench {

void printEntry(const StoreCall& call, const StoreEntry& entry)
{
    if (call.context.json()) {
        CommandContext::printJson(QJsonDocument(toJson(entry)), false);
    } else {
        CommandContext::print(toDetails(entry));
    }
}

Result<QDateTime>
readTime(const QCommandLineParser& parser, const QString& option, const QDateTime& otherwise)
{
    if (!parser.isSet(option)) {
        return otherwise;
    }
    QDateTime time = QDateTime::fromString(parser.value(option), Qt::ISODate);
    if (!time.isValid()) {
        return fail({.code = ErrorCode::InvalidInput,
                     .message = QCoreApplication::translate("StoreCommand", "“%1” is no time.")
                                    .arg(parser.value(option)),
                     .remedy = QCoreApplication::translate(
                         "StoreCommand", "Write it as 2030-12-31 or 2030-12-31T23:59:59Z."),
                     .where = QStringLiteral("--%1").arg(option)});
    }
    if (time.timeSpec() == Qt::LocalTime) {
        time.setTimeZone(QTimeZone::utc());
    }
    return time.toUTC();
}

} // namespace workbench
