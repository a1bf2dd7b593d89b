#include "app/command_line/store_actions.h"

#include "app/command_line/common_options.h"

#include <QCoreApplication>

#include <algorithm>
#include <utility>

namespace workbench {
namespace {

struct Text
{
    Q_DECLARE_TR_FUNCTIONS(StoreCommand)
};

constexpr int kAnyNumber = 10'000;

// What several commands take, as words.
constexpr const char* kRequest
    = "kind subject san days not-before not-after digest serial path-length key-usage "
      "extended-key-usage permit exclude crl-url ocsp-url ca-issuers-url policy must-staple "
      "extension without allow-unsuitable-issuer template";
constexpr const char* kFinding = "cert-by";
constexpr const char* kSecret = "key-password";
constexpr const char* kSecretOrPin = "key-password token-pin"; ///< where tokens are named, too
constexpr const char* kIssuer = "issuer issuer-password";
constexpr const char* kDates = "this-update next-update";

QList<StoreAction> makeActions()
{
    return {
        {"new",
         &runStoreNew,
         1,
         1,
         "NAME",
         {kRequest, kFinding, kSecret, kIssuer, "key save-template force openssl"}},
        {"request", &runStoreRequest, 1, 1, "NAME", {kRequest, kSecret, "key out openssl"}},
        {"requests", &runStoreRequests, 0, 0, "", {}},
        {"sign",
         &runStoreSign,
         1,
         1,
         "FILE",
         {kRequest, kFinding, kSecret, kIssuer, "copy name out"}},
        {"renew",
         &runStoreRenew,
         1,
         1,
         "ID",
         {kFinding,
          kSecret,
          kIssuer,
          "key new-key days not-before not-after digest allow-unsuitable-issuer name"}},
        {"revoke",
         &runStoreRevoke,
         0,
         1,
         "[ID]",
         {kFinding, kSecret, kDates, "issuer serial reason revoked-at digest as out force"}},
        {"crl", &runStoreCrl, 1, 1, "ID", {kFinding, kSecret, kDates, "digest as out"}},
        {"ocsp",
         &runStoreOcsp,
         1,
         1,
         "ID",
         {kFinding, kSecret, kDates, "issuer status reason revoked-at digest out"}},
        {"inspect", &runStoreInspect, 1, 1, "FILE", {}},
        {"templates", &runStoreTemplates, 0, 0, "", {}},
        {"list", &runStoreList, 0, kAnyNumber, "[QUERY]", {kSecretOrPin}, &addListOptions},
        {"tokens", &runStoreTokens, 0, 0, "", {}, &addTokensOptions},
        {"show", &runStoreShow, 1, 1, "ID", {kFinding, kSecretOrPin, "as from"}},
        {"import", &runStoreImport, 1, kAnyNumber, "FILE…", {kSecret, "new-password name"}},
        {"export",
         &runStoreExport,
         1,
         1,
         "ID",
         {kFinding, kSecretOrPin, "new-password what as encryption out from"}},
        {"verify",
         &runStoreVerify,
         1,
         kAnyNumber,
         "ID|FILE…",
         {kFinding, kSecretOrPin, "policy from"},
         &addVerifyOptions},
        {"check",
         &runStoreCheck,
         1,
         1,
         "ID",
         {kFinding, kSecretOrPin, "for host trust time security-level from"}},
        {"repair",
         &runStoreRepair,
         1,
         1,
         "ID|FILE",
         {kFinding, kSecretOrPin, "trust time dry-run keep-root out from"}},
        {"split", &runStoreSplit, 1, 1, "ID|FILE", {kFinding, kSecretOrPin, "out"}, nullptr, true},
        {"compare", &runStoreCompare, 2, 2, "ID|FILE ID|FILE", {kFinding, kSecretOrPin}},
        {"passphrase",
         &runStorePassphrase,
         1,
         1,
         "ID",
         {kFinding, kSecret, "new-password remove-password"}},
        {"rename", &runStoreRename, 2, 2, "ID NEWNAME", {kFinding}},
        {"remove", &runStoreRemove, 1, kAnyNumber, "ID…", {kFinding, "force"}},
    };
}

bool anyNamed(const QList<QCommandLineOption>& options, const QString& name)
{
    return std::any_of(options.begin(), options.end(), [&name](const QCommandLineOption& one) {
        return one.names().contains(name);
    });
}

bool takes(const StoreAction& action, const QString& option)
{
    for (const char* words : action.options) {
        if (QString::fromLatin1(words).split(QLatin1Char(' ')).contains(option)) {
            return true;
        }
    }
    QList<QCommandLineOption> own;
    if (action.addOwnOptions != nullptr) {
        action.addOwnOptions(own);
    }
    return anyNamed(own, option);
}

bool isCommon(const QString& option)
{
    QCommandLineParser common;
    addCommonOptions(common);
    common.parse({QString(), QStringLiteral("--") + option});
    return common.unknownOptionNames().isEmpty();
}

} // namespace

const QList<StoreAction>& storeActions()
{
    static const QList<StoreAction> kActions = makeActions();
    return kActions;
}

Result<void> checkOptions(const StoreAction& action, const QCommandLineParser& parser)
{
    const QStringList given = parser.optionNames();
    for (const QString& option : given) {
        if (isCommon(option) || takes(action, option)) {
            continue;
        }
        QStringList others;
        for (const StoreAction& other : storeActions()) {
            if (takes(other, option)) {
                others.append(QLatin1String(other.word));
            }
        }
        return fail(
            {.code = ErrorCode::InvalidInput,
             .message
             = Text::tr("“store %1” does not take --%2.").arg(QLatin1String(action.word), option),
             .remedy = Text::tr("It belongs to: %1.").arg(others.join(QStringLiteral(", "))),
             .where = QStringLiteral("--%1").arg(option)});
    }
    return {};
}

QList<QCommandLineOption> storeOptions()
{
    QList<QCommandLineOption> options;
    addNewOptions(options);
    addRequestCommandOptions(options);
    addRenewOptions(options);
    addRevocationOptions(options);
    addListOptions(options);
    addTokensOptions(options);
    addTransferOptions(options);
    addPassphraseOptions(options);
    addVerifyOptions(options);
    addCheckOptions(options);
    options.emplaceBack(QStringLiteral("force"),
                        Text::tr("remove: also what a server or client uses; new: also a template "
                                 "that is there; revoke: also what is revoked, anew."));
    options.emplaceBack(QStringLiteral("cert-by"),
                        Text::tr("Read ID as a name or as a hash only."),
                        QStringLiteral("name|hash"));
    options.emplaceBack(QStringLiteral("key-password"),
                        Text::tr("Where the key's password comes from."),
                        QStringLiteral("env:NAME|file:PATH|fd:N|prompt"));
    options.emplaceBack(QStringLiteral("token-pin"),
                        Text::tr("Where the PIN of a token (pkcs11:…) comes from."),
                        QStringLiteral("env:NAME|file:PATH|fd:N|prompt"));
    return options;
}

QList<QCommandLineOption> optionsOf(const StoreAction& action)
{
    QList<QCommandLineOption> options = storeOptions();
    options.removeIf([&action](const QCommandLineOption& option) {
        return !takes(action, option.names().constFirst());
    });
    return options;
}

} // namespace workbench
