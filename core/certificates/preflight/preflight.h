#pragma once

#include "core/certificates/certificate_store.h"
#include "core/certificates/certificate_verifier.h"
#include "core/certificates/chain/chain_repair.h"
#include "core/certificates/stores/certificate_source.h"

#include <QList>
#include <QString>

namespace workbench {

enum class CheckResult
{
    Passed,
    Note, ///< worth knowing
    Warning, ///< some peers will refuse it, or it is careless
    Failed, ///< it will not work
};

const char* toIdentifier(CheckResult result); ///< "passed", "note", "warning", "error"

/// What can be done about an item.
enum class FixAction
{
    None, ///< words only
    RepairChain, ///< replaceChain() with Preflight::repair
    RestrictFile, ///< restrictToOwner() on PreflightFix::file
    Renew, ///< renewCertificate() of the entry; its issuer is at hand
    ImportIssuer, ///< the issuer's certificate has to be found by somebody
};

/// "none", "repair-chain", "restrict-file", "renew", "import-issuer"
const char* toIdentifier(FixAction action);

struct PreflightFix
{
    FixAction action = FixAction::None;
    QString text; ///< one sentence in the imperative
    QString file; ///< RestrictFile: the one that the key lies in

    bool operator==(const PreflightFix&) const = default;
};

/// One line of the list.
struct PreflightItem
{
    QString check; ///< "key", "key-file", "chain", "chain-order", "path", "names", "purpose",
                   ///< "dates", "revocation", "strength", "staple", "trust"
    CheckResult result = CheckResult::Passed;
    QString id; ///< the situation, e.g. "intermediate-missing"; empty when passed or skipped
    QString title; ///< one sentence
    QString detail; ///< the values that it rests on; may be empty
    QList<PreflightFix> fixes; ///< most promising first

    bool operator==(const PreflightItem&) const = default;
};

struct PreflightQuestion
{
    CertificatePurpose purpose = CertificatePurpose::Server; ///< Server or Client
    QString host; ///< that clients will ask for; empty: not known. Servers only
    QDateTime time; ///< invalid: now
    int securityLevel = 1; ///< in force on this side, 0 to 5
    int soonDays = kUsualSoonDays; ///< "expires soon"
    QString staple; ///< file of the OCSP response (DER) that goes out with it; empty: none
    TrustAnchors anchors; ///< what the peer is taken to trust; `count` 0: not asked
    TrustAnchors known; ///< issuers are looked for among these as well, e.g. the system's
    QList<PoolPlace> places; ///< and in these stores
    CertificateSourcePtr source; ///< the entry's, which is read and gives the key; null: its file
                                 ///< is that of a CertificateStore, or its key lies on a token
};

/// What there is to know before a server or client uses an entry.
struct Preflight
{
    QString entry;
    QList<PreflightItem> items; ///< in the order of the checks
    ChainRepair repair; ///< of the file's chain; what FixAction::RepairChain does

    bool isReady() const; ///< nothing has failed
    CheckResult worst() const; ///< of Failed, Warning, Note, Passed
};

/// Looks at the entry as its file stands now. Issuers are looked for among `entries`, the anchors
/// and the question's places. `password` is the key's; empty: an encrypted key stays closed. Pure
/// but for reading the entry's file; takes a few milliseconds, with large stores longer: for worker
/// threads.
Preflight preflight(const StoreEntry& entry,
                    const QList<StoreEntry>& entries,
                    const PreflightQuestion& question,
                    const QByteArray& password = {});

/// Takes away everybody else's rights to the file. Error (PermissionDenied) when the system does
/// not let us.
Result<void> restrictToOwner(const QString& path);

} // namespace workbench
