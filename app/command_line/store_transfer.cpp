#include "app/command_line/store_call.h"
#include "app/command_line/store_json.h"
#include "core/base/atomic_file.h"

#include <QCoreApplication>
#include <QFileInfo>
#include <QJsonArray>
#include <QJsonDocument>

#include <utility>

namespace workbench {
namespace {

constexpr qint64 kLargestImport = 64 << 20;

QString tr(const char* text)
{
    return QCoreApplication::translate("StoreCommand", text);
}

Result<QByteArray> exportedBytes(const StoreCall& call, const StoreEntry& entry)
{
    const QString what = call.parser.isSet(QStringLiteral("what"))
        ? call.parser.value(QStringLiteral("what"))
        : QStringLiteral("certificate");
    const QString form = call.parser.isSet(QStringLiteral("as"))
        ? call.parser.value(QStringLiteral("as"))
        : QStringLiteral("pem");
    if (form == QStringLiteral("der") && what == QStringLiteral("certificate")) {
        return entry.der;
    }
    if (form != QStringLiteral("pem")) {
        return fail({.code = ErrorCode::NotSupported,
                     .message = tr("“%1” cannot be exported as “%2”.").arg(what, form),
                     .remedy = tr("Use pem, or der for a certificate."),
                     .where = QStringLiteral("--as")});
    }
    const Result<QByteArray> password = givenPassword(call.parser);
    if (!password) {
        return fail(password.error());
    }
    const Result<KeyMaterial> material = call.store.load(entry, *password);
    if (!material) {
        return fail(material.error());
    }
    if (what == QStringLiteral("certificate") || what == QStringLiteral("chain")) {
        return certificatePem(*material, what == QStringLiteral("chain"));
    }
    if (what == QStringLiteral("key")) {
        return keyPem(*material, *password);
    }
    if (what == QStringLiteral("all")) {
        return toPem(*material, *password);
    }
    return fail({.code = ErrorCode::InvalidInput,
                 .message = tr("“%1” cannot be exported.").arg(what),
                 .remedy = tr("Use certificate, chain, key or all."),
                 .where = QStringLiteral("--what")});
}

} // namespace

int runStoreImport(StoreCall& call)
{
    const Result<QByteArray> password = givenPassword(call.parser);
    if (!password) {
        return call.context.faultDocument(password.error());
    }
    QJsonArray imported;
    for (const QString& path : std::as_const(call.arguments)) {
        const Result<QByteArray> bytes = readFile(path, kLargestImport);
        const Result<KeyMaterial> material
            = bytes ? readKeyMaterial(*bytes, *password, path) : fail(bytes.error());
        if (!material) {
            return call.context.faultDocument(material.error());
        }
        const QString wish = call.parser.isSet(QStringLiteral("name"))
            ? call.parser.value(QStringLiteral("name"))
            : call.store.freeName(QFileInfo(path).completeBaseName());
        const Result<StoreEntry> entry = call.store.add(wish, *material);
        if (!entry) {
            return call.context.faultDocument(entry.error());
        }
        if (call.context.json()) {
            imported.append(toJson(*entry));
        } else {
            CommandContext::print(toDetails(*entry));
        }
    }
    if (call.context.json()) {
        CommandContext::printJson(QJsonDocument(imported), false);
    }
    return ExitDone;
}

int runStoreExport(StoreCall& call)
{
    const Result<StoreEntry> entry = call.store.find(call.arguments.value(0), call.lookup);
    const Result<QByteArray> bytes = entry ? exportedBytes(call, *entry) : fail(entry.error());
    if (!bytes) {
        return call.context.faultDocument(bytes.error());
    }
    if (!call.parser.isSet(QStringLiteral("out"))) {
        CommandContext::print(*bytes);
        return ExitDone;
    }
    const Result<void> written
        = writeFileAtomically(call.parser.value(QStringLiteral("out")), *bytes);
    return written ? static_cast<int>(ExitDone) : call.context.faultDocument(written.error());
}

void addTransferOptions(QCommandLineParser& parser)
{
    parser.addOptions({
        {QStringLiteral("name"), tr("import: name of the entry."), QStringLiteral("NAME")},
        {QStringLiteral("what"),
         tr("export: which part."),
         QStringLiteral("certificate|chain|key|all")},
        {QStringLiteral("as"), tr("export: form."), QStringLiteral("pem|der")},
        {QStringLiteral("out"),
         tr("export: file to write (0600); else standard output."),
         QStringLiteral("FILE")},
    });
}

} // namespace workbench
