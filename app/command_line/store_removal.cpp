#include "app/command_line/store_call.h"
#include "core/base/wipe.h"
#include "core/certificates/pending_requests.h"
#include "core/workbench/certificate_users.h"

#include <QCoreApplication>

namespace workbench {
namespace {

struct Text
{
    Q_DECLARE_TR_FUNCTIONS(StoreCommand)
};

QString workspacePath(const StoreCall& call)
{
    return call.context.home + QStringLiteral("/workspace.json");
}

/// Error (AlreadyExists) where a server or client of the workspace would not start without it.
Result<void> checkUnused(const StoreCall& call, const StoreEntry& entry)
{
    if (call.parser.isSet(QStringLiteral("force"))) {
        return {};
    }
    const Result<Workspace> workspace = readWorkspace(workspacePath(call));
    if (!workspace) {
        return fail(workspace.error());
    }
    const QStringList users = namesOf(certificateUsers(*workspace, call.store, entry));
    if (users.isEmpty()) {
        return {};
    }
    return fail(
        {.code = ErrorCode::AlreadyExists,
         .message
         = Text::tr("“%1” is used by %2.").arg(entry.name, users.join(QLatin1String(", "))),
         .remedy = Text::tr("Without it they cannot start. Remove it all the same with --force."),
         .where = entry.name});
}

/// An entry, or a request that waits under that name.
Result<void> removeOne(StoreCall& call, const QString& id)
{
    const Result<StoreEntry> entry = call.store.find(id, call.lookup);
    if (entry) {
        const Result<void> unused = checkUnused(call, *entry);
        return unused
            ? call.store.remove(entry->name).map([](RemovedEntry files) { wipe(files.file); })
            : unused;
    }
    const PendingRequests requests(call.store.folder());
    const Result<PendingRequest> waiting = requests.find(id);
    if (!waiting) {
        return fail(entry.error());
    }
    return requests.remove(*waiting).map([](QByteArray file) { wipe(file); });
}

/// The entry, then who names it: a workspace that cannot be read is found out before.
Result<void> rename(StoreCall& call, const QString& name, const QString& newName)
{
    Result<Workspace> workspace = readWorkspace(workspacePath(call));
    if (!workspace) {
        return fail(workspace.error());
    }
    const Result<void> renamed = call.store.rename(name, newName);
    if (!renamed || !renameCertificate(*workspace, name, newName)) {
        return renamed;
    }
    return writeWorkspace(workspacePath(call), *workspace);
}

} // namespace

int runStoreRename(StoreCall& call)
{
    const Result<StoreEntry> entry = call.store.find(call.arguments.value(0), call.lookup);
    const Result<void> renamed
        = entry ? rename(call, entry->name, call.arguments.value(1)) : fail(entry.error());
    return renamed ? static_cast<int>(ExitDone) : call.context.faultDocument(renamed.error());
}

int runStoreRemove(StoreCall& call)
{
    for (const QString& id : std::as_const(call.arguments)) {
        const Result<void> removed = removeOne(call, id);
        if (!removed) {
            return call.context.faultDocument(removed.error());
        }
    }
    return ExitDone;
}

} // namespace workbench
