#pragma once

#include "core/certificates/chain/chain_repair.h"

#include <QJsonObject>
#include <QList>
#include <QString>
#include <QStringList>

namespace workbench {

/// One certificate of a chain, where it was found and who might have issued it.
struct ChainStep
{
    std::shared_ptr<X509> certificate;
    QList<IssuerCandidate> candidates; ///< empty for one that signed itself
};

/// A chain that was looked at and put in order.
struct ChainReport
{
    QString name; ///< of the store entry, or the file
    ChainRepair repair;
    QList<ChainStep> steps; ///< of the repaired chain
    bool written = false; ///< the changes were made
};

/// Repairs, as repairChain() does, and looks for every candidate on the way.
ChainReport reportRepair(const QString& name,
                         const std::shared_ptr<X509>& leaf,
                         const QList<std::shared_ptr<X509>>& present,
                         const CertificatePool& pool,
                         const RepairQuestion& question);

/// The document `tls-workbench/chain-repair/1`: `name`, `complete`, `missing_issuer` (null: none),
/// `root` (null: not found), `changes` (`kind`, `text`, `origin`, certificate), `chain`
/// (certificate and its `candidates` with `outcome`, `id`, `reason`, `origin`, what fits),
/// `written`.
QJsonObject toJson(const ChainReport& report);
QString toText(const ChainReport& report, bool colour);

/// A bundle that was taken apart.
struct ChainSplit
{
    QString name;
    QList<QList<std::shared_ptr<X509>>> chains;
    QStringList paths; ///< where each was written; empty: only shown
};

/// The document `tls-workbench/chain-split/1`: `name`, `chains` (`certificates`, `path` or null).
QJsonObject toJson(const ChainSplit& split);
QString toText(const ChainSplit& split, bool colour);

} // namespace workbench
