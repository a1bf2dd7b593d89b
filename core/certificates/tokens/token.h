#pragma once

#include "core/certificates/key_material.h"
#include "core/certificates/tokens/token_uri.h"

#include <QByteArray>
#include <QList>
#include <QString>

#include <memory>

namespace workbench {

/// How many wrong PINs a token still bears, as far as it tells (PKCS#11 §3.2, CK_TOKEN_INFO).
enum class PinTries
{
    Enough, ///< or it does not tell
    Low, ///< a wrong one was given since the last right one
    Last, ///< the next wrong one locks it
    Locked
};

/// What a token says of itself without a PIN.
struct TokenFacts
{
    TokenUri uri; ///< names this token alone
    QString label;
    QString manufacturer;
    QString model;
    QString serial;
    QString module; ///< name of its module
    bool needsPin = false; ///< before private keys are shown and used
    bool hasPinPad = false; ///< the PIN is typed on the reader
    PinTries tries = PinTries::Enough;
};

/// A certificate or private key on a token.
struct TokenItem
{
    QString label; ///< CKA_LABEL
    QByteArray id; ///< CKA_ID; a certificate and its key have the same one, or both have none
    QByteArray der; ///< of a certificate
};

struct TokenContents
{
    QList<TokenItem> certificates;
    QList<TokenItem> keys; ///< private ones; most tokens show none before the PIN
    QList<TokenItem> publicKeys; ///< where there is one, there is a private key as a rule
    bool isComplete = true; ///< false: private objects need the PIN
};

/// Every token in the modules registered here, or in the module at a path. Blocks. `faults` (may be
/// null): modules that cannot be used. Errors: those of loading the module.
Result<QList<TokenFacts>> findTokens(const QString& module, QList<Error>* faults);

/// One token. Its session lasts until the program ends, as does what the PIN has opened: keys of
/// OpenSSL use it. Every function blocks as long as the token does; any thread.
class Token
{
public:
    /// The token that an URI names. Errors: NotFound (says which there are), InvalidInput (several
    /// fit), those of loading the module.
    static Result<std::shared_ptr<Token>> find(const TokenUri& uri);

    ~Token();
    Q_DISABLE_COPY_MOVE(Token)

    TokenFacts facts() const; ///< as they are now

    /// Gives the PIN, once; nothing is tried again. Without need for one it is not looked at.
    /// Errors: PasswordNeeded, WrongPassword (both say how many tries are left, where the token
    /// tells), PermissionDenied (locked), LibraryFault.
    Result<void> open(const QByteArray& pin);

    /// What is on it. Errors: LibraryFault (it was pulled out, for instance).
    Result<TokenContents> contents() const;

    /// A private key, which stays where it is: OpenSSL has the token sign. Open the token first.
    /// Errors: NotSupported (neither engine nor provider is installed), NotFound.
    Result<std::shared_ptr<EVP_PKEY>> key(const TokenItem& item) const;

private:
    struct State;
    friend struct OpenedTokens;

    explicit Token(std::unique_ptr<State> state);

    std::unique_ptr<State> m_state;
};

/// Whether the token of an URI was opened by its PIN (or needs none) and is ready to sign. Only
/// looks at what is known: never blocks, any thread.
bool isTokenOpen(const TokenUri& uri);

/// Finds and opens the token of an URI. Errors of both, and of parseTokenUri().
Result<void> openToken(const QString& uri, const QByteArray& pin);

} // namespace workbench
