#include "core/workbench/entry_uses.h"

#include "core/certificates/stores/placed_entry.h"
#include "core/certificates/stores/token_source.h"
#include "core/connection/tls_configuration.h"

#include <algorithm>

namespace workbench {
namespace {

void addUse(QList<EntryUse>& uses,
            const QString& id,
            CertificateLookup lookup,
            const CertificateStore& store,
            const PreflightQuestion& question)
{
    if (const std::optional<StoreEntry> entry = usableEntry(id, lookup, store)) {
        uses.append({.entry = *entry, .question = question});
    }
}

} // namespace

std::optional<StoreEntry>
usableEntry(const QString& id, CertificateLookup lookup, const CertificateStore& store)
{
    if (isTokenUri(id) && lookup == CertificateLookup::NameThenHash) {
        return unreadTokenEntry(id);
    }
    const Result<StoreEntry> entry = store.find(id, lookup);
    if (!entry && lookup == CertificateLookup::NameThenHash && isFilePlace(id)) {
        return unreadFileEntry(id);
    }
    return entry && entry->hasPrivateKey ? std::optional(*entry) : std::nullopt;
}

PreflightQuestion questionOf(const ServerProfile& profile, qsizetype number)
{
    PreflightQuestion question;
    question.purpose = CertificatePurpose::Server;
    question.securityLevel = effectiveSecurityLevel(profile.versions, profile.tuning);
    if (const QString staple = profile.staples.value(number); staple != kStapleOfStore) {
        question.staple = staple;
    }
    return question;
}

PreflightQuestion questionOf(const ClientProfile& profile)
{
    PreflightQuestion question;
    question.purpose = CertificatePurpose::Client;
    question.securityLevel = effectiveSecurityLevel(profile.versions, profile.tuning);
    return question;
}

QList<EntryUse> entryUses(const ServerProfile& profile, const CertificateStore& store)
{
    QList<EntryUse> uses;
    if (profile.plain) {
        return uses;
    }
    for (qsizetype i = 0; i < profile.certificates.size(); ++i) {
        addUse(uses,
               profile.certificates.at(i),
               profile.certificateLookup,
               store,
               questionOf(profile, i));
    }
    return uses;
}

QList<EntryUse> entryUses(const ClientProfile& profile, const CertificateStore& store)
{
    QList<EntryUse> uses;
    if (!profile.certificate.isEmpty()) {
        addUse(uses, profile.certificate, profile.certificateLookup, store, questionOf(profile));
    }
    return uses;
}

QList<Objection> objections(const QList<EntryUse>& uses, const QList<StoreEntry>& entries)
{
    QList<Objection> found;
    const TrustAnchors known
        = uses.isEmpty() ? TrustAnchors {} : TrustAnchors::system().value_or(TrustAnchors {});
    for (const EntryUse& use : uses) {
        PreflightQuestion question = use.question;
        question.known = known;
        const bool isPlaced = use.entry.der.isEmpty();
        const Result<StoreEntry> entry = isPlaced ? readPlacedEntry(use.entry.path) : use.entry;
        if (!entry) {
            continue; // the start itself tells
        }
        question.source = isPlaced ? placedSource(use.entry.path) : nullptr;
        const Preflight looked = preflight(*entry, entries, question);
        for (const PreflightItem& item : looked.items) {
            if (item.result == CheckResult::Failed || item.result == CheckResult::Warning) {
                found.append({.entry = *entry, .preflight = looked, .item = item});
            }
        }
    }
    std::stable_sort(found.begin(), found.end(), [](const Objection& one, const Objection& other) {
        return one.item.result > other.item.result;
    });
    return found;
}

} // namespace workbench
