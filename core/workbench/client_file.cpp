#include "core/workbench/client_file.h"

#include "core/base/atomic_file.h"
#include "core/certificates/tokens/token_uri.h"
#include "core/workbench/profiles.h"

#include <QCoreApplication>
#include <QJsonDocument>
#include <QJsonObject>

#include <utility>

namespace workbench {
namespace {

constexpr qint64 kLargestFile = 1 << 20;
const QLatin1String kFamily("tls-workbench/client/");
constexpr int kVersion = 1;

struct Text
{
    Q_DECLARE_TR_FUNCTIONS(ClientFile)
};

tl::unexpected<Error> damaged(const QString& path, const QString& reason)
{
    return fail({.code = ErrorCode::InvalidInput,
                 .message = Text::tr("The file holds no client that can be read: %1").arg(reason),
                 .remedy = Text::tr("Choose a file that was exported by this program."),
                 .where = path});
}

/// 0: it is no file of this kind.
int versionOf(const QJsonObject& root)
{
    const QString schema = root.value(QStringLiteral("schema")).toString();
    return schema.startsWith(kFamily) ? schema.mid(kFamily.size()).toInt() : 0;
}

struct WrittenFile
{
    const char* what;
    QString& (*path)(ClientProfile& profile);
};

constexpr WrittenFile kWritten[]
    = {{QT_TRANSLATE_NOOP("ClientFile", "received data"),
        [](ClientProfile& profile) -> QString& { return profile.keeping.receivedPath; }},
       {QT_TRANSLATE_NOOP("ClientFile", "capture"),
        [](ClientProfile& profile) -> QString& { return profile.capturePath; }},
       {QT_TRANSLATE_NOOP("ClientFile", "key log"),
        [](ClientProfile& profile) -> QString& { return profile.keyLogPath; }},
       {QT_TRANSLATE_NOOP("ClientFile", "session"),
        [](ClientProfile& profile) -> QString& { return profile.sessionPath; }}};

/// What was taken out.
QStringList takeWrittenFiles(ClientProfile& profile)
{
    QStringList taken;
    for (const WrittenFile& file : kWritten) {
        const QString path = std::exchange(file.path(profile), {});
        if (!path.isEmpty()) {
            taken.append(QStringLiteral("%1 (%2)").arg(Text::tr(file.what), path));
        }
    }
    profile.captureSecrets = false;
    return taken;
}

} // namespace

QStringList writtenFiles(const ClientProfile& profile)
{
    ClientProfile copy = profile;
    return takeWrittenFiles(copy);
}

Result<void> exportClient(const QString& path, const ClientProfile& profile)
{
    ClientProfile exported = profile;
    takeWrittenFiles(exported);
    // A PIN has no place in a URI, which is told when it is used; until then one may stand in it.
    exported.certificate = withoutPin(exported.certificate);
    const QJsonObject root {{QStringLiteral("schema"), kFamily + QString::number(kVersion)},
                            {QStringLiteral("client"), toJson(exported)}};
    return writeFileAtomically(path, QJsonDocument(root).toJson(QJsonDocument::Indented));
}

Result<ImportedClient> importClient(const QString& path)
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
        return damaged(path,
                       Text::tr("its schema is not %1.").arg(kFamily + QString::number(kVersion)));
    }
    if (version > kVersion) {
        return fail(
            {.code = ErrorCode::NotSupported,
             .message = Text::tr("A newer version of this program wrote the file."),
             .remedy = Text::tr("Update this program, or export the client in the older form."),
             .where = path});
    }
    const QJsonValue client = root.value(QStringLiteral("client"));
    if (!client.isObject()) {
        return damaged(path, Text::tr("there is no member “client”."));
    }
    const Result<ClientProfile> profile = clientFromJson(client.toObject());
    if (!profile) {
        return damaged(path, profile.error().message);
    }
    ImportedClient imported {.profile = *profile, .leftOut = {}};
    imported.leftOut = takeWrittenFiles(imported.profile);
    return imported;
}

} // namespace workbench
