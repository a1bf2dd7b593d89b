#pragma once

#include "core/capture/fault_log.h"
#include "core/capture/ip_packet.h"

#include <cstdint>
#include <list>
#include <map>
#include <optional>
#include <tuple>
#include <vector>

namespace workbench::capture {

/// Puts IP datagrams together from their fragments (RFC 791 §3.2, RFC 8200 §4.5). Keeps a bounded
/// number of unfinished ones; one that is given up is a fault.
class IpFragments
{
public:
    static constexpr std::size_t kMostDatagrams = 64;

    explicit IpFragments(FaultLog& faults);

    /// The whole datagram once its last missing fragment has come, valid until the next call.
    /// `offset`: where the packet stands in the file, for faults.
    std::optional<IpPacket> add(const IpPacket& fragment, std::uint64_t offset);
    /// Nothing more will come.
    void finish();

private:
    using Key = std::tuple<Address, Address, std::uint8_t, std::uint32_t>;

    struct Datagram
    {
        Key key;
        std::uint64_t fileOffset = 0; ///< of the first fragment
        std::map<std::uint32_t, std::vector<std::uint8_t>> parts; ///< by offset, without overlap
        std::size_t covered = 0;
        std::optional<std::size_t> length; ///< known from the last fragment
    };

    void giveUp(const Datagram& datagram);

    FaultLog& m_faults;
    std::list<Datagram> m_datagrams; ///< the oldest first
    std::vector<std::uint8_t> m_whole;
};

} // namespace workbench::capture
