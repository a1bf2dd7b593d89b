#include "app/command_line/store_call.h"
#include "app/command_line/store_json.h"
#include "app/command_line/store_making_json.h"
#include "core/base/wipe.h"
#include "core/certificates/pending_requests.h"
#include "core/workbench/certificate_users.h"

#include <QCoreApplication>
#include <QJsonArray>
#include <QJsonDocument>

#include <algorithm>
#include <optional>

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

/// What is to be removed: an entry, or a request that waits.
struct Removed
{
    std::optional<StoreEntry> entry;
    std::optional<PendingRequest> request;

    QString path() const { return entry ? entry->path : request->path; }
};

/// What has that name and may go. Errors: NotFound, AlreadyExists.
Result<Removed> findOne(const StoreCall& call, const QString& id)
{
    const Result<StoreEntry> entry = call.store.find(id, call.lookup);
    if (entry) {
        return checkUnused(call, *entry).map([&entry] {
            return Removed {.entry = *entry, .request = std::nullopt};
        });
    }
    const Result<PendingRequest> waiting = PendingRequests(call.store.folder()).find(id);
    if (!waiting) {
        return fail(entry.error());
    }
    return Removed {.entry = std::nullopt, .request = *waiting};
}

/// All that was named, each once: who mistypes one name has removed nothing.
Result<QList<Removed>> findAll(const StoreCall& call)
{
    QList<Removed> found;
    for (const QString& id : call.arguments) {
        const Result<Removed> one = findOne(call, id);
        if (!one) {
            return fail(one.error());
        }
        const bool isNamedTwice
            = std::any_of(found.begin(), found.end(), [&one](const auto& other) {
                  return other.path() == one->path();
              });
        if (!isNamedTwice) {
            found.append(*one);
        }
    }
    return found;
}

Result<void> removeOne(StoreCall& call, const Removed& one)
{
    if (one.entry) {
        return call.store.remove(one.entry->name).map([](RemovedEntry files) { wipe(files.file); });
    }
    return PendingRequests(call.store.folder()).remove(*one.request).map([](QByteArray file) {
        wipe(file);
    });
}

/// The entry, then who names it: a workspace that cannot be read is found out before.
Result<void> rename(StoreCall& call, const QString& name, const QString& newName)
{
    Result<Workspace> workspace = readWorkspace(workspacePath(call));
    if (!workspace) {
        return fail(workspace.error());
    }
    Result<void> renamed = call.store.rename(name, newName);
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
    const Result<StoreEntry> now = renamed
        ? call.store.find(call.arguments.value(1), CertificateLookup::Name)
        : fail(renamed.error());
    if (!now) {
        return call.context.faultDocument(now.error());
    }
    if (call.context.json()) {
        printEntry(call, *now);
    }
    return ExitDone;
}

int runStoreRemove(StoreCall& call)
{
    const Result<QList<Removed>> found = findAll(call);
    if (!found) {
        return call.context.faultDocument(found.error());
    }
    QJsonArray array;
    for (const Removed& one : *found) {
        array.append(one.entry ? toJson(*one.entry) : toJson(*one.request));
        if (const Result<void> removed = removeOne(call, one); !removed) {
            return call.context.faultDocument(removed.error());
        }
    }
    if (call.context.json()) {
        CommandContext::printJson(QJsonDocument(array), false);
    }
    return ExitDone;
}

} // namespace workbench
