#include "core/certificates/certificate_text.h"
#include "core/certificates/lint/linted_certificate.h"
#include "core/certificates/preflight/preflight_checks.h"

#include <algorithm>
#include <array>

namespace workbench {
namespace {

using Kinds = QList<ChainChangeKind>;

bool isAlone(const PreflightSubject& subject)
{
    return subject.repair.root
        && X509_cmp(subject.repair.root->certificate.get(), subject.leaf.get()) == 0;
}

QStringList textsOf(const ChainRepair& repair, const Kinds& kinds)
{
    QStringList texts;
    for (const ChainChange& change : repair.changes) {
        if (kinds.contains(change.kind)) {
            texts.append(change.text);
        }
    }
    return texts;
}

/// Where the issuer's certificate can be had (RFC 5280 section 4.2.2.1); empty: not said.
QString issuerAddress(X509* certificate)
{
    for (const LintedAddress& address : LintedCertificate(certificate).addresses) {
        if (address.use == QLatin1String("issuer")) {
            return address.address;
        }
    }
    return {};
}

FixAction repairAction(const PreflightSubject& subject)
{
    return subject.isOwn() ? FixAction::RepairChain : FixAction::None;
}

PreflightItem unknownIssuer(const PreflightSubject& subject)
{
    const QString address = issuerAddress(subject.repair.chain.last().get());
    return {.check = QStringLiteral("chain"),
            .result = CheckResult::Warning,
            .id = QStringLiteral("intermediate-missing"),
            .title = CertificateText::tr("The issuer “%1” is not to be found: nobody can tell "
                                         "whether the chain is complete.")
                         .arg(subject.repair.missingIssuer),
            .detail = CertificateText::tr("Looked for in the file, in every open store and among "
                                          "the trust anchors."),
            .fixes = {{.action = FixAction::ImportIssuer,
                       .text = address.isEmpty()
                           ? CertificateText::tr("Import the issuer's certificate.")
                           : CertificateText::tr("Import the issuer's certificate; it lies at %1.")
                                 .arg(address)}}};
}

PreflightItem chainItem(const PreflightSubject& subject)
{
    const ChainRepair& repair = subject.repair;
    const QStringList added = textsOf(repair, {ChainChangeKind::Added});
    if (!added.isEmpty()) {
        QStringList names;
        for (const ChainChange& change : repair.changes) {
            if (change.kind == ChainChangeKind::Added) {
                names.append(CertificateText::tr("“%1” from %2")
                                 .arg(shortName(change.certificate.get()), change.origin));
            }
        }
        return {.check = QStringLiteral("chain"),
                .result = CheckResult::Failed,
                .id = QStringLiteral("intermediate-missing"),
                .title = CertificateText::tr("%n intermediate certificate(s) are missing.",
                                             nullptr,
                                             static_cast<int>(added.size())),
                .detail = added.join(QLatin1Char(' ')),
                .fixes = {{.action = repairAction(subject),
                           .text = CertificateText::tr("Append the missing: %1.")
                                       .arg(names.join(QStringLiteral(", ")))}}};
    }
    if (!repair.isComplete()) {
        return unknownIssuer(subject);
    }
    if (isAlone(subject)) {
        return {.check = QStringLiteral("chain"),
                .result = CheckResult::Note,
                .id = QStringLiteral("certificate-self-signed"),
                .title = CertificateText::tr("It signed itself: it needs no chain."),
                .detail = CertificateText::tr("Peers accept it only when they are told to trust "
                                              "exactly this certificate."),
                .fixes = {}};
    }
    return passed("chain",
                  CertificateText::tr("The chain is complete up to the root “%1”.")
                      .arg(shortName(repair.root->certificate.get())),
                  CertificateText::tr("%n certificate(s) are sent; the root is in %1.",
                                      nullptr,
                                      static_cast<int>(repair.chain.size()))
                      .arg(repair.root->origin));
}

PreflightItem orderItem(const PreflightSubject& subject)
{
    const QStringList wrong = textsOf(subject.repair,
                                      {ChainChangeKind::Moved,
                                       ChainChangeKind::DuplicateRemoved,
                                       ChainChangeKind::UnrelatedRemoved});
    const QStringList root = textsOf(subject.repair, {ChainChangeKind::RootRemoved});
    if (wrong.isEmpty() && root.isEmpty()) {
        return passed("chain-order",
                      CertificateText::tr("Each certificate follows the one that "
                                          "it issued."));
    }
    return {.check = QStringLiteral("chain-order"),
            .result = wrong.isEmpty() ? CheckResult::Note : CheckResult::Warning,
            .id = QStringLiteral("chain-order-wrong"),
            .title = wrong.isEmpty()
                ? CertificateText::tr("The root is sent along, which costs time and helps nobody.")
                : CertificateText::tr("The file's chain is not in order; strict peers refuse it."),
            .detail = (wrong + root).join(QLatin1Char(' ')),
            .fixes = {{.action = repairAction(subject),
                       .text = CertificateText::tr("Put the chain in order.")}}};
}

/// What other items tell already: of the leaf its purpose, of what is sent its dates.
bool isToldElsewhere(const VerifyResult& result, const PreflightSubject& subject)
{
    if (result.depth >= subject.repair.chain.size()) {
        return false; // the root, which nobody sends
    }
    constexpr std::array kCodes {X509_V_ERR_CERT_HAS_EXPIRED, X509_V_ERR_CERT_NOT_YET_VALID};
    const bool ofLeaf = result.depth == 0 && result.code == X509_V_ERR_INVALID_PURPOSE;
    return ofLeaf || std::find(kCodes.begin(), kCodes.end(), result.code) != kCodes.end();
}

QStringList faults(const PreflightSubject& subject, const TrustAnchors& anchors)
{
    QList<QByteArray> chain;
    for (const std::shared_ptr<X509>& one : subject.repair.chain) {
        chain.append(toDer(one.get()));
    }
    const Result<Verification> checked
        = verifyCertificates(chain,
                             anchors,
                             {.purpose = subject.question.purpose,
                              .time = subject.time,
                              .securityLevel = subject.question.securityLevel});
    QStringList lines;
    for (const VerifyResult& result : checked ? checked->results : QList<VerifyResult> {}) {
        if (result.code != X509_V_OK && !isToldElsewhere(result, subject)) {
            X509* const blamed = result.depth < subject.repair.chain.size()
                ? subject.repair.chain.at(result.depth).get()
                : nullptr;
            lines.append(
                CertificateText::tr("depth %1 (%2): %3 (%4 %5)")
                    .arg(result.depth)
                    .arg(blamed == nullptr ? CertificateText::tr("the root") : shortName(blamed),
                         result.text)
                    .arg(result.code)
                    .arg(result.name));
        }
    }
    return lines;
}

/// The chain up to its own root, whoever trusts that one.
PreflightItem pathItem(const PreflightSubject& subject)
{
    const TrustAnchors root = TrustAnchors::fromCertificates(
        {toDer(subject.repair.root->certificate.get())}, subject.repair.root->origin);
    const QStringList lines = faults(subject, root);
    if (lines.isEmpty()) {
        return passed("path", CertificateText::tr("Signatures and constraints of the chain hold."));
    }
    return {.check = QStringLiteral("path"),
            .result = CheckResult::Failed,
            .id = QStringLiteral("certificate-refused"),
            .title = CertificateText::tr("The chain does not hold, whatever a peer trusts."),
            .detail = lines.join(QStringLiteral("; ")),
            .fixes = {{.action = FixAction::None,
                       .text = CertificateText::tr("Make the certificate that is named anew.")}}};
}

PreflightItem trustItem(const PreflightSubject& subject)
{
    const TrustAnchors& anchors = subject.question.anchors;
    const QStringList lines = faults(subject, anchors);
    if (lines.isEmpty()) {
        return passed("trust", CertificateText::tr("Who trusts %1 trusts it.").arg(anchors.origin));
    }
    return {.check = QStringLiteral("trust"),
            .result = CheckResult::Warning,
            .id = QStringLiteral("root-not-trusted"),
            .title
            = CertificateText::tr("Who trusts %1 alone does not trust it.").arg(anchors.origin),
            .detail = lines.join(QStringLiteral("; ")),
            .fixes = {{.action = FixAction::None,
                       .text = CertificateText::tr("Give the root to the peers that shall trust "
                                                   "it.")}}};
}

} // namespace

QList<PreflightItem> checkChain(const PreflightSubject& subject)
{
    QList<PreflightItem> items {chainItem(subject), orderItem(subject)};
    if (subject.repair.isComplete()) {
        items.append(pathItem(subject));
    }
    if (subject.question.anchors.count > 0) {
        items.append(trustItem(subject));
    }
    return items;
}

} // namespace workbench
