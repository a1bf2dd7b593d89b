#include "app/command_line/key_access.h"
#include "app/command_line/store_call.h"
#include "core/certificates/key_protection.h"
#include "core/certificates/passphrase_strength.h"

#include <QCoreApplication>

namespace workbench {
namespace {

struct Text
{
    Q_DECLARE_TR_FUNCTIONS(StoreCommand)
};

/// Error (InvalidInput) unless the options say what the key is to be under.
Result<void> checkWish(const QCommandLineParser& parser)
{
    if (parser.isSet(QStringLiteral("remove-password"))
        != parser.isSet(QStringLiteral("new-password"))) {
        return {};
    }
    return fail({.code = ErrorCode::InvalidInput,
                 .message = Text::tr("It is not said which passphrase the key is to have."),
                 .remedy = Text::tr("Give either --new-password SOURCE or --remove-password."),
                 .where = QStringLiteral("--new-password")});
}

/// The new passphrase; empty: none.
Result<QByteArray> wantedPassphrase(const QCommandLineParser& parser)
{
    if (parser.isSet(QStringLiteral("remove-password"))) {
        return QByteArray();
    }
    Result<QByteArray> wanted = givenNewPassword(parser, QStringLiteral("new-password"));
    if (wanted && wanted->isEmpty()) {
        return fail({.code = ErrorCode::InvalidInput,
                     .message = Text::tr("The new passphrase is empty."),
                     .remedy = Text::tr("--remove-password keeps the key in clear."),
                     .where = QStringLiteral("--new-password")});
    }
    return wanted;
}

Result<StoreEntry> protectGiven(StoreCall& call)
{
    const Result<void> said = checkWish(call.parser);
    const Result<StoreEntry> entry
        = said ? call.store.find(call.arguments.value(0), call.lookup) : fail(said.error());
    const Result<QByteArray> old = entry ? givenPassword(call.parser) : fail(entry.error());
    // A person types the present passphrase before the new one; what is read elsewhere can be found
    // to be unusable before anybody is asked.
    const bool isTyped
        = call.parser.value(QStringLiteral("new-password")) == QStringLiteral("prompt");
    Result<QByteArray> wanted = !old ? fail(old.error())
        : isTyped                    ? QByteArray()
                                     : wantedPassphrase(call.parser);
    QByteArray present;
    const Result<KeyMaterial> opened
        = wanted ? loadWithKey(call.store, *entry, *old, &present) : fail(wanted.error());
    if (opened && isTyped) {
        wanted = wantedPassphrase(call.parser);
    }
    if (!opened || !wanted) {
        return fail(opened ? wanted.error() : opened.error());
    }
    Result<StoreEntry> changed = protectKey(call.store, entry->name, present, *wanted);
    if (!changed) {
        return changed;
    }
    if (!wanted->isEmpty()) {
        CommandContext::complain(strengthText(passphraseStrength(QString::fromUtf8(*wanted))));
    }
    return changed;
}

} // namespace

int runStorePassphrase(StoreCall& call)
{
    const Result<StoreEntry> entry = protectGiven(call);
    if (!entry) {
        return call.context.faultDocument(entry.error());
    }
    printEntry(call, *entry);
    return ExitDone;
}

void addPassphraseOptions(QList<QCommandLineOption>& options)
{
    options.append(QList<QCommandLineOption> {
        {QStringLiteral("new-password"),
         Text::tr("passphrase, import, export: what the written key is under."),
         QStringLiteral("env:NAME|file:PATH|fd:N|prompt")},
        {QStringLiteral("issuer-password"),
         Text::tr("new, sign, renew: of the issuer's key, where it is not that of --key-password."),
         QStringLiteral("env:NAME|file:PATH|fd:N|prompt")},
        {QStringLiteral("remove-password"), Text::tr("passphrase: the key is kept in clear.")},
    });
}

} // namespace workbench
