#pragma once

#include "core/base/openssl_ptr.h"
#include "core/base/result.h"

#include <QString>

namespace workbench {

/// Reads a name as RFC 4514 writes it: "CN=shop,O=Test" (most specific part first; the encoding has
/// them the other way round), escapes "\," and "\C3\BC", "+" for parts of several values, dotted
/// OIDs as types. A text without "=" is one CN. An empty text is the empty name. Strings become
/// UTF8String except where the type's definition asks for another. Error (InvalidInput, where =
/// "subject") names the offending part.
Result<X509NamePtr> parseDistinguishedName(const QString& text);

/// A value as it is written there: RFC 4514 section 2.4.
QString escapedNameValue(const QString& value);

/// The subject that something of this name gets by itself: a CN, however the name is written, of at
/// most the 64 characters that one may have (RFC 5280, ub-common-name). Empty for no name.
QString subjectOfName(const QString& name);

} // namespace workbench
