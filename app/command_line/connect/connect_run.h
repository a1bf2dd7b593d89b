#pragma once

#include "app/command_line/connect/connect_dialogue.h"
#include "app/command_line/exit_status.h"
#include "core/connection/client_repetition.h"
#include "core/diagnosis/finding.h"

#include <QObject>

#include <memory>

namespace workbench {

/// The connections of one call of `connect`: makes them, reports each as soon as it is over.
class ConnectRun : public QObject
{
    Q_OBJECT

public:
    /// `request` outlives the run.
    ConnectRun(const ConnectRequest& request, const ClientOptions& options);

    /// Runs the event loop until the last one is over; the status to end with.
    int exec();

private:
    bool isSeveral() const;
    void report(const ClientConnection& connection);
    void print(const ConnectionRecord& record, const QList<Finding>& findings) const;
    void writeReports(const ConnectionRecord& record, const QList<Finding>& findings);
    void reportWhole();
    void note(ExitStatus status);

    const ConnectRequest& m_request;
    ClientRepetition m_connections;
    std::unique_ptr<ConnectDialogue> m_dialogue; ///< of the connection that there is
    ExitStatus m_status = ExitDone;
};

} // namespace workbench
