#pragma once

#include "core/connection/connection_record.h"

#include <QList>

#include <optional>

namespace workbench {

/// One message of a connection of which both ends are known.
struct PairedMessage
{
    Role sender = Role::Client;
    /// Positions in the records of the ends; nothing: that end did not see it.
    std::optional<int> atClient;
    std::optional<int> atServer;
    /// When it was written or came, in microseconds since the earlier of both attempts began.
    std::optional<qint64> clientUs;
    std::optional<qint64> serverUs;

    bool operator==(const PairedMessage&) const = default;

    /// From the sender to the other end, in microseconds; nothing: it did not get there.
    std::optional<qint64> onTheWayUs() const;
    qint64 firstUs() const; ///< when it was seen first
};

/// The messages of both records of one connection, each once, in the order in which they were
/// written. Records of this process only: they share a clock.
QList<PairedMessage> pairMessages(const ConnectionRecord& client, const ConnectionRecord& server);

} // namespace workbench
