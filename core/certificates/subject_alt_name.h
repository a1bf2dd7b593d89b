#pragma once

#include "core/base/openssl_ptr.h"
#include "core/base/result.h"

#include <QString>
#include <QStringList>

namespace workbench {

/// The subject alternative names (RFC 5280 section 4.2.1.6) of a certificate in the form "dns:…",
/// "ip:…", "uri:…", "email:…"; other kinds as "dirname:…", "oid:…", "other:…". Empty when there are
/// none or the extension is broken.
QStringList subjectAltNames(const X509* certificate);
QStringList subjectAltNames(const STACK_OF(X509_EXTENSION) * extensions);

/// One of them.
QString generalNameText(const GENERAL_NAME* name);

/// A name of type GEN_DNS, GEN_URI or GEN_EMAIL with these bytes as they are.
GeneralNamePtr textualName(int type, const QByteArray& value);

/// The extension for canonical names as parseSubjectAltName() returns them. Error (InvalidInput,
/// where = "san") names the offending one. `critical`: what RFC 5280 asks for when the subject is
/// empty.
Result<X509ExtensionPtr> subjectAltNameExtension(const QStringList& names, bool critical);

/// A host name in the ASCII form that certificates carry; a leading "*." is kept, a trailing dot
/// dropped. Error (InvalidInput) says what is wrong with it.
Result<QString> toAsciiHostName(const QString& name);

/// An absolute URI in the ASCII form that certificates carry. Error (InvalidInput) says what is
/// wrong with it.
Result<QString> toAsciiUri(const QString& text);

} // namespace workbench
