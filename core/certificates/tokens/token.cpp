#include "core/certificates/tokens/token.h"

#include "core/certificates/certificate_text.h"
#include "core/certificates/tokens/token_keys.h"
#include "core/certificates/tokens/token_search.h"
#include "core/certificates/tokens/token_session.h"

#include <QMap>

#include <algorithm>
#include <atomic>
#include <iterator>
#include <mutex>
#include <shared_mutex>
#include <utility>

namespace workbench {

struct Token::State
{
    explicit State(const FoundToken& found)
        : session(found.module, found.slot)
        , identity(found.facts)
        , known(found.facts)
    { }

    TokenSession session;
    TokenFacts identity; ///< what does not change
    TokenFacts known; ///< as they were last
    std::mutex mutex;
    std::atomic<bool> isOpen = false; ///< as of the last time that somebody opened it
    std::atomic<bool> gaveKeys = false; ///< which lead into the module as long as somebody has them
    Result<std::unique_ptr<TokenKeys>> keys = nullptr; ///< null: not asked for yet

    /// Under the lock. What the token says now; one that is gone stays as it was known.
    const TokenFacts& refresh()
    {
        if (CK_TOKEN_INFO info {}; session.readInfo(info) == CKR_OK) {
            takeFlags(info.flags, known);
        }
        return known;
    }

    Result<void> open(const QByteArray& pin); ///< under the lock
};

/// The tokens that were looked at. They stay: see TokenModule.
struct OpenedTokens
{
    /// Shared by everybody who uses a module, whole while modules are restarted.
    std::shared_mutex use;
    std::mutex mutex; ///< of the list; never held while a token is asked
    QMap<QString, std::shared_ptr<Token>> tokens; ///< by slot and URI

    static OpenedTokens& instance()
    {
        static auto* tokens = new OpenedTokens; // reachable until the very end
        return *tokens;
    }

    std::shared_ptr<Token> take(const FoundToken& found)
    {
        const QString key = QStringLiteral("%1 %2").arg(found.slot).arg(toText(found.facts.uri));
        const std::lock_guard lock(mutex);
        for (const std::shared_ptr<Token>& other : std::as_const(tokens)) {
            const bool hasMoved = other->m_state->identity.uri == found.facts.uri
                && other->m_state->session.slot() != found.slot;
            if (hasMoved) { // a PIN opens it where it is plugged in
                other->m_state->isOpen = false;
            }
        }
        std::shared_ptr<Token>& token = tokens[key];
        if (!token) {
            token.reset(new Token(std::make_unique<Token::State>(found)));
        }
        return token;
    }

    /// Has modules look for tokens again, unless one of theirs is open or gave keys: both would be
    /// lost.
    void restartUnused(const QList<TokenModulePtr>& modules)
    {
        const std::lock_guard alone(use); // so that nobody opens one meanwhile
        QList<TokenModulePtr> unused;
        {
            const std::lock_guard lock(mutex);
            std::copy_if(modules.begin(),
                         modules.end(),
                         std::back_inserter(unused),
                         [this](const TokenModulePtr& module) { return !isUsed(*module); });
        }
        for (const TokenModulePtr& module : std::as_const(unused)) {
            module->restart();
        }
    }

