#pragma once

#include "core/certificates/chain/issuer_candidates.h"

#include <QList>
#include <QString>

#include <optional>

namespace workbench {

/// One thing that a repair does to a chain.
enum class ChainChangeKind
{
    Added, ///< an issuer that was missing
    Moved, ///< it stood in the wrong place
    DuplicateRemoved,
    RootRemoved, ///< a peer has it, or trusts it not
    UnrelatedRemoved, ///< it is part of no chain of the certificate
};

const char* toIdentifier(ChainChangeKind kind); ///< "added", "moved", "duplicate-removed", …

struct ChainChange
{
    ChainChangeKind kind = ChainChangeKind::Added;
    std::shared_ptr<X509> certificate;
    QString origin; ///< where an added one was found
    QString text; ///< in words, one sentence
};

/// A chain as a peer needs it, and what has to change for that.
struct ChainRepair
{
    QList<std::shared_ptr<X509>> chain; ///< the certificate first, each followed by its issuer; the
                                        ///< root stays out
    QList<ChainChange> changes; ///< empty: it is so already
    std::optional<PoolCertificate> root; ///< the self-signed certificate that it leads to
    QString missingIssuer; ///< name of the issuer that is nowhere; empty: `root` was found

    bool isComplete() const { return root.has_value(); }
};

struct RepairQuestion
{
    QDateTime time; ///< invalid: now
    bool keepRoot = false; ///< the root is left where it is given
};

/// What has to become of `present` (the certificates of a file as they stand there, `leaf` among
/// them) to be a chain of `leaf`: each certificate followed by its issuer (RFC 8446 section 4.4.2;
/// RFC 5246 section 7.4.2 demands the order and allows the root to be left out). Issuers come from
/// `present` first, then from the pool. Never takes an issuer whose key did not make the signature.
/// Thread-safe.
ChainRepair repairChain(const std::shared_ptr<X509>& leaf,
                        const QList<std::shared_ptr<X509>>& present,
                        const CertificatePool& pool,
                        const RepairQuestion& question = {});

/// Every certificate that issued none of the others, with those of its issuers that are among them,
/// in order: a bundle taken apart. A self-signed issuer of several chains is in each of them.
QList<QList<std::shared_ptr<X509>>>
splitIntoChains(const QList<std::shared_ptr<X509>>& certificates);

} // namespace workbench
