#include "app/command_line/key_access.h"
#include "app/command_line/request_options.h"
#include "app/command_line/store_call.h"
#include "app/command_line/store_making_json.h"
#include "core/base/atomic_file.h"
#include "core/certificates/closed_answer.h"
#include "core/certificates/key_specification.h"
#include "core/certificates/pending_requests.h"

#include <QCoreApplication>
#include <QJsonArray>
#include <QJsonDocument>

namespace workbench {
namespace {

constexpr qint64 kLargestRequest = 1 << 20;

struct Text
{
    Q_DECLARE_TR_FUNCTIONS(StoreCommand)
};

Result<PendingRequest> makeRequest(StoreCall& call)
{
    const QString name = call.arguments.value(0);
    if (call.store.find(name, CertificateLookup::Name)) {
        return fail({.code = ErrorCode::AlreadyExists,
                     .message = Text::tr("There is a certificate named “%1” already.").arg(name),
                     .remedy = Text::tr("Choose another name; “store renew” makes it anew.")});
    }
    const Result<CertificateRequest> wanted = givenRequest(call, name);
    const Result<QByteArray> password
        = wanted ? givenNewPassword(call.parser) : fail(wanted.error());
    const Result<std::shared_ptr<EVP_PKEY>> key
        = password ? generateKey(wanted->key) : fail(password.error());
    const Result<SigningRequestPtr> request
        = key ? makeSigningRequest(*wanted, key->get()) : fail(key.error());
    if (!request) {
        return fail(request.error());
    }
    if (call.parser.isSet(QStringLiteral("out"))) {
        const Result<void> written = writeFileAtomically(call.parser.value(QStringLiteral("out")),
                                                         signingRequestPem(request->get()));
        if (!written) {
            return fail(written.error());
        }
    }
    return PendingRequests(call.store.folder()).add(name, request->get(), *key, *password);
}

CopiedExtensions givenCopies(const QCommandLineParser& parser)
{
    CopiedExtensions copied;
    const QStringList values = parser.values(QStringLiteral("copy"));
    for (const QString& value : values) {
        copied.chosen += value.split(QLatin1Char(','), Qt::SkipEmptyParts);
    }
    copied.all = copied.chosen.removeAll(QStringLiteral("all")) > 0;
    copied.chosen.removeAll(QStringLiteral("none"));
    return copied;
}

/// What the options say of a certificate for somebody else's request: its names are in there.
Result<CertificateRequest> givenWishes(const StoreCall& call)
{
    Result<CertificateRequest> wanted = givenRequest(call, {});
    if (wanted && !call.parser.isSet(QStringLiteral("san"))) {
        wanted->san.clear();
    }
    if (wanted) {
        fillInDates(*wanted);
    }
    return wanted;
}

Result<KeyMaterial> signGiven(StoreCall& call, const QByteArray& password)
{
    const QString path = call.arguments.value(0);
    if (!call.parser.isSet(QStringLiteral("issuer"))) {
        return fail({.code = ErrorCode::InvalidInput,
                     .message = Text::tr("Nobody is said to sign."),
                     .remedy = Text::tr("Name a CA of the store."),
                     .where = QStringLiteral("--issuer")});
    }
    const Result<CertificateRequest> wanted = givenWishes(call);
    const Result<QByteArray> bytes
        = wanted ? readFile(path, kLargestRequest) : fail(wanted.error());
    const Result<SigningRequestPtr> request
        = bytes ? readSigningRequest(*bytes, path) : fail(bytes.error());
    const Result<KeyMaterial> issuer
        = request ? givenIssuer(call, password) : fail(request.error());
    if (!issuer) {
        return fail(issuer.error());
    }
    return signRequest(request->get(), *wanted, givenCopies(call.parser), *issuer);
}

/// Into the store: with the key when the request was made here.
Result<StoreEntry> keepSigned(StoreCall& call, const KeyMaterial& made, const QByteArray& password)
{
    const PendingRequests requests(call.store.folder());
    QList<PendingRequest> waiting = requests.list();
    const CertificateFacts facts = certificateFacts(made.certificate.get());
    const std::optional<PendingRequest> pending
        = PendingRequests::waitingFor(facts.spkiSha256, waiting);
    QString name = call.parser.value(QStringLiteral("name"));
    if (name.isEmpty()) {
        name = pending ? pending->name : call.store.freeName(facts.commonName);
    }
    if (!pending) {
        return call.store.add(name, made);
    }
    const Result<StoreEntry> before = call.store.find(name, CertificateLookup::Name);
    const bool isSigned = before && before->facts.spkiSha256 == facts.spkiSha256;
    if (!isSigned) {
        return pending->keyEncrypted
            ? answerWithClosedKey(call.store, name, made, *pending)
            : PendingRequests::answer(call.store, name, made, *pending, {});
    }
    Result<StoreEntry> kept = fail({});
    const Result<void> outcome
        = withKeyPasswords(password, [&](const PasswordSource& source) -> Result<void> {
              const bool isLocked = pending->keyEncrypted && !before->hasPrivateKey;
              const QByteArray ofKey = isLocked ? source(pending->name) : QByteArray();
              kept = requests.complete(call.store, *before, waiting, ofKey);
              return kept ? Result<void>() : fail(kept.error());
          });
    if (outcome) {
        CommandContext::complain(
            Text::tr("“%1” was signed before, by a run that did not come to its "
                     "end; the rest is done now")
                .arg(name));
    }
    return outcome ? kept : fail(outcome.error());
}

} // namespace

int runStoreRequest(StoreCall& call)
{
    if (const std::optional<int> ended = printCommands(call, true)) {
        return *ended;
    }
    const Result<PendingRequest> pending = makeRequest(call);
    if (!pending) {
        return call.context.faultDocument(pending.error());
    }
    if (call.context.json()) {
        CommandContext::printJson(QJsonDocument(toJson(*pending)), false);
    } else {
        CommandContext::print(toDetails(pending->facts));
    }
    return ExitDone;
}

int runStoreRequests(StoreCall& call)
{
    QJsonArray array;
    const QList<PendingRequest> requests = PendingRequests(call.store.folder()).list();
    for (const PendingRequest& one : requests) {
        array.append(toJson(one));
        if (!call.context.json()) {
            CommandContext::printLine(
                QStringLiteral("%1  %2  %3").arg(one.name, one.facts.key, one.facts.subject));
        }
    }
    if (call.context.json()) {
        CommandContext::printJson(QJsonDocument(array), false);
    } else if (requests.isEmpty()) {
        CommandContext::complain(Text::tr("no request waits for its certificate"));
    }
    return ExitDone;
}

int runStoreSign(StoreCall& call)
{
    const Result<QByteArray> password = givenPassword(call.parser);
    const Result<KeyMaterial> made = password ? signGiven(call, *password) : fail(password.error());
    if (!made) {
        return call.context.faultDocument(made.error());
    }
    const Result<StoreEntry> entry = keepSigned(call, *made, *password);
    if (!entry) {
        return call.context.faultDocument(entry.error());
    }
    if (call.parser.isSet(QStringLiteral("out"))) {
        const Result<void> written = writeFileAtomically(
            call.parser.value(QStringLiteral("out")), certificatePem(certificatesOf(*entry), true));
        if (!written) {
            return call.context.faultDocument(written.error());
        }
    }
    // Last, so that a run that was interrupted anywhere can be repeated.
    const PendingRequests requests(call.store.folder());
    QList<PendingRequest> waiting = requests.list();
    const Result<StoreEntry> completed = requests.complete(call.store, *entry, waiting, {});
    if (!completed) {
        return call.context.faultDocument(completed.error());
    }
    printEntry(call, *completed);
    return ExitDone;
}

void addRequestCommandOptions(QList<QCommandLineOption>& options)
{
    options.emplaceBack(
        QStringLiteral("copy"),
        Text::tr("sign: extensions of the request to take over besides its names, e.g. "
                 "keyUsage,tlsfeature, or all."),
        QStringLiteral("NAMES|all|none"));
}

} // namespace workbench
