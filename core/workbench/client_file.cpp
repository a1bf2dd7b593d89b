#include "core/workbench/client_file.h"

#include "core/base/atomic_file.h"
#include "core/workbench/profiles.h"

#include <QCoreApplication>
#include <QJsonDocument>
#include <QJsonObject>

namespace workbench {
namespace {

constexpr qint64 kLargestFile = 1 << 20;
const QLatin1String kFamily("tls-workbench/client/");
constexpr int kVersion = 1;

QString tr(const char* text)
{
    return QCoreApplication::translate("ClientFile", text);
}

tl::unexpected<Error> damaged(const QString& path, const QString& reason)
{
    return fail({.code = ErrorCode::InvalidInput,
                 .message = tr("The file holds no client that can be read: %1").arg(reason),
                 .remedy = tr("Choose a file that was exported by this program."),
                 .where = path});
}

/// 0: it is no file of this kind.
int versionOf(const QJsonObject& root)
{
    const QString schema = root.value(QStringLiteral("schema")).toString();
    return schema.startsWith(kFamily) ? schema.mid(kFamily.size()).toInt() : 0;
}

} // namespace

Result<void> exportClient(const QString& path, const ClientProfile& profile)
{
    const QJsonObject root {{QStringLiteral("schema"), kFamily + QString::number(kVersion)},
                            {QStringLiteral("client"), toJson(profile)}};
    return writeFileAtomically(path, QJsonDocument(root).toJson(QJsonDocument::Indented));
}

Result<ClientProfile> importClient(const QString& path)
{
    const Result<QByteArray> content = readFile(path, kLargestFile);
    if (!content) {
        return fail(content.error());
    }
    QJsonParseError fault;
    const QJsonDocument document = QJsonDocument::fromJson(*content, &fault);
    if (document.isNull()) {
        return damaged(path,
                       QStringLiteral("%1 (byte %2).").arg(fault.errorString()).arg(fault.offset));
    }
    const QJsonObject root = document.object();
    const int version = versionOf(root);
    if (version < 1) {
        return damaged(path, tr("its schema is not %1.").arg(kFamily + QString::number(kVersion)));
    }
    if (version > kVersion) {
        return fail({.code = ErrorCode::NotSupported,
                     .message = tr("A newer version of this program wrote the file."),
                     .remedy = tr("Update this program, or export the client in the older form."),
                     .where = path});
    }
    const QJsonValue client = root.value(QStringLiteral("client"));
    if (!client.isObject()) {
        return damaged(path, tr("there is no member “client”."));
    }
    const Result<ClientProfile> profile = clientFromJson(client.toObject());
    if (!profile) {
        return damaged(path, profile.error().message);
    }
    return *profile;
}

} // namespace workbench
