#include "app/command_line/store_call.h"
#include "app/command_line/store_json.h"
#include "app/command_line/store_places.h"
#include "core/base/printable_text.h"
#include "core/certificates/store_search.h"

#include <QCoreApplication>
#include <QDateTime>
#include <QJsonArray>
#include <QJsonDocument>

namespace workbench {
namespace {

struct Text
{
    Q_DECLARE_TR_FUNCTIONS(StoreCommand)
};

/// What one of the stores holds of what was asked for.
struct Listed
{
    CertificateSourcePtr source;
    QList<StoreEntry> entries;
};

Result<StoreFilter> readFilter(const StoreCall& call)
{
    const QCommandLineParser& parser = call.parser;
    StoreFilter filter {.text = call.arguments.join(QLatin1Char(' ')),
                        .withKey = parser.isSet(QStringLiteral("with-key")),
                        .onlyCa = parser.isSet(QStringLiteral("only-ca")),
                        .onlyProblems = parser.isSet(QStringLiteral("problems"))};
    const QString option = QStringLiteral("expires-within");
    if (parser.isSet(option)) {
        constexpr int kMostDays = 365'000;
        bool isNumber = false;
        const int days = parser.value(option).toInt(&isNumber);
        if (!isNumber || days < 0 || days > kMostDays) {
            return fail(
                {.code = ErrorCode::InvalidInput,
                 .message = Text::tr("“%1” is no number of days.").arg(parser.value(option)),
                 .remedy = Text::tr("Write a whole number, for instance 30."),
                 .where = QStringLiteral("--expires-within")});
        }
        filter.expiresWithinDays = days;
    }
    return filter;
}

/// The own one where nothing else is said.
Result<QList<CertificateSourcePtr>> readSources(const StoreCall& call)
{
    return givenSources(call).map([&call](const QList<CertificateSourcePtr>& sources) {
        return sources.isEmpty() ? QList {ownSource(call.store.folder())} : sources;
    });
}

/// The own store has been read already, for every command.
Result<QList<StoreEntry>>
entriesOf(const StoreCall& call, const CertificateSource& source, QList<Error>& faults)
{
    if (source.kind() != SourceKind::Own) {
        return readAll(source, &faults);
    }
    faults += call.store.faults();
    return call.store.entries();
}

void print(const StoreCall& call, const QList<Listed>& lists, const StoreRevocations& revocations)
{
    QJsonArray array;
    QStringList texts;
    for (const Listed& list : lists) {
        for (const StoreEntry& entry : list.entries) {
            array.append(toJson(entry, list.source->kind(), revocations));
        }
        if (lists.size() > 1) {
            texts.append(withoutControls(
                QStringLiteral("%1 (%2)").arg(list.source->name(), list.source->place())));
        }
        if (!list.entries.isEmpty()) {
            texts.append(toText(list.entries, revocations));
        }
    }
    if (call.context.json()) {
        CommandContext::printJson(QJsonDocument(array), false);
    } else if (!array.isEmpty()) {
        CommandContext::print(texts.join(QLatin1Char('\n')));
    }
}

} // namespace

int runStoreList(StoreCall& call)
{
    const Result<StoreFilter> filter = readFilter(call);
    const Result<QList<CertificateSourcePtr>> sources
        = filter ? readSources(call) : fail(filter.error());
    if (!sources) {
        return call.context.faultDocument(sources.error());
    }
    const StoreRevocations revocations = revocationsOf(call);
    QList<Listed> lists;
    QList<Error> faults;
    bool anyFits = false;
    for (const CertificateSourcePtr& source : *sources) {
        const Result<QList<StoreEntry>> entries = entriesOf(call, *source, faults);
        if (!entries) {
            return call.context.faultDocument(entries.error());
        }
        lists.append(
            {source,
             filterEntries(*entries, *filter, QDateTime::currentDateTimeUtc(), revocations)});
        anyFits = anyFits || !lists.last().entries.isEmpty();
    }
    print(call, lists, revocations);
    if (!anyFits && !call.context.json()) {
        CommandContext::complain(
            filter->isEmpty() ? Text::tr("the store is empty: %1").arg(sources->first()->place())
                              : Text::tr("no entry fits"));
    }
    for (const Error& fault : std::as_const(faults)) {
        CommandContext::complain(fault);
    }
    return ExitDone;
}

void addListOptions(QList<QCommandLineOption>& options)
{
    options.append(QList<QCommandLineOption> {
        {QStringLiteral("from"),
         Text::tr(
             "list: which stores; show, export, verify, check, repair: those that are looked "
             "through besides the own one, also for issuers; several with commas or repeated."),
         QStringLiteral("store|system|FILE|FOLDER|URI")},
        {QStringLiteral("with-key"), Text::tr("list: only what has its private key.")},
        {QStringLiteral("only-ca"), Text::tr("list: only certificates of CAs.")},
        {QStringLiteral("expires-within"),
         Text::tr("list: only what ends within so many days, or has ended."),
         QStringLiteral("DAYS")},
        {QStringLiteral("problems"),
         Text::tr(
             "list: only what is expired, not yet valid, weak, without host names or revoked by a "
             "CA "
             "of the store.")},
    });
}

} // namespace workbench
