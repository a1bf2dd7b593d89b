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

/// The extension for canonical names as parseSubjectAltName() returns them. Error (InvalidInput,
/// where = "san") names the offending one. `critical`: what RFC 5280 asks for when the subject is
/// empty.
Result<X509ExtensionPtr> subjectAltNameExtension(const QStringList& names, bool critical);

/// A host name in the ASCII form that certificates carry; a leading "*." is kept, a trailing dot
/// dropped. Error (InvalidInput) says what is wrong with it.
Result<QString> toAsciiHostName(const QString& name);

} // namespace workbench
