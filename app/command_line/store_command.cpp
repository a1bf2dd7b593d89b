#include "app/command_line/store_command.h"

#include "app/command_line/common_options.h"
#include "app/command_line/option_values.h"
#include "app/command_line/store_actions.h"
#include "core/base/atomic_file.h"

#include <QCoreApplication>

#include <algorithm>
#include <utility>

namespace workbench {
namespace {

struct Text
{
    Q_DECLARE_TR_FUNCTIONS(StoreCommand)
};

/// Whether the file of --out could be written, before anything is made or changed for it.
Result<void> checkOut(const StoreAction& action, const QCommandLineParser& parser)
{
    const QString option = QStringLiteral("out");
    if (!parser.isSet(option) || action.writesFolder) {
        return {};
    }
    const QString path = parser.value(option);
    return checkReplaceable(path).and_then([&path] { return checkWritable(path); });
}

int runAction(const StoreAction& action,
              const QCommandLineParser& parser,
              const QStringList& positional,
              const CommandContext& output)
{
    if (positional.size() < action.fewest || positional.size() > action.most) {
        return output.usage(
            Text::tr("store %1 takes %2")
                .arg(QLatin1String(action.word), QString::fromUtf8(action.arguments)));
    }
    CommandContext context;
    CertificateLookup lookup = CertificateLookup::NameThenHash;
    const Result<void> read = allOf([&] { return checkValues(parser, QStringLiteral("store")); },
                                    [&] { return readCommon(parser, context); },
                                    [&] { return checkOptions(action, parser); },
                                    [&] { return checkOut(action, parser); },
                                    [&] { return readLookup(parser, lookup); });
    if (!read) {
        return output.faultDocument(read.error());
    }
    Result<CertificateStore> store
        = CertificateStore::open(context.home + QStringLiteral("/store"));
    if (!store) {
        return context.faultDocument(store.error());
    }
    StoreCall call {parser, context, std::move(*store), positional, lookup};
    return action.run(call);
}

const StoreAction* actionOf(const QString& word)
{
    const QList<StoreAction>& actions = storeActions();
    const auto action = std::find_if(actions.begin(), actions.end(), [&](const auto& candidate) {
        return word == QLatin1String(candidate.word);
    });
    return action == actions.end() ? nullptr : &*action;
}

int noAction(const QString& word, const CommandContext& output)
{
    return output.usage(Text::tr("“store %1” is no command").arg(word));
}

QString description()
{
    QStringList lines {
        Text::tr("The certificate store. “store COMMAND --help” lists the options of one "
                 "command:")};
    for (const StoreAction& action : storeActions()) {
        lines.append(QStringLiteral("  store %1 %2")
                         .arg(QLatin1String(action.word), QString::fromUtf8(action.arguments)));
    }
    return lines.join(QLatin1Char('\n'));
}

/// All commands, or the options of one.
int showHelp(const QString& word, const CommandContext& output)
{
    QCommandLineParser shown;
    addCommonOptions(shown);
    QString command = QStringLiteral("store");
    if (word.isEmpty()) {
        shown.setApplicationDescription(description());
    } else {
        const StoreAction* const action = actionOf(word);
        if (action == nullptr) {
            return noAction(word, output);
        }
        shown.addOptions(optionsOf(*action));
        command += QLatin1Char(' ') + word;
        const QString arguments = QString::fromUtf8(action->arguments);
        if (!arguments.isEmpty()) {
            shown.addPositionalArgument(arguments, {}, arguments);
        }
    }
    CommandContext::print(helpText(shown, command));
    return ExitDone;
}

} // namespace

int runStore(const QStringList& arguments)
{
    QCommandLineParser parser;
    addCommonOptions(parser);
    parser.addOptions(storeOptions());
    if (!parser.parse(arguments)) {
        return CommandContext::of(arguments).usage(parser.errorText());
    }
    const CommandContext output = CommandContext::of(arguments);
    QStringList positional = parser.positionalArguments();
    if (parser.isSet(QStringLiteral("help"))) {
        return showHelp(positional.value(0), output);
    }
    if (positional.isEmpty()) {
        return output.usage(Text::tr("store wants a word that says what to do"));
    }
    const QString word = positional.takeFirst();
    const StoreAction* const action = actionOf(word);
    return action == nullptr ? noAction(word, output)
                             : runAction(*action, parser, positional, output);
}

} // namespace workbench
