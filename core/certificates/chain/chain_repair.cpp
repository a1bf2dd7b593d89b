#include "core/certificates/chain/chain_repair.h"

#include "core/base/openssl_errors.h"
#include "core/certificates/asn1_text.h"
#include "core/certificates/certificate_bundle.h"
#include "core/certificates/certificate_text.h"
#include "core/certificates/material_grouping.h"

#include <algorithm>

namespace workbench {
namespace {

using Certificates = QList<std::shared_ptr<X509>>;

bool holds(const Certificates& certificates, X509* wanted)
{
    return std::any_of(certificates.cbegin(), certificates.cend(), [wanted](const auto& one) {
        return X509_cmp(one.get(), wanted) == 0;
    });
}

qsizetype placeIn(const Certificates& certificates, X509* wanted)
{
    const auto found
        = std::find_if(certificates.cbegin(), certificates.cend(), [wanted](const auto& one) {
              return X509_cmp(one.get(), wanted) == 0;
          });
    return found == certificates.cend() ? -1 : found - certificates.cbegin();
}

ChainChange change(ChainChangeKind kind,
                   const std::shared_ptr<X509>& certificate,
                   const QString& text,
                   const QString& origin = {})
{
    return {.kind = kind, .certificate = certificate, .origin = origin, .text = text};
}

/// Climbs from issuer to issuer and notes where each was found.
QList<PoolCertificate> climb(const std::shared_ptr<X509>& leaf,
                             const Certificates& present,
                             const CertificatePool& pool,
                             const RepairQuestion& question,
                             ChainRepair& repair)
{
    CandidateQuestion asked {.time = question.time, .preferred = {}};
    for (const std::shared_ptr<X509>& one : present) {
        asked.preferred.append(toDer(one.get()));
    }
    QList<PoolCertificate> way {{.certificate = leaf, .origin = {}, .entry = {}}};
    Certificates seen {leaf};
    for (int step = 0; step < kLongestChain; ++step) {
        X509* const current = way.last().certificate.get();
        if (X509_self_signed(current, 1) == 1) {
            repair.root = way.last();
            return way;
        }
        const QList<IssuerCandidate> candidates = issuerCandidates(current, pool, asked);
        const auto next
            = std::find_if(candidates.cbegin(), candidates.cend(), [&seen](const auto& candidate) {
                  return candidate.outcome != CandidateOutcome::Refused
                      && !holds(seen, candidate.found.certificate.get());
              });
        if (next == candidates.cend()) {
            repair.missingIssuer = nameText(X509_get_issuer_name(current));
            return way;
        }
        way.append(next->found);
        seen.append(next->found.certificate);
    }
    repair.missingIssuer = nameText(X509_get_issuer_name(way.last().certificate.get()));
    return way;
}

/// The given ones that stay, each once; what goes is noted.
Certificates keptOf(const Certificates& present, ChainRepair& repair)
{
    Certificates kept;
    for (const std::shared_ptr<X509>& one : present) {
        const QString name = shortName(one.get());
        const bool isRoot = repair.root && X509_cmp(repair.root->certificate.get(), one.get()) == 0;
        if (holds(kept, one.get())) {
            repair.changes.append(change(ChainChangeKind::DuplicateRemoved,
                                         one,
                                         CertificateText::tr("“%1” is there twice.").arg(name)));
        } else if (holds(repair.chain, one.get())) {
            kept.append(one);
        } else if (isRoot) {
            repair.changes.append(
                change(ChainChangeKind::RootRemoved,
                       one,
                       CertificateText::tr("The root “%1” need not be sent: who trusts it has it.")
                           .arg(name)));
        } else {
            repair.changes.append(
                change(ChainChangeKind::UnrelatedRemoved,
                       one,
                       CertificateText::tr("“%1” is no issuer in this chain.").arg(name)));
        }
    }
    return kept;
}

/// The longest run of given ones that already stand in the order of the chain; the others move.
QList<qsizetype> placesThatStay(const QList<qsizetype>& places)
{
    const qsizetype count = places.size();
    QList<qsizetype> length(count, 1);
    QList<qsizetype> before(count, -1);
    qsizetype last = -1;
    for (qsizetype i = 0; i < count; ++i) {
        for (qsizetype j = 0; j < i; ++j) {
            if (places.at(j) < places.at(i) && length.at(j) + 1 > length.at(i)) {
                length[i] = length.at(j) + 1;
                before[i] = j;
            }
        }
        if (last < 0 || length.at(i) > length.at(last)) {
            last = i;
        }
    }
    QList<qsizetype> staying;
    for (; last >= 0; last = before.at(last)) {
        staying.prepend(places.at(last));
    }
    return staying;
}

void noteMoves(const Certificates& kept, ChainRepair& repair)
{
    QList<qsizetype> places;
    for (const std::shared_ptr<X509>& one : kept) {
        places.append(placeIn(repair.chain, one.get()));
    }
    const QList<qsizetype> staying = placesThatStay(places);
    for (const std::shared_ptr<X509>& one : kept) {
        const qsizetype place = placeIn(repair.chain, one.get());
        if (staying.contains(place)) {
            continue;
        }
        const QString text = place == 0
            ? CertificateText::tr("“%1” is the certificate itself and belongs in front.")
                  .arg(shortName(one.get()))
            : CertificateText::tr("“%1” belongs behind “%2”, which it issued.")
                  .arg(shortName(one.get()), shortName(repair.chain.at(place - 1).get()));
        repair.changes.append(change(ChainChangeKind::Moved, one, text));
    }
}

} // namespace

const char* toIdentifier(ChainChangeKind kind)
{
    switch (kind) {
    case ChainChangeKind::Added:
        return "added";
    case ChainChangeKind::Moved:
        return "moved";
    case ChainChangeKind::DuplicateRemoved:
        return "duplicate-removed";
    case ChainChangeKind::RootRemoved:
        return "root-removed";
    case ChainChangeKind::UnrelatedRemoved:
        return "unrelated-removed";
    }
    return "added";
}

ChainRepair repairChain(const std::shared_ptr<X509>& leaf,
                        const QList<std::shared_ptr<X509>>& present,
                        const CertificatePool& pool,
                        const RepairQuestion& question)
{
    const OpenSslErrorGuard guard;
    CertificatePool all;
    all.add(present, CertificateText::tr("the file itself"));
    for (const PoolCertificate& one : pool.certificates()) {
        all.add(one);
    }
    ChainRepair repair;
    QList<PoolCertificate> way = climb(leaf, present, all, question, repair);
    const bool rootLeaves = repair.root && way.size() > 1
        && !(question.keepRoot && holds(present, way.last().certificate.get()));
    if (rootLeaves) {
        way.removeLast();
    }
    for (const PoolCertificate& one : std::as_const(way)) {
        repair.chain.append(one.certificate);
    }
    const Certificates kept = keptOf(present, repair);
    for (const PoolCertificate& one : std::as_const(way)) {
        if (!holds(kept, one.certificate.get()) && one.certificate != leaf) {
            repair.changes.append(
                change(ChainChangeKind::Added,
                       one.certificate,
                       CertificateText::tr("The issuer “%1” is missing; it is in %2.")
                           .arg(shortName(one.certificate.get()), one.origin),
                       one.origin));
        }
    }
    noteMoves(kept, repair);
    return repair;
}

QList<QList<std::shared_ptr<X509>>>
splitIntoChains(const QList<std::shared_ptr<X509>>& certificates)
{
    QList<Certificates> chains;
    const QList<KeyMaterial> groups = groupMaterial({.certificates = certificates});
    for (const KeyMaterial& group : groups) {
        chains.append(Certificates {group.certificate} + group.chain);
    }
    return chains;
}

} // namespace workbench
