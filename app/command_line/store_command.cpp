#include "app/command_line/store_command.h"

#include "app/command_line/common_options.h"
#include "app/command_line/store_call.h"

#include <QCoreApplication>

#include <array>
#include <utility>

namespace workbench {
namespace {

QString tr(const char* text)
{
    return QCoreApplication::translate("StoreCommand", text);
}

int runShow(StoreCall& call)
{
    const Result<StoreEntry> entry = call.store.find(call.arguments.value(0), call.lookup);
    if (!entry) {
        return call.context.faultDocument(entry.error());
    }
    printEntry(call, *entry);
    return ExitDone;
}

int runRename(StoreCall& call)
{
    const Result<StoreEntry> entry = call.store.find(call.arguments.value(0), call.lookup);
    const Result<void> renamed
        = entry ? call.store.rename(entry->name, call.arguments.value(1)) : fail(entry.error());
    return renamed ? static_cast<int>(ExitDone) : call.context.faultDocument(renamed.error());
}

int runRemove(StoreCall& call)
{
    for (const QString& id : std::as_const(call.arguments)) {
        const Result<StoreEntry> entry = call.store.find(id, call.lookup);
        const Result<QByteArray> removed
            = entry ? call.store.remove(entry->name) : fail(entry.error());
        if (!removed) {
            return call.context.faultDocument(removed.error());
        }
    }
    return ExitDone;
}

struct StoreAction
{
    const char* word;
    int (*run)(StoreCall&);
    int fewest; ///< positional arguments
    int most;
    const char* arguments;
};

constexpr int kAnyNumber = 10'000;

constexpr std::array kActions {
    StoreAction {"new", &runStoreNew, 1, 1, "NAME"},
    StoreAction {"request", &runStoreRequest, 1, 1, "NAME"},
    StoreAction {"sign", &runStoreSign, 1, 1, "FILE"},
    StoreAction {"renew", &runStoreRenew, 1, 1, "ID"},
    StoreAction {"revoke", &runStoreRevoke, 0, 1, "[ID]"},
    StoreAction {"crl", &runStoreCrl, 1, 1, "ID"},
    StoreAction {"ocsp", &runStoreOcsp, 1, 1, "ID"},
    StoreAction {"inspect", &runStoreInspect, 1, 1, "FILE"},
    StoreAction {"templates", &runStoreTemplates, 0, 0, ""},
    StoreAction {"list", &runStoreList, 0, kAnyNumber, "[QUERY]"},
    StoreAction {"show", &runShow, 1, 1, "ID"},
    StoreAction {"import", &runStoreImport, 1, kAnyNumber, "FILE…"},
    StoreAction {"export", &runStoreExport, 1, 1, "ID"},
    StoreAction {"verify", &runStoreVerify, 1, kAnyNumber, "ID|FILE…"},
    StoreAction {"rename", &runRename, 2, 2, "ID NEWNAME"},
    StoreAction {"remove", &runRemove, 1, kAnyNumber, "ID…"},
};

void addOptions(QCommandLineParser& parser)
{
    addCommonOptions(parser);
    addNewOptions(parser);
    addRequestCommandOptions(parser);
    addRenewOptions(parser);
    addRevocationOptions(parser);
    addListOptions(parser);
    addTransferOptions(parser);
    addVerifyOptions(parser);
    parser.addOptions({
        {QStringLiteral("cert-by"),
         tr("Read ID as a name or as a hash only."),
         QStringLiteral("name|hash")},
        {QStringLiteral("key-password"),
         tr("Where the key's password comes from."),
         QStringLiteral("env:NAME|file:PATH|fd:N|prompt")},
    });
}

int runAction(const StoreAction& action,
              const QCommandLineParser& parser,
              const QStringList& positional)
{
    if (positional.size() < action.fewest || positional.size() > action.most) {
        return CommandContext::usage(
            tr("store %1 takes %2")
                .arg(QLatin1String(action.word), QString::fromUtf8(action.arguments)));
    }
    CommandContext context;
    CertificateLookup lookup = CertificateLookup::NameThenHash;
    const Result<void> read = allOf([&] { return readCommon(parser, context); },
                                    [&] { return readLookup(parser, lookup); });
    if (!read) {
        return CommandContext::fault(read.error());
    }
    Result<CertificateStore> store
        = CertificateStore::open(context.home + QStringLiteral("/store"));
    if (!store) {
        return context.faultDocument(store.error());
    }
    StoreCall call {parser, context, std::move(*store), positional, lookup};
    return action.run(call);
}

QString description()
{
    QStringList lines {tr("The certificate store.")};
    for (const StoreAction& action : kActions) {
        lines.append(QStringLiteral("  store %1 %2")
                         .arg(QLatin1String(action.word), QString::fromUtf8(action.arguments)));
    }
    return lines.join(QLatin1Char('\n'));
}

} // namespace

int runStore(const QStringList& arguments)
{
    QCommandLineParser parser;
    addOptions(parser);
    parser.setApplicationDescription(description());
    if (const std::optional<int> ended = parse(parser, arguments)) {
        return *ended;
    }
    QStringList positional = parser.positionalArguments();
    if (positional.isEmpty()) {
        return CommandContext::usage(tr("store wants a word that says what to do"));
    }
    const QString word = positional.takeFirst();
    const auto* action
        = std::find_if(kActions.begin(), kActions.end(), [&](const StoreAction& candidate) {
              return word == QLatin1String(candidate.word);
          });
    if (action == kActions.end()) {
        return CommandContext::usage(tr("“store %1” is no command").arg(word));
    }
    return runAction(*action, parser, positional);
}

} // namespace workbench
