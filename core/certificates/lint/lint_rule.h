#pragma once

#include "core/base/severity.h"
#include "core/certificates/lint/linted_certificate.h"

#include <QCoreApplication>
#include <QStringList>

#include <cstdint>
#include <span>

namespace workbench {

/// The translation context of the rules: `LintText::tr("…")`, QT_TRANSLATE_NOOP("CertificateLint",
/// …).
struct LintText
{
    Q_DECLARE_TR_FUNCTIONS(CertificateLint)
};

/// Which certificates a rule is about.
enum class LintScope : std::uint8_t
{
    Any,
    Ca, ///< basic constraints say CA
    Leaf, ///< all others
    Server, ///< those others that may stand for a TLS server
};

/// One row of the lint.
struct LintRule
{
    const char* id;
    Severity severity;
    LintScope scope;
    const char* source;
    const char* title;
    const char* remedy;
    QStringList (*find)(const LintedCertificate&); ///< what offends; empty: nothing
};

// One table per part of the certificate.
std::span<const LintRule> structureRules(); ///< version, serial number, signature, extensions
std::span<const LintRule> validityRules();
std::span<const LintRule> keyRules();
std::span<const LintRule> nameRules(); ///< subject and issuer
std::span<const LintRule> alternativeNameRules(); ///< the extension, and names of other kinds in it
std::span<const LintRule> dnsNameRules();
std::span<const LintRule> constraintRules(); ///< what a CA may and has to say
std::span<const LintRule> usageRules(); ///< key usage and extended key usage
std::span<const LintRule> referenceRules(); ///< key identifiers, addresses, policies

/// Whether an extension of that kind has to be not critical: RFC 5280 §4.2.1.1, §4.2.1.2, §4.2.1.7,
/// §4.2.1.8, §4.2.2 and RFC 6962 §3.3.
bool mustNotBeCritical(int extensionNid);

/// `value` alone where it offends.
inline QStringList foundIf(bool offends, const QString& value)
{
    return offends ? QStringList {value} : QStringList {};
}

} // namespace workbench
