#include "core/certificates/certificate_text.h"
#include "core/certificates/preflight/preflight_checks.h"

#include <algorithm>

namespace workbench {
namespace {

bool isServer(const PreflightSubject& subject)
{
    return subject.question.purpose == CertificatePurpose::Server;
}

/// The check of the name alone: the certificate itself is the anchor, everything else is let be.
bool matches(X509* certificate, const QString& host)
{
    const TrustAnchors itself = TrustAnchors::fromCertificates({toDer(certificate)}, {});
    const VerifyQuery query {
        .purpose = CertificatePurpose::Any, .host = host, .securityLevel = 0, .partialChain = true};
    return verifyCertificate(certificate, nullptr, itself, query).hostnameMatches;
}

bool hasHostName(const CertificateFacts& facts)
{
    return std::any_of(facts.san.cbegin(), facts.san.cend(), [](const QString& name) {
        return name.startsWith(QLatin1String("dns:")) || name.startsWith(QLatin1String("ip:"));
    });
}

PreflightItem nameItem(const PreflightSubject& subject)
{
    const CertificateFacts& facts = subject.entry.facts;
    const QString& host = subject.question.host;
    const QString names = facts.san.join(QStringLiteral(", "));
    if (!host.isEmpty() && !matches(subject.leaf.get(), host)) {
        return {.check = QStringLiteral("names"),
                .result = CheckResult::Failed,
                .id = QStringLiteral("hostname-mismatch"),
                .title = CertificateText::tr("The certificate is not for “%1”.").arg(host),
                .detail = names.isEmpty()
                    ? CertificateText::tr("It has no alternative names; its common name is “%1”.")
                          .arg(facts.commonName)
                    : CertificateText::tr("It is for: %1").arg(names),
                .fixes
                = {{.action = FixAction::None,
                    .text = CertificateText::tr("Make a certificate that has “%1” among its "
                                                "names, or have clients ask for one of those "
                                                "that it has.")
                                .arg(host)}}};
    }
    if (!hasHostName(facts)) {
        return {.check = QStringLiteral("names"),
                .result = CheckResult::Warning,
                .id = QStringLiteral("hostname-only-in-common-name"),
                .title = CertificateText::tr("No host name or address stands in the alternative "
                                             "names (SAN)."),
                .detail = CertificateText::tr("Browsers, Go, Java and others do not look at the "
                                              "common name “%1”.")
                              .arg(facts.commonName),
                .fixes = {{.action = FixAction::None,
                           .text = CertificateText::tr("Make it anew with its host names as "
                                                       "alternative names.")}}};
    }
    return passed("names",
                  host.isEmpty() ? CertificateText::tr("The certificate names its hosts.")
                                 : CertificateText::tr("The certificate is for “%1”.").arg(host),
                  names);
}

PreflightItem purposeItem(const PreflightSubject& subject)
{
    const bool server = isServer(subject);
    const int purpose = server ? X509_PURPOSE_SSL_SERVER : X509_PURPOSE_SSL_CLIENT;
    const QStringList& named = subject.entry.facts.extendedKeyUsage;
    const QString word = server ? QStringLiteral("serverAuth") : QStringLiteral("clientAuth");
    if (X509_check_purpose(subject.leaf.get(), purpose, 0) == 1) {
        return passed("purpose",
                      server ? CertificateText::tr("It may stand for a TLS server.")
                             : CertificateText::tr("It may stand for a TLS client."),
                      named.isEmpty() ? CertificateText::tr("Its purposes are not limited.")
                                      : named.join(QStringLiteral(", ")));
    }
    const bool byExtended = !named.isEmpty() && !named.contains(word);
    return {.check = QStringLiteral("purpose"),
            .result = CheckResult::Failed,
            .id = !byExtended ? QStringLiteral("key-usage-unsuitable")
                : server      ? QStringLiteral("purpose-not-server")
                              : QStringLiteral("client-certificate-wrong-purpose"),
            .title = server ? CertificateText::tr("It may not stand for a TLS server.")
                            : CertificateText::tr("It may not stand for a TLS client."),
            .detail = byExtended
                ? CertificateText::tr("Its extended key usage has %1, not %2.")
                      .arg(named.join(QStringLiteral(", ")), word)
                : CertificateText::tr("Its key usage allows no signature in a handshake."),
            .fixes
            = {{.action = FixAction::None,
                .text = CertificateText::tr("Make it anew with the purpose %1.").arg(word)}}};
}

struct DateFault
{
    CheckResult result;
    QString id;
    QString title;
};

DateFault dateFault(const CertificateFacts& facts, bool isLeaf, const PreflightSubject& subject)
{
    const QString name = shortName(facts);
    const qint64 days = qAbs(subject.time.daysTo(facts.notAfter));
    switch (validityAt(facts, subject.time, subject.question.soonDays)) {
    case ValidityStatus::Expired:
        return {CheckResult::Failed,
                isLeaf ? QStringLiteral("certificate-expired")
                       : QStringLiteral("issuer-certificate-expired"),
                CertificateText::tr("“%1” has expired.").arg(name)};
    case ValidityStatus::NotYetValid:
        return {CheckResult::Failed,
                QStringLiteral("certificate-not-yet-valid"),
                CertificateText::tr("“%1” is not valid yet.").arg(name)};
    case ValidityStatus::ExpiresSoon:
        return {CheckResult::Warning,
                QStringLiteral("certificate-expires-soon"),
                CertificateText::tr("“%1” expires in %n day(s).", nullptr, static_cast<int>(days))
                    .arg(name)};
    case ValidityStatus::Valid:
        break;
    }
    return {CheckResult::Passed, {}, {}};
}

PreflightFix dateFix(const DateFault& fault, bool canRenew)
{
    return {.action = canRenew ? FixAction::Renew : FixAction::None,
            .text = fault.id == QLatin1String("certificate-not-yet-valid")
                ? CertificateText::tr("Set the clock, wait, or renew it with an earlier begin.")
                : CertificateText::tr("Renew it.")};
}

QString period(const CertificateFacts& facts)
{
    return CertificateText::tr("%1 to %2")
        .arg(facts.notBefore.toString(Qt::ISODate), facts.notAfter.toString(Qt::ISODate));
}

QList<PreflightItem> dateItems(const PreflightSubject& subject)
{
    QList<PreflightItem> items;
    for (const std::shared_ptr<X509>& one : subject.repair.chain) {
        const CertificateFacts facts = certificateFacts(one.get());
        const DateFault fault = dateFault(facts, one == subject.leaf, subject);
        if (fault.result != CheckResult::Passed) {
            items.append({.check = QStringLiteral("dates"),
                          .result = fault.result,
                          .id = fault.id,
                          .title = fault.title,
                          .detail = period(facts),
                          .fixes = {dateFix(fault, one == subject.leaf && subject.canRenew)}});
        }
    }
    if (items.isEmpty()) {
        items.append(passed("dates",
                            CertificateText::tr("The certificate and its issuers are valid."),
                            period(subject.entry.facts)));
    }
    return items;
}

PreflightItem revokedItem(X509* certificate, const KnownRevocation& known, bool canRenew)
{
    const QString& reason = known.revocation.reason;
    return {
        .check = QStringLiteral("revocation"),
        .result = CheckResult::Failed,
        .id = QStringLiteral("certificate-revoked"),
        .title
        = CertificateText::tr("“%1” was revoked by “%2”.").arg(shortName(certificate), known.ca),
        .detail = reason.isEmpty()
            ? CertificateText::tr("On %1.").arg(known.revocation.time.toString(Qt::ISODate))
            : CertificateText::tr("On %1: %2.")
                  .arg(known.revocation.time.toString(Qt::ISODate), reason),
        .fixes = {{.action = canRenew ? FixAction::Renew : FixAction::None,
                   .text = CertificateText::tr("Renew it: the new one has another serial "
                                               "number.")}}};
}

PreflightItem unknownItem(const UnreadableList& list)
{
    return {.check = QStringLiteral("revocation"),
            .result = CheckResult::Warning,
            .id = QStringLiteral("revocation-unknown"),
            .title = CertificateText::tr("What “%1” has revoked is not known.").arg(list.ca),
            .detail = list.error.toLine(),
            .fixes = {{.action = FixAction::None,
                       .text = CertificateText::tr("Put the file back from a copy, or remove it to "
                                                   "begin a new list.")}}};
}

/// What CAs of the store say; others are not asked here.
QList<PreflightItem> revocationItems(const PreflightSubject& subject)
{
    QList<PreflightItem> items;
    for (const std::shared_ptr<X509>& one : subject.repair.chain) {
        if (const auto known = subject.revocations.find(one.get())) {
            items.append(revokedItem(one.get(), *known, one == subject.leaf && subject.canRenew));
        }
        if (const UnreadableList* list = subject.revocations.unreadableAbout(one.get())) {
            items.append(unknownItem(*list));
        }
    }
    if (items.isEmpty() && !subject.revocations.isEmpty()) {
        items.append(
            passed("revocation", CertificateText::tr("No CA of the store has revoked it.")));
    }
    return items;
}

} // namespace

QList<PreflightItem> checkCertificate(const PreflightSubject& subject)
{
    QList<PreflightItem> items;
    if (isServer(subject)) {
        items.append(nameItem(subject));
    }
    items.append(purposeItem(subject));
    return items + dateItems(subject) + revocationItems(subject);
}

} // namespace workbench
