#pragma once

#include "core/connection/options/transport.h"

#include <QByteArray>
#include <QHostAddress>
#include <QList>
#include <QString>

#include <optional>

namespace workbench {

/// One line of the system's table of sockets.
struct SocketEntry
{
    QHostAddress address; ///< local
    quint16 port = 0; ///< local
    int state = 0; ///< as the kernel counts: 10 listens, 6 waits for the end of TIME_WAIT
    quint64 inode = 0; ///< 0: no process has it any more

    bool operator==(const SocketEntry&) const = default;
};

/// The lines of /proc/net/tcp, tcp6, udp or udp6 (proc(5)); those that cannot be read are left out.
QList<SocketEntry> readSocketTable(const QByteArray& table);

/// Who has a port that a server would like to have.
struct PortHolder
{
    qint64 process = 0; ///< its number; 0: not told, as of another user's processes mostly
    QString program; ///< its name, as the system has it; empty: not told
    bool isOwnProcess = false;
    bool isTimeWait = false; ///< nobody: closed connections of an earlier run
};

/// Looks into /proc. Nothing where that cannot be told: another system, or nobody has it.
std::optional<PortHolder>
portHolder(const QHostAddress& address, quint16 port, Transport transport);

/// "nginx (process 1234)", "another server of this program", or in words that nobody is named, or
/// that closed connections of an earlier run have it.
QString holderText(const PortHolder& holder);

} // namespace workbench
