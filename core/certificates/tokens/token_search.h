#pragma once

#include "core/certificates/tokens/token.h"
#include "core/certificates/tokens/token_module.h"

namespace workbench {

/// A token that was found in a slot.
struct FoundToken
{
    TokenModulePtr module;
    CK_SLOT_ID slot = 0;
    TokenFacts facts;
};

/// The module at a path, or those that are registered here (path empty). `faults` (may be null):
/// modules that cannot be used.
Result<QList<TokenModulePtr>> modulesAt(const QString& path, QList<Error>* faults);

/// Every token in some modules. Blocks.
QList<FoundToken> searchTokens(const QList<TokenModulePtr>& modules);

/// The one token among some that an URI names. Errors as of Token::find().
Result<FoundToken> chooseToken(const QList<FoundToken>& found, const TokenUri& uri);

/// Whether a token is one that an URI means, its module aside.
bool fits(const TokenUri& uri, const TokenFacts& facts);

/// What CK_TOKEN_INFO says of PINs goes into the facts.
void takeFlags(CK_FLAGS flags, TokenFacts& facts);

} // namespace workbench
