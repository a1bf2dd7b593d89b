#pragma once

#include "core/capture/packet_reader.h"

namespace workbench::capture {

/// Whether a file of the format pcap begins here; also when it is cut after the magic number.
bool beginsPcap(Bytes bytes);

/// The format of libpcap (draft-ietf-opsawg-pcap): either byte order, microseconds or nanoseconds.
class PcapReader : public PacketReader
{
public:
    /// Both must outlive the reader.
    PcapReader(ByteInput& input, FaultLog& faults);

    std::optional<Packet> next() override;

private:
    void readHeader();

    ByteInput& m_input;
    FaultLog& m_faults;
    bool m_bigEndian = false;
    bool m_nanoseconds = false;
    bool m_ended = false;
    std::uint32_t m_linkType = 0;
    std::size_t m_last = 0; ///< bytes of the packet handed out, still to be passed over
};

} // namespace workbench::capture
