#include "core/workbench/workspace_file.h"

#include "core/base/atomic_file.h"

#include <QCoreApplication>
#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>

namespace workbench {
namespace {

constexpr qint64 kLargestFile = 16 << 20;
const QLatin1String kSchema("tls-workbench/workspace/1");

tl::unexpected<Error> unreadable(const QString& path, const QString& reason)
{
    return fail({.code = ErrorCode::InvalidInput,
                 .message
                 = QCoreApplication::translate("Workspace", "The workspace file cannot be read: %1")
                       .arg(reason),
                 .remedy = QCoreApplication::translate(
                     "Workspace", "Repair it, or move it away to begin with an empty one."),
                 .where = path});
}

template <typename Profile>
Result<QList<Profile>> readProfiles(const QJsonObject& root,
                                    const char* member,
                                    Result<Profile> (*read)(const QJsonObject&))
{
    QList<Profile> profiles;
    const QJsonArray items = root.value(QLatin1String(member)).toArray();
    for (const auto& item : items) {
        Result<Profile> profile = read(item.toObject());
        if (!profile) {
            Error error = profile.error();
            error.message = QStringLiteral("%1[%2]: %3")
                                .arg(QLatin1String(member))
                                .arg(profiles.size())
                                .arg(error.message);
            return fail(error);
        }
        profiles.append(*profile);
    }
    return profiles;
}

} // namespace

Result<Workspace> readWorkspace(const QString& path)
{
    if (!QFile::exists(path)) {
        return Workspace {};
    }
    const Result<QByteArray> content = readFile(path, kLargestFile);
    if (!content) {
        return fail(content.error());
    }
    QJsonParseError fault;
    const QJsonDocument document = QJsonDocument::fromJson(*content, &fault);
    if (document.isNull()) {
        return unreadable(
            path, QStringLiteral("%1 (byte %2).").arg(fault.errorString()).arg(fault.offset));
    }
    const QJsonObject root = document.object();
    if (root.value(QStringLiteral("schema")).toString() != kSchema) {
        return unreadable(
            path, QCoreApplication::translate("Workspace", "its schema is not %1.").arg(kSchema));
    }
    const auto servers = readProfiles<ServerProfile>(root, "servers", &serverFromJson);
    const auto clients = readProfiles<ClientProfile>(root, "clients", &clientFromJson);
    if (!servers) {
        return unreadable(path, servers.error().message);
    }
    if (!clients) {
        return unreadable(path, clients.error().message);
    }
    QStringList stores;
    const QJsonArray paths = root.value(QStringLiteral("stores")).toArray();
    for (const auto& store : paths) {
        if (!store.isString()) {
            return unreadable(path,
                              QCoreApplication::translate("Workspace", "stores[%1] is no path.")
                                  .arg(stores.size()));
        }
        stores.append(store.toString());
    }
    return Workspace {*servers, *clients, stores};
}

Result<void> writeWorkspace(const QString& path, const Workspace& workspace)
{
    QJsonArray servers;
    for (const ServerProfile& profile : workspace.servers) {
        servers.append(toJson(profile));
    }
    QJsonArray clients;
    for (const ClientProfile& profile : workspace.clients) {
        clients.append(toJson(profile));
    }
    const QJsonObject root {
        {QStringLiteral("schema"), QString(kSchema)},
        {QStringLiteral("servers"), servers},
        {QStringLiteral("clients"), clients},
        {QStringLiteral("stores"), QJsonArray::fromStringList(workspace.stores)},
    };
    return writeFileAtomically(path, QJsonDocument(root).toJson(QJsonDocument::Indented));
}

} // namespace workbench
