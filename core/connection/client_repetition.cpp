#include "core/connection/client_repetition.h"

#include "core/base/numbered_path.h"
#include "core/connection/session_fit.h"

#include <utility>

namespace workbench {

QList<TlsVersionSet> versionRuns(const ClientSettings& settings)
{
    const bool isTls = settings.transport == Transport::Tcp && !settings.plain;
    const QList<TlsVersionSet> runs = contiguousRuns(settings.versions);
    return isTls && !runs.isEmpty() ? runs : QList<TlsVersionSet> {settings.versions};
}

Result<void> checkNumberedFiles(const ClientSettings& settings, int count, bool reports)
{
    const qint64 connections = qint64 {count} * versionRuns(settings).size();
    const bool writes
        = reports || !settings.capturePath.isEmpty() || !settings.keeping.receivedPath.isEmpty();
    if (!writes || connections <= kMostNumberedFiles) {
        return {};
    }
    return fail(
        {.code = ErrorCode::InvalidInput,
         .message = ClientRepetition::tr("%n connection(s) would write as many files of each "
                                         "name; %1 is the most.",
                                         nullptr,
                                         static_cast<int>(connections))
                        .arg(kMostNumberedFiles),
         .remedy = ClientRepetition::tr("Make fewer connections, or leave out captures, "
                                        "received data and reports."),
         .where = QStringLiteral("repeat")});
}

ClientRepetition::ClientRepetition(ClientOptions options,
                                   int count,
                                   Milliseconds interval,
                                   QObject* parent)
    : QObject(parent)
    , m_options(std::move(options))
    , m_capturePath(m_options.capturePath)
    , m_receivedPath(m_options.keeping.receivedPath)
    , m_runs(versionRuns(m_options))
    , m_count(count)
{
    m_pause.setSingleShot(true);
    m_pause.setTimerType(Qt::PreciseTimer);
    m_pause.setInterval(interval);
    connect(&m_pause, &QTimer::timeout, this, &ClientRepetition::begin);
}

void ClientRepetition::start()
{
    begin();
}

void ClientRepetition::stop()
{
    if (std::exchange(m_stopping, true)) {
        return;
    }
    if (m_connection != nullptr) {
        m_connection->close();
        return;
    }
    m_pause.stop();
    Q_EMIT finished();
}

void ClientRepetition::begin()
{
    // The one before has left a session; the first one's came with the options.
    const Result<void> loaded = m_done > 0 ? loadSession(m_options) : Result<void>();
    if (!loaded) {
        m_fault = loaded.error();
        Q_EMIT finished();
        return;
    }
    m_options.versions = m_runs.at(m_done % m_runs.size());
    if (total() > 1) {
        m_options.capturePath = numberedPath(m_capturePath, m_done + 1);
        m_options.keeping.receivedPath = numberedPath(m_receivedPath, m_done + 1);
    }
    m_connection = new ClientConnection(m_options, this);
    connect(m_connection, &ClientConnection::finished, this, &ClientRepetition::onEnded);
    Q_EMIT begun(*m_connection);
    m_connection->start();
}

void ClientRepetition::onEnded()
{
    ClientConnection* over = std::exchange(m_connection, nullptr);
    ++m_done;
    m_results.add(*over->snapshot());
    Q_EMIT ended(*over);
    over->deleteLater();
    if (m_stopping || m_done == total()) {
        Q_EMIT finished();
        return;
    }
    m_pause.start();
}

} // namespace workbench
