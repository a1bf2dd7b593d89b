#include "app/command_line/store_call.h"
#include "core/certificates/tokens/token.h"

#include <QCoreApplication>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>

namespace workbench {
namespace {

struct Text
{
    Q_DECLARE_TR_FUNCTIONS(StoreCommand)
};

QString pinState(PinTries tries)
{
    switch (tries) {
    case PinTries::Low:
        return QStringLiteral("few-tries");
    case PinTries::Last:
        return QStringLiteral("last-try");
    case PinTries::Locked:
        return QStringLiteral("locked");
    case PinTries::Enough:
        break;
    }
    return QStringLiteral("ok");
}

QJsonObject toJson(const TokenFacts& facts)
{
    return {
        {QStringLiteral("label"), facts.label},
        {QStringLiteral("manufacturer"), facts.manufacturer},
        {QStringLiteral("model"), facts.model},
        {QStringLiteral("serial"), facts.serial},
        {QStringLiteral("module"), facts.uri.module},
        {QStringLiteral("uri"), toText(facts.uri)},
        {QStringLiteral("needs_pin"), facts.needsPin},
        {QStringLiteral("pin_pad"), facts.hasPinPad},
        {QStringLiteral("pin"), pinState(facts.tries)},
    };
}

} // namespace

int runStoreTokens(StoreCall& call)
{
    QList<Error> faults;
    const Result<QList<TokenFacts>> tokens
        = findTokens(call.parser.value(QStringLiteral("module")), &faults);
    if (!tokens) {
        return call.context.faultDocument(tokens.error());
    }
    QJsonArray array;
    for (const TokenFacts& facts : *tokens) {
        array.append(toJson(facts));
        if (!call.context.json()) {
            CommandContext::printLine(
                QStringLiteral("%1  %2  %3")
                    .arg(facts.label, pinState(facts.tries), toText(facts.uri)));
        }
    }
    if (call.context.json()) {
        CommandContext::printJson(QJsonDocument(array), false);
    } else if (tokens->isEmpty()) {
        CommandContext::complain(Text::tr("there is no token; --module names a module that is not "
                                          "registered here"));
    }
    for (const Error& fault : std::as_const(faults)) {
        CommandContext::complain(fault);
    }
    return ExitDone;
}

void addTokensOptions(QList<QCommandLineOption>& options)
{
    options.emplaceBack(QStringLiteral("module"),
                        Text::tr("tokens: look in this PKCS#11 module only."),
                        QStringLiteral("FILE"));
}

} // namespace workbench
