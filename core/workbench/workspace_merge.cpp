#include "core/workbench/workspace_merge.h"

#include <QJsonObject>

#include <algorithm>

namespace workbench {
namespace {

template <typename Profile>
const Profile* named(const QList<Profile>& profiles, const QString& name)
{
    const auto found = std::find_if(profiles.begin(), profiles.end(), [&name](const auto& profile) {
        return profile.name == name;
    });
    return found == profiles.end() ? nullptr : &*found;
}

template <typename Profile>
bool isSame(const Profile& one, const Profile& other)
{
    return toJson(one) == toJson(other);
}

template <typename Profile>
QList<Profile>
merged(const QList<Profile>& base, const QList<Profile>& ours, const QList<Profile>& theirs)
{
    const auto wasChangedHere = [&base](const Profile& mine) {
        const Profile* before = named(base, mine.name);
        return before == nullptr || !isSame(*before, mine);
    };
    QList<Profile> result;
    for (const Profile& one : ours) { // in our order
        const Profile* there = named(theirs, one.name);
        if (wasChangedHere(one)) {
            result.append(one);
        } else if (there != nullptr) {
            result.append(*there);
        }
    }
    for (const Profile& one : theirs) {
        const bool wasRemovedHere = named(base, one.name) != nullptr;
        if (named(ours, one.name) == nullptr && !wasRemovedHere) {
            result.append(one);
        }
    }
    return result;
}

template <typename Profile>
bool areSame(const QList<Profile>& some, const QList<Profile>& others)
{
    return std::equal(some.begin(), some.end(), others.begin(), others.end(), isSame<Profile>);
}

} // namespace

Workspace mergedWorkspace(const Workspace& base, const Workspace& ours, const Workspace& theirs)
{
    return {.servers = merged(base.servers, ours.servers, theirs.servers),
            .clients = merged(base.clients, ours.clients, theirs.clients),
            .stores = ours.stores};
}

bool isSameWorkspace(const Workspace& one, const Workspace& other)
{
    return areSame(one.servers, other.servers) && areSame(one.clients, other.clients)
        && one.stores == other.stores;
}

} // namespace workbench
