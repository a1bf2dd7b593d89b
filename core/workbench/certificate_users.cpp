#include "core/workbench/certificate_users.h"

#include "core/certificates/stores/placed_entry.h"
#include "core/certificates/tokens/token_uri.h"

#include <algorithm>

namespace workbench {
namespace {

/// The same object on a token, however the URI is written.
bool isSameUri(const QString& one, const QString& other)
{
    const Result<TokenUri> left = parseTokenUri(one);
    const Result<TokenUri> right = left ? parseTokenUri(other) : fail(left.error());
    return right && toText(*left) == toText(*right);
}

bool isOwn(const StoreEntry& entry, const CertificateStore& store)
{
    return entry.path.isEmpty() || entry.path.startsWith(store.folder() + QLatin1Char('/'));
}

bool isSameFile(const QString& id, const StoreEntry& entry)
{
    const FilePlace place = filePlaceOf(id);
    return place.path == entry.path
        && (place.sha256.isEmpty() ? entry.hasPrivateKey : place.sha256 == entry.facts.sha256);
}

bool isMeant(const QString& id,
             CertificateLookup lookup,
             const CertificateStore& store,
             const StoreEntry& entry)
{
    if (entry.keyOnToken || isTokenUri(entry.path)) {
        return isTokenUri(id) && isSameUri(id, entry.path);
    }
    if (!isOwn(entry, store)) {
        return lookup == CertificateLookup::NameThenHash && isFilePlace(id)
            && !store.find(id, lookup) && isSameFile(id, entry);
    }
    if (id == entry.name) {
        return lookup != CertificateLookup::Hash;
    }
    const Result<StoreEntry> found = store.find(id, lookup);
    return found && found->name == entry.name;
}

} // namespace

QList<CertificateUser>
certificateUsers(const Workspace& workspace, const CertificateStore& store, const StoreEntry& entry)
{
    QList<CertificateUser> users;
    for (const ServerProfile& profile : workspace.servers) {
        if (std::any_of(
                profile.certificates.cbegin(), profile.certificates.cend(), [&](const QString& id) {
                    return isMeant(id, profile.certificateLookup, store, entry);
                })) {
            users.append({Role::Server, profile.name});
        }
    }
    for (const ClientProfile& profile : workspace.clients) {
        if (!profile.certificate.isEmpty()
            && isMeant(profile.certificate, profile.certificateLookup, store, entry)) {
            users.append({Role::Client, profile.name});
        }
    }
    return users;
}

QStringList namesOf(const QList<CertificateUser>& users)
{
    QStringList names;
    for (const CertificateUser& user : users) {
        names.append(user.name);
    }
    return names;
}

bool renameCertificate(Workspace& workspace, const QString& name, const QString& newName)
{
    bool isUsed = false;
    const auto rename = [&](QString& id) {
        if (id == name) {
            id = newName;
            isUsed = true;
        }
    };
    for (ServerProfile& profile : workspace.servers) {
        std::for_each(profile.certificates.begin(), profile.certificates.end(), rename);
    }
    for (ClientProfile& profile : workspace.clients) {
        rename(profile.certificate);
    }
    return isUsed;
}

} // namespace workbench
