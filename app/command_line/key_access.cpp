#include "app/command_line/key_access.h"

#include "app/command_line/command_context.h"
#include "app/command_line/password_source.h"
#include "core/base/secret_bytes.h"
#include "core/certificates/tokens/token_uri.h"

#include <QCoreApplication>
#include <QHash>

#include <utility>

namespace workbench {
namespace {

constexpr int kTries = 3;

struct Text
{
    Q_DECLARE_TR_FUNCTIONS(Password)
};

bool wantsPassword(const Result<void>& outcome)
{
    return !outcome && asksForPassword(outcome.error());
}

QString question(const QString& entry)
{
    const Result<TokenUri> token = parseTokenUri(entry);
    return token ? Text::tr("PIN of “%1”: ").arg(token->token)
                 : Text::tr("Passphrase of “%1”: ").arg(entry);
}

Result<void> withRemedy(Result<void> outcome, bool ofToken)
{
    if (!outcome && outcome.error().code == ErrorCode::PasswordNeeded) {
        outcome.error().remedy = ofToken
            ? Text::tr("Give its PIN with --token-pin: env:NAME, file:PATH, fd:N or prompt.")
            : Text::tr(
                "Give its password with --key-password: env:NAME, file:PATH, fd:N or prompt.");
    }
    return outcome;
}

} // namespace

Result<QByteArray> givenPassword(const QCommandLineParser& parser, const QString& option)
{
    return parser.isSet(option) ? readPassword(parser.value(option), QStringLiteral("--") + option)
                                : QByteArray();
}

Result<QByteArray> givenNewPassword(const QCommandLineParser& parser, const QString& option)
{
    return parser.isSet(option)
        ? readNewPassword(parser.value(option), QStringLiteral("--") + option)
        : QByteArray();
}

Result<QByteArray> givenPin(const QCommandLineParser& parser)
{
    return givenPassword(parser, QStringLiteral("token-pin"));
}

Result<void> withKeyPasswords(const QByteArray& given,
                              const std::function<Result<void>(const PasswordSource&)>& attempt,
                              const QByteArray& pin)
{
    QHash<QString, SecretBytes> typed;
    QString lastAsked;
    const auto givenFor = [&](const QString& entry) -> const QByteArray& {
        return isTokenUri(entry) ? pin : given;
    };
    const PasswordSource source = [&](const QString& entry) {
        lastAsked = entry;
        const QByteArray& known = givenFor(entry);
        return known.isEmpty() ? typed.value(entry).bytes() : known;
    };
    Result<void> outcome = attempt(source);
    QHash<QString, int> tries;
    while (wantsPassword(outcome) && givenFor(lastAsked).isEmpty() && canAskForPassword()
           && tries[lastAsked]++ < kTries) {
        // A token says how few tries are left, also before the first.
        if (outcome.error().code == ErrorCode::WrongPassword || isTokenUri(lastAsked)) {
            CommandContext::complain(outcome.error());
        }
        Result<QByteArray> password = askForPassword(question(lastAsked));
        if (!password || password->isEmpty()) {
            break; // nothing typed: the person gives up
        }
        typed.insert(lastAsked, SecretBytes(std::move(*password)));
        outcome = attempt(source);
    }
    return withRemedy(outcome, isTokenUri(lastAsked));
}

Result<KeyMaterial> loadWithKey(const CertificateStore& store,
                                const StoreEntry& entry,
                                const QByteArray& given,
                                QByteArray* password)
{
    Result<KeyMaterial> material = fail({});
    const Result<void> outcome
        = withKeyPasswords(given, [&](const PasswordSource& source) -> Result<void> {
              const QByteArray used = entry.keyEncrypted ? source(entry.name) : QByteArray();
              material = store.load(entry, used);
              if (password != nullptr) {
                  // What was typed is wiped when this is over, and with it what shares its bytes.
                  *password = QByteArray(used.constData(), used.size());
              }
              return material ? Result<void>() : fail(material.error());
          });
    return outcome ? material : fail(outcome.error());
}

} // namespace workbench
