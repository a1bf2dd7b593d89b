#include "app/command_line/key_access.h"
#include "app/command_line/request_options.h"
#include "app/command_line/store_call.h"
#include "core/base/atomic_file.h"
#include "core/certificates/certificate_issuer.h"
#include "core/certificates/certificate_template.h"
#include "core/certificates/distinguished_name.h"
#include "core/certificates/openssl_commands.h"

#include <QCoreApplication>
#include <QFileInfo>
#include <QJsonArray>
#include <QJsonDocument>

namespace workbench {
namespace {

constexpr qint64 kLargestTemplate = 1 << 20;

struct Text
{
    Q_DECLARE_TR_FUNCTIONS(StoreCommand)
};

TemplateFolder templatesOf(const StoreCall& call)
{
    return TemplateFolder(call.context.home + QStringLiteral("/templates"));
}

/// By name, else the file that is there.
Result<CertificateTemplate> givenTemplate(const StoreCall& call)
{
    const QString word = call.parser.value(QStringLiteral("template"));
    Result<CertificateTemplate> named = templatesOf(call).find(word);
    if (named || !QFileInfo(word).isFile()) {
        return named;
    }
    return readFile(word, kLargestTemplate).and_then([&word](const QByteArray& json) {
        return parseTemplate(json, word);
    });
}

Result<CertificateRequest> startingPoint(const StoreCall& call)
{
    if (!call.parser.isSet(QStringLiteral("template"))) {
        return CertificateRequest {};
    }
    const Result<CertificateTemplate> chosen = givenTemplate(call);
    if (!chosen) {
        return fail(chosen.error());
    }
    for (const QString& member : chosen->unknownMembers) {
        CommandContext::complain(Text::tr("the template has an unknown member “%1”").arg(member));
    }
    return chosen->request;
}

} // namespace

Result<CertificateRequest> givenRequest(const StoreCall& call, const QString& name)
{
    Result<CertificateRequest> request = startingPoint(call);
    if (!request) {
        return request;
    }
    const Result<void> read = readRequestOptions(call.parser, *request);
    if (!read) {
        return fail(read.error());
    }
    const bool serves
        = request->kind == CertificateKind::Server || request->kind == CertificateKind::SelfSigned;
    if (request->san.isEmpty() && serves) {
        request->san = {QStringLiteral("dns:localhost"),
                        QStringLiteral("ip:127.0.0.1"),
                        QStringLiteral("ip:::1")};
    }
    if (request->subject.isEmpty() && !request->noSubject) {
        request->subject = subjectOfName(name);
    }
    return request;
}

Result<StoreEntry> namedIssuer(const StoreCall& call)
{
    Result<StoreEntry> entry
        = call.store.find(call.parser.value(QStringLiteral("issuer")), call.lookup);
    if (entry || !entry.error().where.isEmpty()) {
        return entry;
    }
    Error error = entry.error();
    error.where = QStringLiteral("--issuer");
    return fail(error);
}

Result<KeyMaterial> givenIssuer(const StoreCall& call, const QByteArray& password)
{
    const Result<StoreEntry> entry = namedIssuer(call);
    const Result<QByteArray> given = entry ? issuerPassword(call, password) : fail(entry.error());
    return given ? loadWithKey(call.store, *entry, *given) : fail(given.error());
}

Result<QByteArray> issuerPassword(const StoreCall& call, const QByteArray& password)
{
    const QString option = QStringLiteral("issuer-password");
    return call.parser.isSet(option) ? givenPassword(call.parser, option) : password;
}

namespace {

/// Error (AlreadyExists) where --save-template would take the place of another template.
Result<void> checkNewTemplate(const StoreCall& call)
{
    const QString name = call.parser.value(QStringLiteral("save-template"));
    const bool isSaved = call.parser.isSet(QStringLiteral("save-template"));
    const Result<CertificateTemplate> present
        = isSaved ? templatesOf(call).find(name) : fail({.code = ErrorCode::NotFound});
    // One that cannot be read is one as well; those of the program are not replaced with --force.
    const bool isFree = !present && present.error().code == ErrorCode::NotFound;
    if (isFree || (present && present->builtIn) || call.parser.isSet(QStringLiteral("force"))) {
        return {};
    }
    return fail({.code = ErrorCode::AlreadyExists,
                 .message = Text::tr("There is a template named “%1” already.").arg(name),
                 .remedy = Text::tr("Choose another name, or replace it with --force."),
                 .where = QStringLiteral("--save-template")});
}

/// The wishes, without a subject that only the entry's name has given.
Result<void> saveTemplate(const StoreCall& call, CertificateRequest wishes)
{
    if (!call.parser.isSet(QStringLiteral("save-template"))) {
        return {};
    }
    if (!call.parser.isSet(QStringLiteral("subject"))
        && wishes.subject == subjectOfName(call.arguments.value(0))) {
        wishes.subject.clear();
    }
    return templatesOf(call).save(call.parser.value(QStringLiteral("save-template")), wishes);
}

Result<StoreEntry> makeEntry(StoreCall& call, CertificateRequest request)
{
    const QString name = call.arguments.value(0);
    fillInDates(request);
    const Result<QByteArray> password = givenNewPassword(call.parser);
    if (!password) {
        return fail(password.error());
    }
    if (!call.parser.isSet(QStringLiteral("issuer"))) {
        const Result<KeyMaterial> made = issueCertificate(request, nullptr);
        return made ? call.store.add(name, *made, *password) : fail(made.error());
    }
    const Result<KeyMaterial> issuer = givenIssuer(call, *password);
    if (!issuer) {
        return fail(issuer.error());
    }
    const Result<KeyMaterial> made = issueCertificate(request, &*issuer);
    return made ? call.store.add(name, *made, *password) : fail(made.error());
}

/// The template first: it may be what cannot be written. It does not stay where nothing was made.
Result<StoreEntry> makeNew(StoreCall& call)
{
    const QString name = call.parser.value(QStringLiteral("save-template"));
    const Result<void> free = checkNewTemplate(call);
    const Result<CertificateRequest> request
        = free ? givenRequest(call, call.arguments.value(0)) : fail(free.error());
    const bool isReplaced = templatesOf(call).find(name).has_value();
    const Result<void> saved = request ? saveTemplate(call, *request) : fail(request.error());
    if (!saved) {
        return fail(saved.error());
    }
    Result<StoreEntry> entry = makeEntry(call, *request);
    if (!entry && !name.isEmpty() && !isReplaced) {
        static_cast<void>(templatesOf(call).remove(name)); // the first fault is the one to tell
    }
    return entry;
}

} // namespace

std::optional<int> printCommands(const StoreCall& call, bool requestOnly)
{
    if (!call.parser.isSet(QStringLiteral("openssl"))) {
        return std::nullopt;
    }
    const QString name = call.arguments.value(0);
    const Result<CertificateRequest> request = givenRequest(call, name);
    const Result<QString> commands = request
        ? opensslCommands(*request,
                          {.name = name,
                           .issuer = call.parser.value(QStringLiteral("issuer")),
                           .requestOnly = requestOnly})
        : fail(request.error());
    if (!commands) {
        return call.context.faultDocument(commands.error());
    }
    CommandContext::print(commands->toUtf8());
    return ExitDone;
}

int runStoreNew(StoreCall& call)
{
    if (const std::optional<int> ended = printCommands(call, false)) {
        return *ended;
    }
    const Result<StoreEntry> entry = makeNew(call);
    if (!entry) {
        return call.context.faultDocument(entry.error());
    }
    printEntry(call, *entry);
    return ExitDone;
}

int runStoreTemplates(StoreCall& call)
{
    QList<Error> faults;
    const QList<CertificateTemplate> templates = templatesOf(call).list(&faults);
    QJsonArray array;
    for (const CertificateTemplate& one : templates) {
        QJsonObject object = QJsonDocument::fromJson(templateJson(one.request)).object();
        object.insert(QStringLiteral("name"), one.name);
        object.insert(QStringLiteral("built_in"), one.builtIn);
        array.append(object);
        if (!call.context.json()) {
            CommandContext::printLine(QStringLiteral("%1  %2").arg(
                one.builtIn ? Text::tr("built in") : Text::tr("yours   "), one.name));
        }
    }
    if (call.context.json()) {
        CommandContext::printJson(QJsonDocument(array), false);
    }
    for (const Error& fault : faults) {
        CommandContext::complain(fault);
    }
    return ExitDone;
}

void addNewOptions(QList<QCommandLineOption>& options)
{
    addRequestOptions(options);
    options.append(QList<QCommandLineOption> {
        {QStringLiteral("issuer"), Text::tr("Store entry that signs."), QStringLiteral("ID")},
        {QStringLiteral("template"),
         Text::tr("new, request, sign: what to start from; options win over it."),
         QStringLiteral("NAME|FILE")},
        {QStringLiteral("openssl"),
         Text::tr("new, request: makes nothing, prints the equivalent openssl commands.")},
        {QStringLiteral("save-template"),
         Text::tr("new: keeps the wishes as a template."),
         QStringLiteral("NAME")},
    });
}

} // namespace workbench
