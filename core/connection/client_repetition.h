#pragma once

#include "core/base/error.h"
#include "core/connection/client_connection.h"
#include "core/connection/repetition.h"

#include <QTimer>

#include <optional>

namespace workbench {

/// The versions that each attempt of a client offers, lowest first: one client_hello cannot leave
/// out a version between two others, so that a set with a hole takes several attempts.
QList<TlsVersionSet> versionRuns(const ClientSettings& settings);

/// So many numbered files of one name at most: what looks at a folder takes no more in good time.
constexpr int kMostNumberedFiles = 1000;

/// Whether `count` connections, each in its runs, may write a file each: those of the settings and,
/// with `reports`, others. Error InvalidInput, with `where` "repeat": they would be too many.
Result<void> checkNumberedFiles(const ClientSettings& settings, int count, bool reports = false);

/// Makes one connection of a client after the other, each as often as its versions have runs. Lives
/// in a thread with an event loop; never blocks. Who watches it says when each connection is to be
/// closed.
class ClientRepetition : public QObject
{
    Q_OBJECT

public:
    /// `count`: at least 1, each in as many attempts as there are versionRuns(). `interval`:
    /// between the end of one and the start of the next.
    ClientRepetition(ClientOptions options,
                     int count,
                     Milliseconds interval,
                     QObject* parent = nullptr);

    void start(); ///< once
    /// Ends the connection that there is as ClientConnection::close() does; none follows.
    void stop();

    bool isStopped() const { return m_stopping; } ///< by stop()

    int done() const { return m_done; }

    int total() const { return m_count * static_cast<int>(m_runs.size()); }

    /// What those that are over have come to.
    const Repetition& results() const { return m_results; }

    /// Why it ended before its time: the session that was kept cannot be offered. Nothing: it did
    /// not.
    const std::optional<Error>& fault() const { return m_fault; }

Q_SIGNALS:
    void begun(workbench::ClientConnection& connection); ///< start() has not been called yet
    void ended(workbench::ClientConnection& connection); ///< complete; goes with this turn
    void finished(); ///< the last signal

private:
    void begin();
    void onEnded();

    ClientOptions m_options;
    QString m_capturePath; ///< that of several connections is numbered
    QString m_receivedPath; ///< likewise
    QList<TlsVersionSet> m_runs;
    int m_count;
    int m_done = 0;
    Repetition m_results;
    bool m_stopping = false;
    std::optional<Error> m_fault;
    ClientConnection* m_connection = nullptr; ///< null: between two
    QTimer m_pause;
};

} // namespace workbench
