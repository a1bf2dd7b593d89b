#include "app/command_line/store_call.h"
#include "app/command_line/store_json.h"
#include "app/command_line/store_places.h"
#include "core/certificates/certificate_export.h"
#include "core/certificates/openssl_commands.h"
#include "core/workbench/certificate_users.h"

#include <QCoreApplication>
#include <QJsonArray>
#include <QJsonDocument>

namespace workbench {
namespace {

struct Text
{
    Q_DECLARE_TR_FUNCTIONS(StoreCommand)
};

/// Servers and clients of the workspace; a workspace that cannot be read names none.
QStringList usersOf(const StoreCall& call, const FoundEntry& found)
{
    if (found.source && !found.entry.keyOnToken) {
        return {};
    }
    const Result<Workspace> workspace
        = readWorkspace(call.context.home + QStringLiteral("/workspace.json"));
    return workspace ? namesOf(certificateUsers(*workspace, call.store, found.entry))
                     : QStringList();
}

void printDetails(const StoreCall& call, const FoundEntry& found)
{
    const QStringList users = usersOf(call, found);
    const StoreRevocations revocations = revocationsOf(call);
    if (call.context.json()) {
        QJsonObject json = toJson(
            found.entry, found.source ? found.source->kind() : SourceKind::Own, revocations);
        json.insert(QStringLiteral("users"), QJsonArray::fromStringList(users));
        CommandContext::printJson(QJsonDocument(json), false);
    } else {
        CommandContext::print(toDetails(found.entry, users, revocations));
    }
}

/// In the form of --as. Error (InvalidInput) for an unknown one.
Result<QString> textOf(const StoreCall& call, const StoreEntry& entry, const QString& form)
{
    if (form == QStringLiteral("openssl")) {
        return opensslCommandsFor(entry, call.store.entries());
    }
    if (form == QStringLiteral("text")) {
        return certificateText(certificatesOf(entry).certificate.get());
    }
    if (form == QStringLiteral("pin")) {
        return spkiPin(entry.facts.spkiSha256);
    }
    return fail({.code = ErrorCode::InvalidInput,
                 .message = Text::tr("“%1” is no form that an entry is shown in.").arg(form),
                 .remedy = Text::tr("Use openssl, text or pin; “store export” writes files."),
                 .where = QStringLiteral("--as")});
}

} // namespace

int runStoreShow(StoreCall& call)
{
    const Result<FoundEntry> found = findEntry(call, call.arguments.value(0));
    if (!found) {
        return call.context.faultDocument(found.error());
    }
    if (!call.parser.isSet(QStringLiteral("as"))) {
        printDetails(call, *found);
        return ExitDone;
    }
    const Result<QString> text
        = textOf(call, found->entry, call.parser.value(QStringLiteral("as")));
    if (!text) {
        return call.context.faultDocument(text.error());
    }
    CommandContext::print(*text);
    return ExitDone;
}

} // namespace workbench
