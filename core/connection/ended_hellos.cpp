#include "core/connection/ended_hellos.h"

namespace workbench {
namespace {

/// Longer than the longest pause between two tries.
constexpr qint64 kRememberedMs = 120'000;

} // namespace

void EndedHellos::add(const DatagramPeer& peer, const QByteArray& random)
{
    m_hellos.insert({peer, random}, new QDeadlineTimer(kRememberedMs));
}

bool EndedHellos::contains(const DatagramPeer& peer, const QByteArray& random)
{
    QDeadlineTimer* end = m_hellos.object({peer, random});
    if (end == nullptr || end->hasExpired()) {
        return false;
    }
    end->setRemainingTime(kRememberedMs);
    return true;
}

} // namespace workbench
