// The client on its way to TLS: by which proxy, and what is said in clear.
#include "core/connection/client_connection_private.h"
#include "core/connection/explicit_tls/explicit_tls_protocol.h"
#include "core/connection/explicit_tls/manual_exchange.h"
#include "core/connection/proxy/http_connect.h"
#include "core/connection/proxy/socks5_connect.h"

#include <QUrl>

namespace workbench {

/// Which proxy the system names is part of finding out where to go.
void ClientConnection::Private::findWay()
{
    if (options.proxy.kind != ProxyKind::System) {
        prepareClearPhases();
        resolve();
        return;
    }
    attempt.beginPhase(PhaseName::Resolve);
    limitPhase(PhaseName::Resolve);
    systemProxy.start(
        options.host, options.port, q, [this](const SystemProxy& found) { onSystemProxy(found); });
    announce();
}

void ClientConnection::Private::onSystemProxy(const SystemProxy& named)
{
    const SystemProxy found = withCredentials(named, {options.proxy.user, options.proxyPassword});
    ConnectionRecord& record = attempt.record();
    record.systemProxy = true;
    if (!found.error.isEmpty()) {
        record.errors.append({ErrorSource::Workbench, 0, found.error});
        end(ConnectionResult::Failed, PhaseResult::Failed);
        return;
    }
    options.proxy = found.choice;
    options.proxyPassword = found.password;
    record.proxy = options.proxy.toUrl();
    record.peerPort = nextPort();
    prepareClearPhases();
    resolve();
}

/// In the order in which they are said.
void ClientConnection::Private::prepareClearPhases()
{
    const ProxyCredentials credentials {options.proxy.user, options.proxyPassword};
    switch (options.proxy.kind) {
    case ProxyKind::Http:
        clearPhases.add(std::make_unique<HttpConnect>(options.host, options.port, credentials));
        break;
    case ProxyKind::Socks5:
        clearPhases.add(std::make_unique<Socks5Connect>(options.host, options.port, credentials));
        break;
    case ProxyKind::None:
    case ProxyKind::System:
        break;
    }
    if (const ExplicitTlsProtocol* protocol = explicitTlsProtocol(options.explicitTls.protocol)) {
        const QString asked = options.serverName.isEmpty() ? options.host : options.serverName;
        const QString domain = QString::fromLatin1(QUrl::toAce(asked));
        clearPhases.add(protocol->make(domain.isEmpty() ? asked : domain));
    } else if (!options.clearScript.isEmpty()) {
        clearPhases.add(std::make_unique<ScriptedExchange>(options.clearScript));
    } else if (options.explicitTls.isManual()) {
        clearPhases.add(std::make_unique<ManualExchange>());
    }
}

/// A person who talks by hand has all the time there is: the limit of the whole attempt goes on
/// with what the computer does.
void ClientConnection::Private::onClearPhase(PhaseName phase)
{
    if (clearPhases.isManual()) {
        attempt.record().awaitsStartTls = true;
        wholeTimer.stop();
        phaseTimer.stop();
        return;
    }
    limitPhase(phase);
}

Result<void> ClientConnection::Private::mayStartTls() const
{
    const auto refuse = [](const QString& message, const QString& remedy) {
        return fail({.code = ErrorCode::NotSupported,
                     .message = message,
                     .remedy = remedy,
                     .where = QStringLiteral("starttls")});
    };
    if (ended) {
        return refuse(tr("The connection has ended, so TLS cannot begin on it."),
                      tr("Connect again."));
    }
    if (options.plain) {
        return refuse(tr("This client speaks without TLS."),
                      tr("Choose explicit TLS by hand in its settings, and connect again."));
    }
    if (tlsBegun || overDatagrams()) {
        return refuse(attempt.record().result == ConnectionResult::Established
                          ? tr("TLS is active on this connection already.")
                          : tr("TLS has begun on this connection already."),
                      tr("Another session needs another connection."));
    }
    if (attempt.record().awaitsStartTls) {
        return {};
    }
    const bool connected = attempt.record().phase(clearPhases.firstPhase()) != nullptr;
    return connected && options.explicitTls.isSet() && !options.explicitTls.isManual()
        ? refuse(tr("TLS begins by itself when the server has agreed to it."), {})
        : refuse(tr("There is no connection yet on which TLS could begin."),
                 tr("Wait until it is open in clear."));
}

void ClientConnection::Private::startTlsByHand()
{
    attempt.record().awaitsStartTls = false;
    if (options.limits.whole.count() > 0) {
        wholeTimer.start(options.limits.whole);
    }
    onClear(clearPhases.proceed());
}

void ClientConnection::Private::onClear(ClearPhases::State state)
{
    switch (state) {
    case ClearPhases::State::Running:
        announce();
        return;
    case ClearPhases::State::Done:
        if (options.plain) {
            startPlain();
        } else {
            startTls();
        }
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
