#pragma once

#include <QList>
#include <QPair>
#include <QString>

#include <openssl/x509.h>

namespace workbench {

/// What the extensions of a certificate say, in words: name and text, in the order of a reader's
/// interest. Key usage, path length, name constraints, policies, must-staple, addresses of CRLs,
/// OCSP responders and the issuer's certificate; alternative names and extended key usage are among
/// the facts. What is not there is left out. `certificate` must not be null.
QList<QPair<QString, QString>> extensionsInWords(X509* certificate);

/// A name in its ASCII form (RFC 5890, "xn--…") with what people read behind it:
/// "xn--bcher-kva.test (bücher.test)"; others stay as they are.
QString withReadableForm(const QString& name);

} // namespace workbench
