#pragma once

#include "core/certificates/preflight/preflight.h"
#include "core/workbench/profiles.h"

#include <QList>

namespace workbench {

/// An entry that a server or client is about to use, and what has to be asked about it.
struct EntryUse
{
    StoreEntry entry;
    PreflightQuestion question;
};

/// Certificates that are not in the store are left out: those of tokens, and those whose absence
/// the start itself tells.
QList<EntryUse> entryUses(const ServerProfile& profile, const CertificateStore& store);
QList<EntryUse> entryUses(const ClientProfile& profile, const CertificateStore& store);

/// The security level that is in force, 0 to 5; `chosen` -1: the library's default.
int securityLevelOf(int chosen);

/// What somebody will have against a use: an error or a warning of the pre-flight.
struct Objection
{
    StoreEntry entry;
    Preflight preflight;
    PreflightItem item;
};

/// Errors first. Issuers are looked for among `entries`, in the places of the questions and among
/// the system's anchors; keys under a passphrase stay closed. Takes some milliseconds for each use:
/// for worker threads.
QList<Objection> objections(const QList<EntryUse>& uses, const QList<StoreEntry>& entries);

} // namespace workbench
