#pragma once

#include "core/certificates/stores/certificate_source.h"
#include "core/certificates/tokens/token.h"

#include <mutex>
#include <optional>

namespace workbench {

/// The certificates on a PKCS#11 token, each with whether its private key is there, too. Read-only.
/// The path of an entry is its PKCS#11 URI, with which servers and clients name it.
class TokenSource final : public CertificateSource
{
public:
    TokenSource(const TokenUri& uri, QByteArray pin);
    ~TokenSource() override; ///< wipes the PIN

    SourceKind kind() const override { return SourceKind::Token; }

    QString id() const override { return toText(m_uri); }

    QString name() const override;
    QString place() const override;

    /// Without a PIN the keys are guessed by the public keys beside them, and a fault
    /// (PasswordNeeded) says so.
    Result<void> read(const Receiver& receive) const override;

    /// The key stays on the token: `keyOnToken`.
    Result<KeyMaterial> load(const StoreEntry& entry, const QByteArray& password) const override;

private:
    QByteArray takePin() const;

    TokenUri m_uri;
    mutable std::mutex m_mutex;
    mutable QByteArray m_pin; ///< given to the token once, so that a wrong one costs one try only
};

/// An entry of which nothing but its PKCS#11 URI is known yet: `der` is empty, the URI is the name.
StoreEntry unreadTokenEntry(const QString& uri);

/// The entry of a token that an URI names; of several the first one, with a key before others.
std::optional<StoreEntry> tokenEntryAmong(const QList<StoreEntry>& entries, const TokenUri& uri);

/// Reads it from its token, as lists show it: no PIN is needed. Blocks. Errors: those of
/// parseTokenUri() and Token::find(); NotFound.
Result<StoreEntry> readTokenEntry(const QString& uri);

/// Certificate, chain and key that an URI names on its token. An object without certificate, or
/// several that fit, are errors that say what there is. Blocks. Errors: those of parseTokenUri(),
/// Token::find(), Token::open(); NotFound, NoPrivateKey, KeyMismatch, InvalidInput.
Result<KeyMaterial> loadFromToken(const QString& uri, const QByteArray& pin);

} // namespace workbench