    bool isOpen(const TokenUri& uri)
    {
        const std::lock_guard lock(mutex);
        return std::any_of(tokens.begin(), tokens.end(), [&uri](const auto& token) {
            return token->m_state->isOpen && fits(uri, token->m_state->identity);
        });
    }

private:
    bool isUsed(const TokenModule& module) const
    {
        return std::any_of(tokens.begin(), tokens.end(), [&module](const auto& token) {
            return (token->m_state->isOpen || token->m_state->gaveKeys)
                && token->m_state->identity.uri.module == module.path();
        });
    }
};

namespace {

/// What is to be known before the next PIN is typed; empty: nothing.
QString warning(PinTries tries)
{
    switch (tries) {
    case PinTries::Low:
        return CertificateText::tr(" A wrong PIN was given before; only a few tries are left.");
    case PinTries::Last:
        return CertificateText::tr(" One try is left: another wrong PIN locks the token.");
    case PinTries::Enough:
    case PinTries::Locked:
        break;
    }
    return {};
}

tl::unexpected<Error> locked(const TokenFacts& facts)
{
    return fail(
        {.code = ErrorCode::PermissionDenied,
         .message = CertificateText::tr("The token “%1” is locked after too many wrong PINs.")
                        .arg(facts.label),
         .remedy = CertificateText::tr("Its administrator unlocks it with the SO PIN or PUK, "
                                       "for instance with “pkcs11-tool --init-pin”."),
         .where = toText(facts.uri)});
}

tl::unexpected<Error> pinNeeded(const TokenFacts& facts)
{
    return fail({.code = ErrorCode::PasswordNeeded,
                 .message = CertificateText::tr("The token “%1” asks for its PIN.%2")
                                .arg(facts.label, warning(facts.tries)),
                 .remedy = CertificateText::tr("Give the PIN of its user."),
                 .where = toText(facts.uri)});
}

/// What the token answered to a PIN; `facts` were read after that.
Result<void> judgeLogin(CK_RV answer, const TokenFacts& facts)
{
    switch (answer) {
    case CKR_OK:
    case CKR_USER_ALREADY_LOGGED_IN:
        return {};
    case CKR_PIN_INCORRECT:
    case CKR_PIN_INVALID:
    case CKR_PIN_LEN_RANGE:
        if (facts.tries == PinTries::Locked) {
            return locked(facts);
        }
        return fail(
            {.code = ErrorCode::WrongPassword,
             .message = CertificateText::tr("The PIN of the token “%1” is wrong.%2")
                            .arg(facts.label, warning(facts.tries)),
             .remedy = CertificateText::tr("Give the right one; nothing is tried again by itself."),
             .where = toText(facts.uri),
             .nativeCode = answer,
             .nativeText = QString::fromUtf8(p11_kit_strerror(answer))});
    case CKR_PIN_LOCKED:
        return locked(facts);
    default:
        return fail(tokenError(CertificateText::tr("The token “%1” cannot be opened: %2.")
                                   .arg(facts.label, QString::fromUtf8(p11_kit_strerror(answer))),
                               answer));
    }
}

} // namespace

Result<QList<TokenFacts>> findTokens(const QString& module, QList<Error>* faults)
{
    const Result<QList<TokenModulePtr>> modules = modulesAt(module, faults);
    if (!modules) {
        return fail(modules.error());
    }
    OpenedTokens& opened = OpenedTokens::instance();
    opened.restartUnused(*modules);
    const std::shared_lock shared(opened.use);
    QList<TokenFacts> facts;
    const QList<FoundToken> found = searchTokens(*modules);
    for (const FoundToken& token : found) {
        facts.append(token.facts);
    }
    return facts;
}

Token::Token(std::unique_ptr<State> state)
    : m_state(std::move(state))
{ }

Token::~Token() = default;

Result<std::shared_ptr<Token>> Token::find(const TokenUri& uri)
{
    OpenedTokens& opened = OpenedTokens::instance();
    const Result<QList<TokenModulePtr>> modules = modulesAt(uri.module, nullptr);
    if (!modules) {
        return fail(modules.error());
    }
    const auto search = [&] {
        const std::shared_lock shared(opened.use);
        return chooseToken(searchTokens(*modules), uri);
    };
    Result<FoundToken> found = search();
    if (!found && found.error().code == ErrorCode::NotFound) {
        opened.restartUnused(*modules);
        found = search();
    }
    return found ? Result<std::shared_ptr<Token>>(opened.take(*found)) : fail(found.error());
}

TokenFacts Token::facts() const
{
    const std::shared_lock shared(OpenedTokens::instance().use);
    const std::lock_guard lock(m_state->mutex);
    return m_state->refresh();
}

Result<void> Token::State::open(const QByteArray& pin)
{
    const TokenFacts before = refresh();
    if (const CK_RV answer = session.ensure(); answer != CKR_OK) {
        return judgeLogin(answer, before);
    }
    if (!before.needsPin || session.isLoggedIn()) {
        return {};
    }
    if (before.tries == PinTries::Locked) {
        return locked(before);
    }
    if (pin.isEmpty() && !before.hasPinPad) {
        return pinNeeded(before);
    }
    const CK_RV answer = session.login(pin.isEmpty() ? QByteArray() : pin);
    if (Result<void> opened = judgeLogin(answer, refresh()); !opened) {
        return opened;
    }
    keys = tokenKeys(session.module().path(), pin);
    return {};
}

Result<void> Token::open(const QByteArray& pin)
{
    const std::shared_lock shared(OpenedTokens::instance().use);
    const std::lock_guard lock(m_state->mutex);
    Result<void> opened = m_state->open(pin);
    m_state->isOpen = opened.has_value();
    return opened;
}

Result<TokenContents> Token::contents() const
{
    const std::shared_lock shared(OpenedTokens::instance().use);
    const std::lock_guard lock(m_state->mutex);
    TokenSession& session = m_state->session;
    if (const CK_RV answer = session.ensure(); answer != CKR_OK) {
        return fail(
            tokenError(CertificateText::tr("The token “%1” does not answer: %2.")
                           .arg(m_state->known.label, QString::fromUtf8(p11_kit_strerror(answer))),
                       answer));
    }
    const Result<QList<TokenItem>> certificates = session.objects(CKO_CERTIFICATE);
    const Result<QList<TokenItem>> keys = session.objects(CKO_PRIVATE_KEY);
    const Result<QList<TokenItem>> publicKeys = session.objects(CKO_PUBLIC_KEY);
    for (const Result<QList<TokenItem>>* part : {&certificates, &keys, &publicKeys}) {
        if (!*part) {
            return fail(part->error());
        }
    }
    return TokenContents {.certificates = *certificates,
                          .keys = *keys,
                          .publicKeys = *publicKeys,
                          .isComplete = !m_state->refresh().needsPin || session.isLoggedIn()};
}

Result<std::shared_ptr<EVP_PKEY>> Token::key(const TokenItem& item) const
{
    const std::shared_lock shared(OpenedTokens::instance().use);
    const std::lock_guard lock(m_state->mutex);
    Result<std::unique_ptr<TokenKeys>>& keys = m_state->keys;
    if (keys && !*keys) { // no PIN was needed
        keys = tokenKeys(m_state->session.module().path(), {});
    }
    if (!keys) {
        return fail(keys.error());
    }
    TokenUri uri = m_state->known.uri;
    uri.module.clear(); // OpenSSL's part knows its module, and not this attribute
    uri.id = item.id;
    uri.object = item.id.isEmpty() ? item.label : QString();
    Result<std::shared_ptr<EVP_PKEY>> key = (*keys)->load(toText(uri, TokenObject::PrivateKey));
    m_state->gaveKeys = m_state->gaveKeys || key;
    return key;
}

bool isTokenOpen(const TokenUri& uri)
{
    return OpenedTokens::instance().isOpen(uri);
}

Result<void> openToken(const QString& text, const QByteArray& pin)
{
    const Result<TokenUri> uri = parseTokenUri(text);
    if (!uri) {
        return fail(uri.error());
    }
    const Result<std::shared_ptr<Token>> token = Token::find(*uri);
    return token ? (*token)->open(pin) : fail(token.error());
}

} // namespace workbench
