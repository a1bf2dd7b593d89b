// The client between the open transport and TLS: what is said in clear.
#include "core/connection/client_connection_private.h"
#include "core/connection/proxy/http_connect.h"

namespace workbench {

/// In the order in which they are said.
void ClientConnection::Private::prepareClearPhases()
{
    if (options.proxy.kind == ProxyKind::Http) {
        clearPhases.add(std::make_unique<HttpConnect>(
            options.host,
            options.port,
            HttpConnect::Credentials {options.proxy.user, options.proxyPassword}));
    }
}

void ClientConnection::Private::onClear(ClearPhases::State state)
{
    switch (state) {
    case ClearPhases::State::Running:
        announce();
        return;
    case ClearPhases::State::Done:
        startTls();
        return;
    case ClearPhases::State::Failed:
        break;
    }
    Error error = clearPhases.error();
    const auto number = static_cast<qint64>(std::exchange(error.nativeCode, 0));
    attempt.record().errors.append({ErrorSource::Workbench, number, error.toLine()});
    end(ConnectionResult::Failed, PhaseResult::Failed);
}

} // namespace workbench
