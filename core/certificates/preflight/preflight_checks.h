#pragma once

#include "core/certificates/preflight/preflight.h"
#include "core/certificates/store_revocations.h"

namespace workbench {

/// What the checks look at, read once.
struct PreflightSubject
{
    const StoreEntry& entry;
    const PreflightQuestion& question;
    QDateTime time; ///< of the question, or now
    std::shared_ptr<X509> leaf;
    QList<std::shared_ptr<X509>> inFile; ///< certificates as they stand in the file
    ChainRepair repair;
    Result<KeyMaterial> key; ///< with the key, or why there is none
    StoreRevocations revocations; ///< by the CAs of the store
    bool canRenew = false; ///< who signed it is at hand, with the key

    /// Whether it lies in a store that this program writes to: what lies elsewhere is only
    /// described.
    bool isOwn() const { return !entry.keyOnToken && !question.source; }
};

QList<PreflightItem> checkKey(const PreflightSubject& subject);
QList<PreflightItem> checkCertificate(const PreflightSubject& subject); ///< names, purpose, dates
QList<PreflightItem> checkChain(const PreflightSubject& subject); ///< chain, order, path, trust
QList<PreflightItem> checkStrength(const PreflightSubject& subject);
QList<PreflightItem> checkStaple(const PreflightSubject& subject);

/// An item that has nothing to complain about.
PreflightItem passed(const char* check, const QString& title, const QString& detail = {});

} // namespace workbench
