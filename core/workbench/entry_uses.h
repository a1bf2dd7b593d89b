#pragma once

#include "core/certificates/preflight/preflight.h"
#include "core/workbench/profiles.h"

#include <QList>

#include <optional>

namespace workbench {

/// An entry that a server or client is about to use, and what has to be asked about it.
struct EntryUse
{
    StoreEntry entry; ///< as of usableEntry()
    PreflightQuestion question;
};

/// What a server or client can use under this id: an entry of the store with its private key, or
/// one of a token or a file, which is not read yet (unreadTokenEntry(), unreadFileEntry()).
/// Nothing: there is none.
std::optional<StoreEntry>
usableEntry(const QString& id, CertificateLookup lookup, const CertificateStore& store);

/// What has to be asked about the certificate with that number in the profile: at the security
/// level that will be in force, with the OCSP response that is meant for it.
PreflightQuestion questionOf(const ServerProfile& profile, qsizetype number);
PreflightQuestion questionOf(const ClientProfile& profile);

/// Certificates that cannot be used are left out: the start itself tells.
QList<EntryUse> entryUses(const ServerProfile& profile, const CertificateStore& store);
QList<EntryUse> entryUses(const ClientProfile& profile, const CertificateStore& store);

/// What somebody will have against a use: an error or a warning of the pre-flight.
struct Objection
{
    StoreEntry entry;
    Preflight preflight;
    PreflightItem item;
};

/// Errors first. Issuers are looked for among `entries`, in the places of the questions and among
/// the system's anchors; keys under a passphrase stay closed. Takes some milliseconds for each use:
/// for worker threads. Where entries lie on tokens those are asked: for the threads of tokens then.
QList<Objection> objections(const QList<EntryUse>& uses, const QList<StoreEntry>& entries);

} // namespace workbench
