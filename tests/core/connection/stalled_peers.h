#pragma once

#include "core/connection/connection_record.h"
#include "core/connection/options/client_settings.h"
#include "core/connection/tls_server.h"
#include "tests/support/full_listener.h"
#include "tests/support/raw_peer.h"

#include <QTemporaryDir>
#include <QUdpSocket>

#include <memory>
#include <span>

namespace workbench::tests {

/// What a peer does not do any more, and what says so.
enum class Stall
{
    Resolver,
    Accept,
    HttpProxy,
    SocksProxy, ///< before it says how it wants to be logged in to
    SocksRequest, ///< before it says whether it has connected
    Greeting,
    StarttlsAnswer,
    Script,
    Hello,
    HelloByHand, ///< a person said when TLS begins
    HelloOverUdp,
    Silence, ///< while data can be exchanged
    SilenceOverUdp,
    Talk, ///< there is no silence, and no end
};

/// One that never ends, and the limit that ends it all the same.
struct StalledPhase
{
    const char* name;
    Stall stall;
    PhaseName phase;
    Milliseconds TimeLimits::*limit;
    const char* finding; ///< when it does
};

std::span<const StalledPhase> stalledPhases();

/// One peer for each way of stalling, on free ports of this computer.
class StalledPeers
{
public:
    /// False: one of them cannot listen. `certificate`: of those that come as far as that.
    bool start(const KeyMaterial& certificate);

    /// Sets where a client has to go, and how, to be stalled there. A resolver that hangs is no
    /// setting: for that row the host is a name only.
    void direct(Stall stall, ClientSettings& settings) const;

private:
    QString scriptPath() const { return m_folder.filePath(QStringLiteral("script")); }

    QTemporaryDir m_folder;
    FullListener m_full;
    RawPeer m_silent {RawPeer::Behaviour::Silence};
    RawPeer m_silentSocks {RawPeer::Behaviour::AnswerFirstBytes, QByteArray("\x05\x00", 2)};
    RawPeer m_greeting {RawPeer::Behaviour::Speak, "220 m ESMTP\r\n"};
    QUdpSocket m_silentOverUdp;
    std::unique_ptr<TlsServer> m_server; ///< silent after the handshake
    std::unique_ptr<TlsServer> m_datagramServer; ///< likewise
};

} // namespace workbench::tests
