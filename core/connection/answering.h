#pragma once

#include "core/connection/answer.h"
#include "core/connection/explicit_tls/clear_script.h"
#include "core/connection/file_sending.h"
#include "core/connection/options/server_options.h"

#include <QDeadlineTimer>
#include <QElapsedTimer>
#include <QObject>
#include <QTimer>
#include <queue>

#include <functional>
#include <memory>
#include <optional>

namespace workbench {

/// What one connection of a server says to its client: the answer that was chosen, after its delay
/// and at its rate. Lives in the connection's thread.
class Answering : public QObject
{
    Q_OBJECT

public:
    /// How the connection takes it. All are called from the event loop, or inside the calls below.
    struct Way
    {
        std::function<void(const QByteArray& piece)> write;
        std::function<qint64()> waiting; ///< bytes that the client has not taken yet; over UDP,
                                         ///< where nothing tells, always 0
        std::function<void()> close; ///< in order: nothing is left to be said
        std::function<void(const Error& error)> failed; ///< a file; what was read of it goes out
    };

    /// `options` and `record` must outlive it.
    Answering(const ServerOptions& options, const ConnectionRecord& record, Way way);

    void begin(); ///< what is said without being asked
    void receive(const QByteArray& bytes);
    /// Words of a person: behind what waits for the rate, without the delay.
    void say(const QByteArray& bytes);
    void goOn(); ///< the client has taken something
    void clientIsDone(); ///< it says nothing more: closes when all is said
    void stop(); ///< what was not said yet is dropped

    /// The file that is the answer, and how much of it the connection was given; the state is
    /// UnderWay while the client has not taken all of that. Nothing: the answer is none, or has not
    /// begun.
    std::optional<FileProgress> file() const;
    /// A part of a file was said, and the rest will not be.
    bool isCutOff() const;
    /// Which step of a script has not come, and what came in its place, in words; empty: none.
    QString unmetStep() const;

    /// Bytes here and with the connection. A client that does not take them is to be read no more
    /// while they are more than FileSending::kMostWaiting.
    qint64 waiting() const;

    /// Something is left to be said that the connection was not given yet.
    bool isDue() const
    {
        return !m_late.empty() || !m_paced.isEmpty() || (m_file && m_file->isUnderWay());
    }

    bool isEnding() const { return m_ending; } ///< as soon as the client has taken what was said

private:
    struct Late
    {
        QDeadlineTimer due;
        Answer answer;
    };

    void follow(ClearExchange::Step step);
    void give(const Answer& answer);
    void giveLate();
    void carryOut(const Answer& answer);
    void sendFile(const QString& path);
    void onFileFailed(const Error& error);
    void writeAtRate();
    void closeWhenSent();

    const ServerOptions& m_options;
    const ConnectionRecord& m_record;
    Way m_way;
    QByteArray m_heard; ///< request head so far (HTTP), what no line of a script has taken
    std::unique_ptr<ScriptedExchange> m_script;
    std::queue<Late> m_late; ///< in the order of being due
    qint64 m_lateBytes = 0; ///< of them
    QTimer m_delay;
    QByteArray m_paced; ///< waits for the rate
    qint64 m_given = 0; ///< since `m_sinceRate`
    QElapsedTimer m_sinceRate;
    QTimer m_rate;
    std::unique_ptr<FileSending> m_file; ///< that is being sent
    bool m_lastGiven = false; ///< the answer that closes is due, or under way
    std::optional<FileProgress> m_fileProgress;
    bool m_ending = false;
    bool m_stopped = false;
};

} // namespace workbench
