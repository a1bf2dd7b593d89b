// A server's connection that begins in clear: up to where the client asks for TLS.
#include "core/connection/explicit_tls/explicit_tls_protocol.h"
#include "core/connection/server_connection.h"

namespace workbench {

void ServerConnection::beginClear()
{
    m_clear = std::make_unique<ClearPhases>(
        m_attempt, [this](const QByteArray& bytes) { m_socket.write(bytes); }, [](PhaseName) {});
    m_clear->add(explicitTlsProtocol(m_setup->options.explicitTls)->makeServer());
    onClear(m_clear->start());
}

/// What TLS will read stays in the socket: read() would read ahead of what it is asked for.
void ServerConnection::readClear()
{
    while (m_clear && !m_ended) {
        const QByteArray bytes = m_socket.peek(m_clear->mostBytes());
        if (bytes.isEmpty()) {
            return;
        }
        m_socket.skip(bytes.size());
        onClear(m_clear->receive(bytes));
    }
}

void ServerConnection::onClear(ClearPhases::State state)
{
    switch (state) {
    case ClearPhases::State::Running:
        break;
    case ClearPhases::State::Done:
        m_clear.reset();
        m_socket.flush();
        m_tlsBegunUs = m_attempt.elapsedUs();
        m_attempt.beginPhase(PhaseName::Tls);
        startTls();
        break;
    case ClearPhases::State::Failed:
        m_attempt.record().errors.append({ErrorSource::Workbench, 0, m_clear->error().toLine()});
        end(ConnectionResult::Failed, PhaseResult::Failed);
        break;
    }
    Q_EMIT changed();
}

} // namespace workbench
