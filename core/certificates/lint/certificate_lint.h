#pragma once

#include "core/base/result.h"
#include "core/base/severity.h"

#include <QByteArrayView>
#include <QList>
#include <QString>
#include <QStringList>

#include <openssl/x509.h>

namespace workbench {

/// One thing about a certificate that a standard forbids or advises against, whatever its chain and
/// the moment are.
struct LintFinding
{
    QString id; ///< "rsa-key-too-small"
    Severity severity = Severity::Error; ///< Error: forbidden; Warning: refused by some, or bad
                                         ///< practice; Note: matters for public CAs only
    QString title; ///< one sentence
    QStringList found; ///< what in the certificate it is about, with its value; never empty
    QString source; ///< "RFC 5280 §4.1.2.2"; "BR §…": Baseline Requirements of the CA/Browser Forum
    QString remedy; ///< one sentence

    bool operator==(const LintFinding&) const = default;
};

/// Everything that the rules find, errors first. Pure; looks at this certificate alone, leaves the
/// error queue alone, called from any thread. `certificate` must not be null.
QList<LintFinding> lintCertificate(X509* certificate);

/// The same on DER. Error (InvalidInput) when the bytes are no certificate.
Result<QList<LintFinding>> lintCertificate(QByteArrayView der);

/// Every rule that there is, with `found` empty: for help and documentation.
QList<LintFinding> lintRules();

} // namespace workbench
