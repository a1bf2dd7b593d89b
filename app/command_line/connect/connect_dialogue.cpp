#include "app/command_line/connect/connect_dialogue.h"

#include "core/connection/client_connection.h"

namespace workbench {
namespace {

/// After sending, an answer is taken to be whole when nothing came for this long.
constexpr Milliseconds kQuiet {300};
/// … and this long is waited for its first byte.
constexpr Milliseconds kFirstAnswer {2000};

} // namespace

ConnectDialogue::ConnectDialogue(ClientConnection& connection, const ConnectRequest& request)
    : m_connection(connection)
    , m_request(request)
{
    m_quiet.setSingleShot(true);
    connect(&m_quiet, &QTimer::timeout, &m_connection, &ClientConnection::close);
    connect(&m_connection, &ClientConnection::established, this, [this] { begin(); });
    connect(&m_connection, &ClientConnection::dataReceived, this, [this](const QByteArray& bytes) {
        take(bytes);
    });
}

void ConnectDialogue::begin()
{
    if (m_request.send.isEmpty() && m_request.expect.isEmpty()) {
        m_connection.close();
        return;
    }
    if (!m_request.send.isEmpty()) {
        m_connection.send(m_request.send);
    }
    // What is expected is waited for as long as the limits of the data let it.
    const TimeLimits& limits = m_request.profile.limits;
    if (m_request.expect.isEmpty() && limits.idle.count() == 0) {
        m_quiet.start(kFirstAnswer);
    }
}

void ConnectDialogue::take(const QByteArray& bytes)
{
    m_received += bytes;
    if (!m_request.expect.isEmpty()) {
        if (expectationMet()) {
            m_quiet.stop();
            m_connection.close();
        }
        return;
    }
    m_quiet.start(kQuiet);
}

} // namespace workbench
