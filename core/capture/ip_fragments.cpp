#include "core/capture/ip_fragments.h"

#include <algorithm>

namespace workbench::capture {
namespace {

constexpr std::size_t kLargestDatagram = 65535;

} // namespace

IpFragments::IpFragments(FaultLog& faults)
    : m_faults(faults)
{ }

std::optional<IpPacket> IpFragments::add(const IpPacket& fragment, std::uint64_t offset)
{
    const Key key {
        fragment.source, fragment.destination, fragment.protocol, fragment.identification};
    auto found = std::find_if(m_datagrams.begin(), m_datagrams.end(), [&](const Datagram& known) {
        return known.key == key;
    });
    if (found == m_datagrams.end()) {
        if (m_datagrams.size() >= kMostDatagrams) {
            giveUp(m_datagrams.front());
            m_datagrams.pop_front();
        }
        found = m_datagrams.insert(m_datagrams.end(), {.key = key, .fileOffset = offset});
    }
    const std::size_t begin = fragment.fragmentOffset;
    const std::size_t end = begin + fragment.payload.size();
    const auto next = found->parts.lower_bound(fragment.fragmentOffset);
    const bool overlapsNext = next != found->parts.end() && next->first < end;
    const bool overlapsBefore = next != found->parts.begin()
        && std::prev(next)->first + std::prev(next)->second.size() > begin;
    if (end > kLargestDatagram || overlapsNext || overlapsBefore) {
        // Only an attack overlaps (RFC 5722); the same fragment again is a retransmission.
        const bool again = next != found->parts.end() && next->first == begin
            && next->second.size() == fragment.payload.size();
        if (!again) {
            m_faults.add(offset,
                         "expected a fragment of IP beyond the others, one of "
                             + byteCount(fragment.payload.size()) + " at " + std::to_string(begin)
                             + " there");
        }
        return std::nullopt;
    }
    found->parts.emplace(fragment.fragmentOffset,
                         std::vector(fragment.payload.begin(), fragment.payload.end()));
    found->covered += fragment.payload.size();
    if (!fragment.moreFragments) {
        found->length = end;
    }
    if (found->length != found->covered) {
        return std::nullopt;
    }
    m_whole.clear();
    for (const auto& [at, part] : found->parts) {
        m_whole.insert(m_whole.end(), part.begin(), part.end());
    }
    m_datagrams.erase(found);
    IpPacket whole = fragment;
    whole.isFragment = false;
    whole.payload = m_whole;
    return whole;
}

void IpFragments::finish()
{
    for (const Datagram& datagram : m_datagrams) {
        giveUp(datagram);
    }
    m_datagrams.clear();
}

void IpFragments::giveUp(const Datagram& datagram)
{
    const std::string whole = datagram.length ? std::to_string(*datagram.length) : "unknown";
    m_faults.add(datagram.fileOffset,
                 "expected all fragments of an IP datagram (" + whole + " bytes), "
                     + std::to_string(datagram.covered) + " bytes there");
}

} // namespace workbench::capture
