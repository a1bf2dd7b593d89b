#include "tests/core/connection/stalled_peers.h"

#include "core/base/atomic_file.h"

namespace workbench::tests {
namespace {

constexpr StalledPhase kStalled[] = {
    {"resolve", Stall::Resolver, PhaseName::Resolve, &TimeLimits::resolve, "resolver-unavailable"},
    {"tcp", Stall::Accept, PhaseName::Tcp, &TimeLimits::tcp, "connect-timed-out"},
    {"proxy, HTTP", Stall::HttpProxy, PhaseName::Proxy, &TimeLimits::proxy, "proxy-unreachable"},
    {"proxy, SOCKS5", Stall::SocksProxy, PhaseName::Proxy, &TimeLimits::proxy, "proxy-unreachable"},
    {"proxy, SOCKS5 request",
     Stall::SocksRequest,
     PhaseName::Proxy,
     &TimeLimits::proxy,
     "proxy-unreachable"},
    {"starttls, greeting",
     Stall::Greeting,
     PhaseName::Starttls,
     &TimeLimits::starttls,
     "starttls-timed-out"},
    {"starttls, answer",
     Stall::StarttlsAnswer,
     PhaseName::Starttls,
     &TimeLimits::starttls,
     "starttls-timed-out"},
    {"starttls, script",
     Stall::Script,
     PhaseName::Starttls,
     &TimeLimits::starttls,
     "starttls-timed-out"},
    {"tls", Stall::Hello, PhaseName::Tls, &TimeLimits::tls, "silence-after-client-hello"},
    {"tls, begun by hand",
     Stall::HelloByHand,
     PhaseName::Tls,
     &TimeLimits::tls,
     "silence-after-client-hello"},
    {"dtls", Stall::HelloOverUdp, PhaseName::Tls, &TimeLimits::tls, "silence-after-client-hello"},
    {"silence", Stall::Silence, PhaseName::Data, &TimeLimits::idle, "idle-timed-out"},
    {"silence over UDP",
     Stall::SilenceOverUdp,
     PhaseName::Data,
     &TimeLimits::idle,
     "idle-timed-out"},
    {"data", Stall::Talk, PhaseName::Data, &TimeLimits::data, "data-timed-out"},
};

} // namespace

std::span<const StalledPhase> stalledPhases()
{
    return kStalled;
}

bool StalledPeers::start(const KeyMaterial& certificate)
{
    ServerOptions options;
    options.name = QStringLiteral("server");
    options.certificates = {certificate};
    options.answer.mode = AnswerMode::Echo;
    m_server = std::make_unique<TlsServer>(options);
    options.transport = Transport::Udp;
    m_datagramServer = std::make_unique<TlsServer>(options);
    return m_full.port() != 0 && m_silentOverUdp.bind(QHostAddress::LocalHost) && m_server->start()
        && m_datagramServer->start()
        && writeFileAtomically(scriptPath(), "send TLS?\\r\\n\nexpect ready\n");
}

void StalledPeers::direct(Stall stall, ClientSettings& settings) const
{
    settings.host = QStringLiteral("127.0.0.1");
    settings.port = m_server->serverPort();
    const auto proxy = [](ProxyKind kind, const RawPeer& peer) {
        return ProxyChoice {kind, QStringLiteral("127.0.0.1"), peer.serverPort(), {}};
    };
    switch (stall) {
    case Stall::Resolver:
        settings.host = QStringLiteral("shop.test");
        break;
    case Stall::Accept:
        settings.port = m_full.port();
        break;
    case Stall::HttpProxy:
        settings.proxy = proxy(ProxyKind::Http, m_silent);
        break;
    case Stall::SocksProxy:
        settings.proxy = proxy(ProxyKind::Socks5, m_silent);
        break;
    case Stall::SocksRequest:
        settings.proxy = proxy(ProxyKind::Socks5, m_silentSocks);
        break;
    case Stall::Greeting:
        settings.explicitTls.protocol = QStringLiteral("smtp");
        settings.port = m_silent.serverPort();
        break;
    case Stall::StarttlsAnswer:
        settings.explicitTls.protocol = QStringLiteral("smtp");
        settings.port = m_greeting.serverPort();
        break;
    case Stall::Script:
        settings.explicitTls.protocol = ExplicitTlsChoice::kManual;
        settings.explicitTls.scriptPath = scriptPath();
        settings.port = m_silent.serverPort();
        break;
    case Stall::HelloByHand:
        settings.explicitTls.protocol = ExplicitTlsChoice::kManual;
        settings.port = m_silent.serverPort();
        break;
    case Stall::Hello:
        settings.port = m_silent.serverPort();
        break;
    case Stall::HelloOverUdp:
        settings.transport = Transport::Udp;
        settings.port = m_silentOverUdp.localPort();
        break;
    case Stall::SilenceOverUdp:
        settings.transport = Transport::Udp;
        settings.port = m_datagramServer->serverPort();
        break;
    case Stall::Silence:
    case Stall::Talk:
        break;
    }
}

} // namespace workbench::tests
