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

/// The new passphrase; empty: none, which has to be said.
Result<QByteArray> wantedPassphrase(const QCommandLineParser& parser)
{
    const bool isRemoved = parser.isSet(QStringLiteral("remove-password"));
    if (isRemoved == parser.isSet(QStringLiteral("new-password"))) {
        return fail({.code = ErrorCode::InvalidInput,
                     .message = Text::tr("It is not said which passphrase the key is to have."),
                     .remedy = Text::tr("Give either --new-password SOURCE or --remove-password."),
                     .where = QStringLiteral("--new-password")});
    }
    if (isRemoved) {
        return QByteArray();
    }
    Result<QByteArray> wanted = givenPassword(parser, QStringLiteral("new-password"));
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
    const Result<StoreEntry> entry = call.store.find(call.arguments.value(0), call.lookup);
    const Result<QByteArray> old = entry ? givenPassword(call.parser) : fail(entry.error());
    const Result<QByteArray> wanted = old ? wantedPassphrase(call.parser) : fail(old.error());
    if (!wanted) {
        return fail(wanted.error());
    }
    Result<StoreEntry> changed = *entry;
    const Result<void> outcome
        = withKeyPasswords(*old, [&](const PasswordSource& source) -> Result<void> {
              const QByteArray present = entry->keyEncrypted ? source(entry->name) : QByteArray();
              changed = protectKey(call.store, entry->name, present, *wanted);
              return changed ? Result<void>() : fail(changed.error());
          });
    if (!outcome) {
        return fail(outcome.error());
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
