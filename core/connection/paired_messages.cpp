#include "core/connection/paired_messages.h"

#include <algorithm>

namespace workbench {
namespace {

constexpr quint8 kApplicationData = 23;

/// The messages of one direction in one record.
struct Lane
{
    const QList<TraceMessage>& messages;
    qint64 offsetUs; ///< of the record on the common clock
    QList<int> positions;

    const TraceMessage& at(qsizetype place) const { return messages.at(positions.at(place)); }

    qint64 timeAt(qsizetype place) const { return at(place).timeUs + offsetUs; }

    qsizetype size() const { return positions.size(); }
};

Lane laneOf(const ConnectionRecord& record, Direction direction, qint64 originUs)
{
    Lane lane {record.messages, record.steadyStartUs - originUs, {}};
    for (qsizetype i = 0; i < record.messages.size(); ++i) {
        if (record.messages.at(i).direction == direction) {
            lane.positions.append(static_cast<int>(i));
        }
    }
    return lane;
}

/// What one end wrote and the other read. Application data has no bytes, and each end folds it as
/// it came to it.
bool isSame(const TraceMessage& sent, const TraceMessage& received)
{
    return sent.contentType == received.contentType
        && (sent.contentType == kApplicationData || sent.bytes == received.bytes);
}

/// How many of `lane` from `from` on stand before the first that is the same as `wanted`; nothing:
/// there is none.
std::optional<qsizetype> distance(const Lane& lane, qsizetype from, const TraceMessage& wanted)
{
    for (qsizetype place = from; place < lane.size(); ++place) {
        if (isSame(lane.at(place), wanted)) {
            return place - from;
        }
    }
    return std::nullopt;
}

class Pairing
{
public:
    Pairing(Role sender, Lane sent, Lane received)
        : m_sender(sender)
        , m_sent(std::move(sent))
        , m_received(std::move(received))
    { }

    /// Both lanes have one order. Where they differ, the shorter way to where they agree again is
    /// taken.
    QList<PairedMessage> pairs()
    {
        while (m_atSent < m_sent.size() && m_atReceived < m_received.size()) {
            const TraceMessage& sent = m_sent.at(m_atSent);
            const TraceMessage& received = m_received.at(m_atReceived);
            if (isSame(sent, received)) {
                add(true, true);
                continue;
            }
            const auto leftOut = distance(m_sent, m_atSent, received);
            const auto more = distance(m_received, m_atReceived, sent);
            const bool skipsReceived = more && (!leftOut || *more < *leftOut);
            add(!skipsReceived, skipsReceived);
        }
        while (m_atSent < m_sent.size()) {
            add(true, false);
        }
        while (m_atReceived < m_received.size()) {
            add(false, true);
        }
        return m_pairs;
    }

private:
    void add(bool sent, bool received)
    {
        PairedMessage pair {.sender = m_sender, .atClient = {}, .atServer = {}};
        const bool byClient = m_sender == Role::Client;
        if (sent) {
            (byClient ? pair.atClient : pair.atServer) = m_sent.positions.at(m_atSent);
            (byClient ? pair.clientUs : pair.serverUs) = m_sent.timeAt(m_atSent);
            ++m_atSent;
        }
        if (received) {
            (byClient ? pair.atServer : pair.atClient) = m_received.positions.at(m_atReceived);
            (byClient ? pair.serverUs : pair.clientUs) = m_received.timeAt(m_atReceived);
            ++m_atReceived;
        }
        m_pairs.append(pair);
    }

    Role m_sender;
    Lane m_sent;
    Lane m_received;
    qsizetype m_atSent = 0;
    qsizetype m_atReceived = 0;
    QList<PairedMessage> m_pairs;
};

} // namespace

std::optional<qint64> PairedMessage::onTheWayUs() const
{
    if (!clientUs || !serverUs) {
        return std::nullopt;
    }
    return sender == Role::Client ? *serverUs - *clientUs : *clientUs - *serverUs;
}

qint64 PairedMessage::firstUs() const
{
    const std::optional<qint64>& written = sender == Role::Client ? clientUs : serverUs;
    const std::optional<qint64>& read = sender == Role::Client ? serverUs : clientUs;
    return written ? *written : read.value_or(0);
}

QList<PairedMessage> pairMessages(const ConnectionRecord& client, const ConnectionRecord& server)
{
    const qint64 originUs = std::min(client.steadyStartUs, server.steadyStartUs);
    Pairing forth(Role::Client,
                  laneOf(client, Direction::Sent, originUs),
                  laneOf(server, Direction::Received, originUs));
    Pairing back(Role::Server,
                 laneOf(server, Direction::Sent, originUs),
                 laneOf(client, Direction::Received, originUs));
    QList<PairedMessage> all = forth.pairs() + back.pairs();
    std::stable_sort(all.begin(), all.end(), [](const PairedMessage& a, const PairedMessage& b) {
        return a.firstUs() < b.firstUs();
    });
    return all;
}

} // namespace workbench
