#include "core/certificates/tokens/token_search.h"

#include "core/certificates/certificate_text.h"
#include "core/certificates/tokens/token_session.h"

namespace workbench {
namespace {

PinTries triesOf(CK_FLAGS flags)
{
    return (flags & CKF_USER_PIN_LOCKED) != 0   ? PinTries::Locked
        : (flags & CKF_USER_PIN_FINAL_TRY) != 0 ? PinTries::Last
        : (flags & CKF_USER_PIN_COUNT_LOW) != 0 ? PinTries::Low
                                                : PinTries::Enough;
}

TokenFacts factsOf(const CK_TOKEN_INFO& info, const TokenModule& module)
{
    TokenFacts facts {.uri = {},
                      .label = tokenFieldText(info.label),
                      .manufacturer = tokenFieldText(info.manufacturerID),
                      .model = tokenFieldText(info.model),
                      .serial = tokenFieldText(info.serialNumber),
                      .module = module.name()};
    takeFlags(info.flags, facts);
    facts.uri.module = module.path();
    facts.uri.token = facts.label;
    facts.uri.serial = facts.serial;
    return facts;
}

bool fits(const QString& wanted, const QString& is)
{
    return wanted.isEmpty() || wanted == is;
}

QList<FoundToken> tokensIn(const TokenModulePtr& module)
{
    QList<FoundToken> found;
    const QList<CK_SLOT_ID> slots = module->slotsWithToken();
    for (const CK_SLOT_ID slot : slots) {
        CK_TOKEN_INFO info {};
        const bool answers = TokenSession(module, slot).readInfo(info) == CKR_OK;
        if (answers && (info.flags & CKF_TOKEN_INITIALIZED) != 0) {
            found.append({module, slot, factsOf(info, *module)});
        }
    }
    return found;
}

tl::unexpected<Error> noSuchToken(const TokenUri& uri, const QList<FoundToken>& found)
{
    QStringList labels;
    for (const FoundToken& token : found) {
        labels.append(QStringLiteral("“%1”").arg(token.facts.label));
    }
    const QString there = labels.isEmpty()
        ? CertificateText::tr("There is no token at all in the modules that were asked.")
        : CertificateText::tr("There is %1.").arg(labels.join(QStringLiteral(", ")));
    return fail({.code = ErrorCode::NotFound,
                 .message = CertificateText::tr("The token is not there. %1").arg(there),
                 .remedy = CertificateText::tr(
                     "Plug it in; where its module is not registered with p11-kit, name "
                     "that: pkcs11:token=…?module-path=/path/to/module.so"),
                 .where = toText(uri)});
}

} // namespace

void takeFlags(CK_FLAGS flags, TokenFacts& facts)
{
    facts.needsPin = (flags & CKF_LOGIN_REQUIRED) != 0;
    facts.hasPinPad = (flags & CKF_PROTECTED_AUTHENTICATION_PATH) != 0;
    facts.tries = triesOf(flags);
}

bool fits(const TokenUri& uri, const TokenFacts& facts)
{
    return fits(uri.token, facts.label) && fits(uri.serial, facts.serial)
        && fits(uri.manufacturer, facts.manufacturer) && fits(uri.model, facts.model)
        && fits(uri.moduleName, facts.module);
}

Result<QList<TokenModulePtr>> modulesAt(const QString& path, QList<Error>* faults)
{
    if (path.isEmpty()) {
        return TokenModule::registered(faults);
    }
    return TokenModule::load(path).map(
        [](const TokenModulePtr& module) { return QList<TokenModulePtr> {module}; });
}

QList<FoundToken> searchTokens(const QList<TokenModulePtr>& modules)
{
    QList<FoundToken> found;
    for (const TokenModulePtr& module : modules) {
        found += tokensIn(module);
    }
    return found;
}

Result<FoundToken> chooseToken(const QList<FoundToken>& found, const TokenUri& uri)
{
    QList<FoundToken> fitting;
    for (const FoundToken& token : found) {
        if (fits(uri, token.facts)) {
            fitting.append(token);
        }
    }
    if (fitting.isEmpty()) {
        return noSuchToken(uri, found);
    }
    if (fitting.size() > 1) {
        return fail(
            {.code = ErrorCode::InvalidInput,
             .message = CertificateText::tr("%1 tokens fit the PKCS#11 URI.").arg(fitting.size()),
             .remedy = CertificateText::tr("Name one by token=LABEL or serial=NUMBER."),
             .where = toText(uri)});
    }
    return fitting.first();
}

} // namespace workbench
