#include "app/command_line/key_access.h"
#include "app/command_line/store_call.h"
#include "app/command_line/store_import_requests.h"
#include "app/command_line/store_json.h"
#include "app/command_line/store_making_json.h"
#include "app/command_line/store_places.h"
#include "core/base/atomic_file.h"
#include "core/certificates/certificate_export.h"
#include "core/certificates/pending_requests.h"
#include "core/certificates/store_import.h"

#include <QCoreApplication>
#include <QFileInfo>
#include <QJsonArray>
#include <QJsonDocument>

#include <optional>
#include <utility>

namespace workbench {
namespace {

struct Text
{
    Q_DECLARE_TR_FUNCTIONS(StoreCommand)
};

Result<ExportRequest> readExport(const QCommandLineParser& parser)
{
    ExportRequest request;
    if (parser.isSet(QStringLiteral("as"))) {
        const Result<ExportForm> form = parseExportForm(parser.value(QStringLiteral("as")));
        if (!form) {
            return fail(form.error());
        }
        request.form = *form;
    }
    request.part = usualPart(request.form);
    if (parser.isSet(QStringLiteral("what"))) {
        const Result<ExportPart> part = parseExportPart(parser.value(QStringLiteral("what")));
        if (!part) {
            return fail(part.error());
        }
        request.part = *part;
    }
    const QString encryption = parser.value(QStringLiteral("encryption"));
    if (encryption == QStringLiteral("legacy")) {
        request.encryption = Pkcs12Encryption::Legacy;
    } else if (!encryption.isEmpty() && encryption != QStringLiteral("modern")) {
        return fail({.code = ErrorCode::InvalidInput,
                     .message = Text::tr("“%1” is no encryption of PKCS#12.").arg(encryption),
                     .remedy = Text::tr("Use modern or legacy."),
                     .where = QStringLiteral("--encryption")});
    }
    return request;
}

Result<QByteArray> exportedBytes(const StoreCall& call, const FoundEntry& found)
{
    const StoreEntry& entry = found.entry;
    Result<ExportRequest> request = readExport(call.parser);
    if (!request) {
        return fail(request.error());
    }
    request->friendlyName = entry.name;
    const bool withKey = request->part == ExportPart::Key || request->part == ExportPart::All;
    const QString option = QStringLiteral("new-password");
    // It opens a key, or what is written is to be under it.
    const bool isPresent = (withKey && entry.keyEncrypted) || call.parser.isSet(option);
    const Result<QByteArray> password
        = isPresent ? givenPassword(call.parser) : givenNewPassword(call.parser);
    if (!password) {
        return fail(password.error());
    }
    request->password = *password;
    if (!withKey) {
        // No password is needed for what is no secret.
        return exportMaterial(certificatesOf(entry), *request);
    }
    // The password of the option opens the key that is encrypted and, unless there is another one
    // for that, protects what is written.
    QByteArray present;
    const Result<KeyMaterial> material = loadWithKey(call, found, request->password, &present);
    const Result<QByteArray> written = !material ? fail(material.error())
        : call.parser.isSet(option)              ? givenNewPassword(call.parser, option)
        : present.isEmpty()                      ? Result<QByteArray>(request->password)
                                                 : Result<QByteArray>(present);
    if (!written) {
        return fail(written.error());
    }
    request->password = *written;
    return exportMaterial(*material, *request);
}

void printImported(const StoreCall& call,
                   const QList<ImportedEntry>& imported,
                   const QList<PendingRequest>& waiting)
{
    QJsonArray array;
    for (const PendingRequest& one : waiting) {
        QJsonObject request = toJson(one);
        request.insert(QStringLiteral("kind"), QStringLiteral("request"));
        array.append(request);
        if (!call.context.json()) {
            CommandContext::print(
                Text::tr("The request “%1” waits for its certificate.").arg(one.name));
        }
    }
    for (const ImportedEntry& one : imported) {
        array.append(toJson(one.entry));
        if (!call.context.json()) {
            CommandContext::print(toDetails(one.entry));
        }
        if (one.outcome == ImportedEntry::Outcome::Present) {
            CommandContext::complain(
                Text::tr("it is in the store already, as “%1”").arg(one.entry.name));
        } else if (one.outcome == ImportedEntry::Outcome::KeyAdded) {
            CommandContext::complain(Text::tr("“%1” has its private key now").arg(one.entry.name));
        }
    }
    if (call.context.json()) {
        CommandContext::printJson(QJsonDocument(array), false);
    }
}

/// One file; the person at the terminal is asked for its own password where it needs one.
Result<ImportContent> readGiven(const QString& path, const QByteArray& password)
{
    const Result<QByteArray> bytes = readFile(path, kLargestImport);
    if (!bytes) {
        return fail(bytes.error());
    }
    Result<ImportContent> content = fail({});
    const Result<void> outcome
        = withKeyPasswords(password, [&](const PasswordSource& source) -> Result<void> {
              content = readImport(*bytes, source(path), path);
              return content ? Result<void>() : fail(content.error());
          });
    return outcome ? content : fail(outcome.error());
}

/// What only holds what nobody imports.
std::optional<Error> revocationListFault(const ImportContent& content, const QString& path)
{
    if (content.revocationLists.isEmpty()) {
        return std::nullopt;
    }
    return Error {.code = ErrorCode::InvalidInput,
                  .message = Text::tr("It is a certificate revocation list (CRL); lists of others "
                                      "are not kept."),
                  .remedy = Text::tr("Name the file where a certificate is checked: “store verify "
                                     "--crl FILE”."),
                  .where = path};
}

/// Everything of the files. What is wrong with one is among `faults`.
struct ReadImports
{
    QList<ImportFile> files;
    QList<GivenImport> given;
    QList<Error> faults;
};

ReadImports readFiles(const StoreCall& call, const QByteArray& password)
{
    ReadImports read;
    for (const QString& path : std::as_const(call.arguments)) {
        const Result<ImportContent> content = readGiven(path, password);
        if (!content) {
            read.faults.append(content.error());
            continue;
        }
        const bool holdsMaterial
            = !content->bundle.certificates.isEmpty() || content->bundle.holdsKey;
        const std::optional<Error> list = revocationListFault(*content, path);
        if (list && (holdsMaterial || !content->requests.isEmpty())) {
            CommandContext::complain(*list);
        } else if (list) {
            read.faults.append(*list);
            continue;
        }
        read.given.append({path, content->requests});
        read.files.append({.bundle = content->bundle,
                           .wish = QFileInfo(path).completeBaseName(),
                           .origin = path});
    }
    return read;
}

/// All of them on standard error, the first one as the document.
int complainOf(const StoreCall& call, const QList<Error>& faults)
{
    const int status = call.context.faultDocument(faults.first());
    for (const Error& other : faults.mid(1)) {
        CommandContext::complain(other);
    }
    return status;
}

/// Keys that wait for one of the certificates go to it. They may be under another passphrase than
/// what was imported, and what goes wrong with one keeps no other from its key.
void completeWaiting(StoreCall& call, const QByteArray& password, ImportOutcome& imported)
{
    const PendingRequests requests(call.store.folder());
    QList<PendingRequest> waiting = requests.list();
    for (ImportedEntry& one : imported.entries) {
        const std::optional<PendingRequest> pending
            = PendingRequests::waitingFor(one.entry.facts.spkiSha256, waiting);
        if (!pending || one.entry.hasPrivateKey) {
            continue;
        }
        const auto complete = [&](const PasswordSource& source) -> Result<void> {
            const QByteArray used = pending->keyEncrypted ? source(pending->name) : QByteArray();
            const Result<StoreEntry> completed
                = requests.complete(call.store, one.entry, waiting, used);
            one.entry = completed.value_or(one.entry);
            return completed ? Result<void>() : fail(completed.error());
        };
        if (const Result<void> done = withKeyPasswords(password, complete); !done) {
            imported.faults.append(done.error());
        }
    }
}

} // namespace

int runStoreImport(StoreCall& call)
{
    const Result<QByteArray> password = givenPassword(call.parser);
    if (!password) {
        return call.context.faultDocument(password.error());
    }
    ReadImports read = readFiles(call, *password);
    // Of files that cannot be read nothing is kept, and nobody is asked what under.
    const Result<QByteArray> kept = read.faults.isEmpty()
        ? givenNewPassword(call.parser, QStringLiteral("new-password"))
        : Result<QByteArray>(QByteArray());
    if (!kept) {
        return call.context.faultDocument(kept.error());
    }
    for (ImportFile& file : read.files) {
        file.keyPassword = SecretBytes(QByteArray(*kept));
    }
    const TakenRequests requests = takeRequests(call, read.given, read.files);
    read.faults += requests.faults;
    if (!read.faults.isEmpty()) { // of every file that has one, and nothing is imported
        return complainOf(call, read.faults);
    }
    const RequestsAdded waiting
        = PendingRequests(call.store.folder()).addTogether(call.store, requests.taken);
    if (!waiting.faults.isEmpty()) {
        return complainOf(call, waiting.faults);
    }
    Result<ImportOutcome> imported = read.files.isEmpty()
        ? ImportOutcome {}
        : importInto(call.store, read.files, call.parser.value(QStringLiteral("name")));
    if (!imported) {
        return call.context.faultDocument(imported.error());
    }
    completeWaiting(call, *password, *imported);
    if (!imported->faults.isEmpty()) {
        for (const ImportedEntry& one : std::as_const(imported->entries)) {
            CommandContext::complain(Text::tr("“%1” was imported before that").arg(one.entry.name));
        }
        return complainOf(call, imported->faults);
    }
    for (const PendingRequest& one : requests.present) {
        CommandContext::complain(Text::tr("the request waits here already, as “%1”").arg(one.name));
    }
    printImported(call, imported->entries, requests.present + waiting.added);
    return ExitDone;
}

int runStoreExport(StoreCall& call)
{
    const Result<FoundEntry> found = findEntry(call, call.arguments.value(0));
    const Result<QByteArray> bytes = found ? exportedBytes(call, *found) : fail(found.error());
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

void addTransferOptions(QList<QCommandLineOption>& options)
{
    options.append(QList<QCommandLineOption> {
        {QStringLiteral("name"),
         Text::tr("import, sign, renew: name of the entry."),
         QStringLiteral("NAME")},
        {QStringLiteral("what"),
         Text::tr("export: which part."),
         QStringLiteral("certificate|chain|key|all")},
        {QStringLiteral("as"),
         Text::tr("export: form; revoke, crl: pem or der; show: openssl, text or pin."),
         QStringLiteral("pem|der|pkcs7|pkcs12|pkcs8|spki")},
        {QStringLiteral("encryption"),
         Text::tr("export: of PKCS#12; legacy is what old programs read."),
         QStringLiteral("modern|legacy")},
        {QStringLiteral("out"),
         Text::tr("export, request, sign, crl, ocsp, repair: file to write (0600); split: folder."),
         QStringLiteral("FILE")},
    });
}

} // namespace workbench
