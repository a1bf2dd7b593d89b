#pragma once

#include <QStringList>

namespace workbench {

/// How a client that is not let in is refused, once TCP was accepted. Over UDP the first two are
/// silence.
enum class DenyWay
{
    Close, ///< the end of the stream, at once
    Reset, ///< RST, at once
    Alert, ///< a fatal alert in answer to the client_hello
};

/// Which setting keeps a client out.
enum class Denial
{
    Everybody, ///< the server is set to deny
    Address, ///< its address is not among those that are allowed
    Crowd, ///< as many are connected as may be
};

/// Whom a server lets in. Can be changed while it runs.
struct AccessSettings
{
    static constexpr quint8 kAccessDenied = 49; ///< RFC 8446 §6

    bool deny = false; ///< nobody
    DenyWay way = DenyWay::Close;
    quint8 alert = kAccessDenied; ///< of DenyWay::Alert
    int mostConnections = 0; ///< at a time; 0: kMostConnections
    QStringList allowed; ///< as parseAddressRange() reads them; empty: everybody

    bool operator==(const AccessSettings&) const = default;
};

} // namespace workbench
