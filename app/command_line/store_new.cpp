#include "app/command_line/key_access.h"
#include "app/command_line/request_options.h"
#include "app/command_line/store_call.h"
#include "core/base/atomic_file.h"
#include "core/certificates/certificate_issuer.h"
#include "core/certificates/certificate_template.h"
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

/// By name, or a file when the word is a path.
Result<CertificateTemplate> givenTemplate(const StoreCall& call)
{
    const QString word = call.parser.value(QStringLiteral("template"));
    const bool isPath = word.contains(QLatin1Char('/')) && QFileInfo::exists(word);
    if (!isPath) {
        return templatesOf(call).find(word);
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
        request->subject = name;
    }
    return request;
}

Result<KeyMaterial> givenIssuer(const StoreCall& call, const QByteArray& password)
{
    const Result<StoreEntry> entry
        = call.store.find(call.parser.value(QStringLiteral("issuer")), call.lookup);
    const Result<QByteArray> given = entry ? issuerPassword(call, password) : fail(entry.error());
    return given ? loadWithKey(call.store, *entry, *given) : fail(given.error());
}

Result<QByteArray> issuerPassword(const StoreCall& call, const QByteArray& password)
{
    const QString option = QStringLiteral("issuer-password");
    return call.parser.isSet(option) ? givenPassword(call.parser, option) : password;
}

namespace {

Result<StoreEntry> makeNew(StoreCall& call)
{
    const QString name = call.arguments.value(0);
    Result<CertificateRequest> request = givenRequest(call, name);
    if (!request) {
        return fail(request.error());
    }
    const QString saved = call.parser.value(QStringLiteral("save-template"));
    if (call.parser.isSet(QStringLiteral("save-template"))) {
        const Result<void> written = templatesOf(call).save(saved, *request);
        if (!written) {
            return fail(written.error());
        }
    }
    fillInDates(*request);
    const Result<QByteArray> password = givenPassword(call.parser);
    if (!password) {
        return fail(password.error());
    }
    if (!call.parser.isSet(QStringLiteral("issuer"))) {
        const Result<KeyMaterial> made = issueCertificate(*request, nullptr);
        return made ? call.store.add(name, *made, *password) : fail(made.error());
    }
    const Result<KeyMaterial> issuer = givenIssuer(call, *password);
    if (!issuer) {
        return fail(issuer.error());
    }
    const Result<KeyMaterial> made = issueCertificate(*request, &*issuer);
    return made ? call.store.add(name, *made, *password) : fail(made.error());
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
            CommandContext::print(QStringLiteral("%1  %2").arg(
                one.builtIn ? Text::tr("built in") : Text::tr("yours   "), one.name));
        }
    }
    if (call.context.json()) {
        CommandContext::printJson(QJsonDocument(array), false);
    }
    for (const Error& fault : faults) {
        CommandContext::complain(fault.toLine());
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
