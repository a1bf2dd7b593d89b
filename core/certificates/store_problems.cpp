#include "core/certificates/store_problems.h"

#include "core/certificates/certificate_text.h"

namespace workbench {
namespace {

constexpr int kFewestRsaBits = 2048;
constexpr int kFewestEcBits = 224;

/// The size in "RSA 2048", "EC P-256"; 0: none is said.
int bitsIn(const QString& key)
{
    const QString last = key.section(QLatin1Char(' '), -1).section(QLatin1Char('-'), -1);
    bool isNumber = false;
    const int bits = last.toInt(&isNumber);
    return isNumber ? bits : 0;
}

bool isWeak(const QString& key)
{
    const int bits = bitsIn(key);
    const bool isCurve = key.startsWith(QStringLiteral("EC "));
    return bits > 0 && bits < (isCurve ? kFewestEcBits : kFewestRsaBits);
}

bool hasWeakHash(const CertificateFacts& facts)
{
    const QString algorithm = facts.signatureAlgorithm;
    return !facts.selfSigned
        && (algorithm.contains(QStringLiteral("sha1"), Qt::CaseInsensitive)
            || algorithm.contains(QStringLiteral("md5"), Qt::CaseInsensitive)
            || algorithm.contains(QStringLiteral("md4"), Qt::CaseInsensitive)
            || algorithm.contains(QStringLiteral("md2"), Qt::CaseInsensitive));
}

} // namespace

QStringList problemsOf(const CertificateFacts& facts, const QDateTime& now)
{
    QStringList problems;
    if (now > facts.notAfter) {
        problems.append(CertificateText::tr("expired"));
    } else if (now < facts.notBefore) {
        problems.append(CertificateText::tr("not yet valid"));
    }
    if (isWeak(facts.key)) {
        problems.append(CertificateText::tr("weak key (%1)").arg(facts.key));
    }
    if (hasWeakHash(facts)) {
        problems.append(CertificateText::tr("weak hash (%1)").arg(facts.signatureAlgorithm));
    }
    if (facts.san.isEmpty() && facts.extendedKeyUsage.contains(QStringLiteral("serverAuth"))) {
        problems.append(CertificateText::tr("a server without host names (SAN)"));
    }
    return problems;
}

QStringList problemsOf(const CertificateFacts& facts,
                       const QDateTime& now,
                       const QString& revokedBy,
                       bool listIsUnreadable)
{
    QStringList problems = problemsOf(facts, now);
    if (listIsUnreadable) {
        problems.prepend(CertificateText::tr("its revocation list cannot be read"));
    }
    if (!revokedBy.isEmpty()) {
        problems.prepend(CertificateText::tr("revoked by “%1”").arg(revokedBy));
    }
    return problems;
}

} // namespace workbench
