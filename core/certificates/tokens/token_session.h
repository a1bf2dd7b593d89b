#pragma once

#include "core/certificates/tokens/token.h"
#include "core/certificates/tokens/token_module.h"

#include <optional>

namespace workbench {

/// A session with the token in a slot, and the few PKCS#11 calls that are needed. Not thread-safe.
class TokenSession
{
public:
    TokenSession(TokenModulePtr module, CK_SLOT_ID slot);

    const TokenModule& module() const { return *m_module; }

    CK_SLOT_ID slot() const { return m_slot; }

    CK_RV readInfo(CK_TOKEN_INFO& info) const;

    /// Begins the session; again after the token was pulled out.
    CK_RV ensure();
    bool isLoggedIn() const;
    /// Once. `pin` null: on the reader's own keys.
    CK_RV login(const QByteArray& pin);

    /// All certificates (X.509, with their DER), private or public keys that are visible now.
    Result<QList<TokenItem>> objects(CK_OBJECT_CLASS kind) const;

private:
    bool readSession(CK_SESSION_INFO& info) const; ///< false: it has ended, or never began
    std::optional<TokenItem> readItem(CK_OBJECT_HANDLE object, CK_OBJECT_CLASS kind) const;
    QByteArray attribute(CK_OBJECT_HANDLE object, CK_ATTRIBUTE_TYPE type) const;

    TokenModulePtr m_module;
    CK_SLOT_ID m_slot;
    CK_SESSION_HANDLE m_session = CK_INVALID_HANDLE;
};

} // namespace workbench
