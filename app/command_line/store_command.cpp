#include "app/command_line/store_command.h"

#include "app/command_line/common_options.h"
#include "app/command_line/store_actions.h"

#include <QCoreApplication>

#include <algorithm>
#include <utility>

namespace workbench {
namespace {

QString tr(const char* text)
{
    return QCoreApplication::translate("StoreCommand", text);
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
                                    [&] { return checkOptions(action, parser); },
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
    for (const StoreAction& action : storeActions()) {
        lines.append(QStringLiteral("  store %1 %2")
                         .arg(QLatin1String(action.word), QString::fromUtf8(action.arguments)));
    }
    return lines.join(QLatin1Char('\n'));
}

} // namespace

int runStore(const QStringList& arguments)
{
    QCommandLineParser parser;
    addStoreOptions(parser);
    parser.setApplicationDescription(description());
    if (const std::optional<int> ended = parse(parser, arguments)) {
        return *ended;
    }
    QStringList positional = parser.positionalArguments();
    if (positional.isEmpty()) {
        return CommandContext::usage(tr("store wants a word that says what to do"));
    }
    const QString word = positional.takeFirst();
    const QList<StoreAction>& actions = storeActions();
    const auto action = std::find_if(actions.begin(), actions.end(), [&](const auto& candidate) {
        return word == QLatin1String(candidate.word);
    });
    if (action == actions.end()) {
        return CommandContext::usage(tr("“store %1” is no command").arg(word));
    }
    return runAction(*action, parser, positional);
}

} // namespace workbench
