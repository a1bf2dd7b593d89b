#pragma once

#include "core/trace/trace_message.h"

#include <QByteArray>
#include <QSet>

#include <array>

namespace workbench {

/// One direction of what DTLS sent over UDP.
struct DatagramCount
{
    int datagrams = 0;
    int largest = 0; ///< bytes
    int fragments = 0; ///< pieces of handshake messages that were cut (RFC 6347 §4.2.3)
    int repeated = 0; ///< pieces of handshake messages that had gone before (RFC 6347 §4.2.4)

    bool operator==(const DatagramCount&) const = default;
};

/// What datagrams did beneath the messages, which stand whole in the trace.
struct DatagramFacts
{
    int mtu = 0; ///< bytes of a datagram without IP and UDP headers, of this end
    DatagramCount sent;
    DatagramCount received;
    int timeouts = 0; ///< how often this end waited in vain and sent its flight again

    bool operator==(const DatagramFacts&) const = default;
};

/// Counts datagrams as they go by. Handshake messages show their pieces while they are in clear
/// (epoch 0); of encrypted ones only the datagrams count. Any bytes are survived.
class DatagramCounter
{
public:
    void note(Direction direction, const QByteArray& datagram);

    void noteTimeout() { ++m_facts.timeouts; }

    void setMtu(int mtu) { m_facts.mtu = mtu; }

    const DatagramFacts& facts() const { return m_facts; }

private:
    DatagramFacts m_facts;
    std::array<QSet<QByteArray>, 2> m_seen; ///< headers of the pieces of each direction; bounded
};

} // namespace workbench
