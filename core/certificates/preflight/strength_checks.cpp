#include "core/base/openssl_errors.h"
#include "core/certificates/certificate_text.h"
#include "core/certificates/preflight/preflight_checks.h"

#include <openssl/ssl.h>
#include <openssl/sslerr.h>

#include <optional>

namespace workbench {
namespace {

/// What Debian, Ubuntu, Fedora and others ship as their default.
constexpr int kLevelOfOthers = 2;

/// What OpenSSL says when it is told to use the chain at that level; empty: it does.
QString refusalAt(int level, const PreflightSubject& subject)
{
    const OpenSslErrorGuard guard;
    const SslContextPtr context(SSL_CTX_new(TLS_method()));
    if (!context) {
        return {};
    }
    SSL_CTX_set_security_level(context.get(), level);
    bool taken = SSL_CTX_use_certificate(context.get(), subject.leaf.get()) == 1;
    for (qsizetype i = 1; taken && i < subject.repair.chain.size(); ++i) {
        taken = SSL_CTX_add1_chain_cert(context.get(), subject.repair.chain.at(i).get()) == 1;
    }
    if (taken) {
        return {};
    }
    const QList<OpenSslError> errors = takeOpenSslErrors();
    return errors.isEmpty()
        ? QString()
        : QStringLiteral("%1 (%2)").arg(errors.first().text, openSslCodeText(errors.first().code));
}

PreflightItem
tooWeak(CheckResult result, const QString& title, const QString& detail, const QString& fix)
{
    return {.check = QStringLiteral("strength"),
            .result = result,
            .id = QStringLiteral("own-certificate-too-weak"),
            .title = title,
            .detail = detail,
            .fixes = {{.action = FixAction::None, .text = fix}}};
}

/// The highest level that takes the chain, below one that does not. Nothing: none does.
std::optional<int> levelThatTakes(const PreflightSubject& subject)
{
    for (int level = subject.question.securityLevel - 1; level >= 0; --level) {
        if (refusalAt(level, subject).isEmpty()) {
            return level;
        }
    }
    return {};
}

/// As of keys that agree on secrets and sign nothing (X25519).
PreflightItem notUsable(const QString& keyKind, const QString& detail)
{
    return {.check = QStringLiteral("strength"),
            .result = CheckResult::Failed,
            .id = QStringLiteral("key-type-unsuitable"),
            .title
            = CertificateText::tr("OpenSSL can use no certificate with a key of this kind (%1) for "
                                  "TLS, at any security level.")
                  .arg(keyKind),
            .detail = detail,
            .fixes = {{.action = FixAction::None,
                       .text = CertificateText::tr(
                           "Make it anew with a key that can sign: RSA, EC, Ed25519 or Ed448.")}}};
}

PreflightItem refusedHere(const PreflightSubject& subject, const QString& refusal)
{
    const std::optional<int> lower = levelThatTakes(subject);
    if (!lower) {
        return notUsable(subject.entry.facts.key, refusal);
    }
    return tooWeak(
        CheckResult::Failed,
        CertificateText::tr("Keys or signatures are too weak for security level %1, which is in "
                            "force here: it will not be used.")
            .arg(subject.question.securityLevel),
        refusal,
        CertificateText::tr("Make it anew with a stronger key and SHA-256, or set security level "
                            "%1 for a test (--security-level %1).")
            .arg(*lower));
}

} // namespace

QList<PreflightItem> checkStrength(const PreflightSubject& subject)
{
    const int level = subject.question.securityLevel;
    const QString here = refusalAt(level, subject);
    if (!here.isEmpty()) {
        return {refusedHere(subject, here)};
    }
    const QString elsewhere
        = level < kLevelOfOthers ? refusalAt(kLevelOfOthers, subject) : QString();
    if (!elsewhere.isEmpty()) {
        return {tooWeak(CheckResult::Warning,
                        CertificateText::tr("Peers at security level %1, the default of many "
                                            "systems, will refuse it.")
                            .arg(kLevelOfOthers),
                        elsewhere,
                        CertificateText::tr("Make it anew with a stronger key and SHA-256."))};
    }
    return {passed("strength",
                   CertificateText::tr("Keys and signatures are strong enough for security level "
                                       "%1.")
                       .arg(qMax(level, kLevelOfOthers)),
                   QStringLiteral("%1, %2").arg(subject.entry.facts.key,
                                                subject.entry.facts.signatureAlgorithm))};
}

} // namespace workbench
