#pragma once

#include "core/base/result.h"

#include <QByteArray>
#include <QString>

#include <cstddef>

namespace workbench {

/// A PKCS#11 URI (RFC 7512): which token, or which object on it. What is empty is left open.
struct TokenUri
{
    QString module; ///< path of the PKCS#11 module (module-path); empty: those registered here
    QString moduleName; ///< of a registered module (module-name), e.g. "softhsm2"
    QString token; ///< the token's label
    QString serial;
    QString manufacturer;
    QString model;
    QString object; ///< the object's label (CKA_LABEL)
    QByteArray id; ///< CKA_ID, which a certificate and its key share

    /// The same token, no object.
    TokenUri withoutObject() const;

    bool operator==(const TokenUri&) const = default;
};

/// Whether a text means a token and not, for instance, a file: it begins with "pkcs11:".
bool isTokenUri(const QString& text);

/// Errors (InvalidInput): no PKCS#11 URI, an attribute that is not known, a slot or library, or a
/// PIN in it. The message never repeats the text, which may hold that PIN.
Result<TokenUri> parseTokenUri(const QString& text);

/// The text without a PIN, for what others get to see; one that means no token stays as it is, and
/// so does a URI without a PIN. What cannot be read, or has attributes that are not known, may hold
/// one all the same: of it only "pkcs11:" is left.
QString withoutPin(const QString& text);

/// A text of PKCS#11's structures, which has a fixed length: filled up with blanks as the standard
/// says, or with zeros as some tokens and URIs do. What is said of a token and what an URI asks for
/// are read alike.
QString tokenFieldText(const unsigned char* field, std::size_t length);

template <std::size_t Length>
QString tokenFieldText(const unsigned char (&field)[Length])
{
    return tokenFieldText(field, Length);
}

/// What kind of object an URI names, for those who read it.
enum class TokenObject
{
    Any,
    Certificate,
    PrivateKey
};

/// As RFC 7512 writes it; what is equal gets equal text.
QString toText(const TokenUri& uri, TokenObject object = TokenObject::Any);

} // namespace workbench
