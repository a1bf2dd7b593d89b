#include "core/connection/datagram_facts.h"

#include "core/connection/dtls_pieces.h"

#include <algorithm>

namespace workbench {

void DatagramCounter::note(Direction direction, const QByteArray& datagram)
{
    const bool sent = direction == Direction::Sent;
    DatagramCount& count = sent ? m_facts.sent : m_facts.received;
    ++count.datagrams;
    count.largest = std::max(count.largest, static_cast<int>(datagram.size()));
    QSet<QByteArray>& seen = m_seen.at(sent ? 0 : 1);
    forEachPiece(datagram, [&](const DtlsPiece& piece) {
        // More than any handshake has; of a peer that sends others no more are remembered.
        constexpr qsizetype kMostPieces = 4096;
        count.fragments += piece.isCut() ? 1 : 0;
        if (seen.contains(piece.header)) {
            ++count.repeated;
        } else if (seen.size() < kMostPieces) {
            seen.insert(piece.header);
        }
    });
}

} // namespace workbench
