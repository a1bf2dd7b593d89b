#include "app/command_line/common_options.h"
#include "app/command_line/key_access.h"
#include "app/command_line/store_call.h"
#include "app/command_line/store_places.h"
#include "core/certificates/preflight/preflight.h"
#include "core/report/preflight_report.h"

#include <QCoreApplication>
#include <QJsonDocument>

namespace workbench {
namespace {

struct Text
{
    Q_DECLARE_TR_FUNCTIONS(StoreCommand)
};

Result<void>
readRole(const QCommandLineParser& parser, const StoreEntry& entry, PreflightQuestion& question)
{
    const QString word = parser.value(QStringLiteral("for"));
    if (word == QStringLiteral("client")
        || (word.isEmpty() && entry.kind() == QStringLiteral("client"))) {
        question.purpose = CertificatePurpose::Client;
    } else if (!word.isEmpty() && word != QStringLiteral("server")) {
        return fail({.code = ErrorCode::InvalidInput,
                     .message = Text::tr("“%1” is not known here.").arg(word),
                     .remedy = Text::tr("Use one of %1.").arg(QStringLiteral("server, client")),
                     .where = QStringLiteral("--for")});
    }
    question.host = parser.value(QStringLiteral("host"));
    if (!question.host.isEmpty() && question.purpose == CertificatePurpose::Client) {
        return fail({.code = ErrorCode::InvalidInput,
                     .message = Text::tr("A client's certificate is not asked for a host."),
                     .remedy = Text::tr("Leave --host out, or use --for server."),
                     .where = QStringLiteral("--host")});
    }
    return {};
}

Result<PreflightQuestion> readQuestion(const StoreCall& call, const FoundEntry& found)
{
    PreflightQuestion question {.source = found.source};
    TrustChoice trust;
    const Result<QDateTime> time = readTime(call.parser, QStringLiteral("time"), {});
    if (!time) {
        return fail(time.error());
    }
    question.time = *time;
    const Result<void> read
        = allOf([&] { return readRole(call.parser, found.entry, question); },
                [&] { return readSecurityLevel(call.parser, question.securityLevel); },
                [&] { return readTrust(call.parser, trust); });
    if (!read) {
        return fail(read.error());
    }
    const Result<TrustAnchors> anchors = resolveTrust(trust, call.store);
    if (!anchors) {
        return fail(anchors.error());
    }
    const Result<QList<PoolPlace>> places = givenPlaces(call);
    if (!places) {
        return fail(places.error());
    }
    question.places = *places;
    // The system's roots end a chain; whether peers trust them is asked with --trust only.
    (call.parser.isSet(QStringLiteral("trust")) ? question.anchors : question.known) = *anchors;
    return question;
}

} // namespace

int runStoreCheck(StoreCall& call)
{
    const Result<FoundEntry> found = findEntry(call, call.arguments.value(0));
    const Result<PreflightQuestion> question
        = found ? readQuestion(call, *found) : fail(found.error());
    const Result<QByteArray> password
        = question ? givenPassword(call.parser) : fail(question.error());
    if (!password) {
        return call.context.faultDocument(password.error());
    }
    const Preflight outcome = preflight(found->entry, call.store.entries(), *question, *password);
    if (call.context.json()) {
        CommandContext::printJson(QJsonDocument(toJson(outcome, *question)), false);
    } else {
        CommandContext::print(toText(outcome, *question, call.context.colour()));
    }
    return outcome.isReady() ? ExitDone : ExitTestFailed;
}

void addCheckOptions(QList<QCommandLineOption>& options)
{
    options.append(QList<QCommandLineOption> {
        {QStringLiteral("for"),
         Text::tr("check: who shall use the entry; what it is made for without it."),
         QStringLiteral("server|client")},
        {QStringLiteral("dry-run"), Text::tr("repair: show the changes only.")},
        {QStringLiteral("keep-root"),
         Text::tr("repair: leave a root in the chain where there is one.")},
    });
}

} // namespace workbench
