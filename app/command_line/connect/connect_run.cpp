#include "app/command_line/connect/connect_run.h"

#include "app/command_line/connect/dialogue_findings.h"
#include "app/command_line/connection_status.h"
#include "app/command_line/termination.h"
#include "core/base/byte_size.h"
#include "core/base/numbered_path.h"
#include "core/diagnosis/diagnosis.h"
#include "core/report/connection_report.h"
#include "core/report/repetition_report.h"
#include "core/report/report_file.h"

#include <QCoreApplication>
#include <QJsonDocument>

#include <algorithm>

namespace workbench {
namespace {

struct Text
{
    Q_DECLARE_TR_FUNCTIONS(ConnectCommand)
};

} // namespace

ConnectRun::ConnectRun(const ConnectRequest& request, const ClientOptions& options)
    : m_request(request)
    , m_connections(options, std::max(request.repeat, 1), request.interval)
{
    connect(&m_connections, &ClientRepetition::begun, this, [this](ClientConnection& connection) {
        m_dialogue = std::make_unique<ConnectDialogue>(connection, m_request);
    });
    connect(&m_connections, &ClientRepetition::ended, this, &ConnectRun::report);
    connect(&m_connections, &ClientRepetition::finished, qApp, &QCoreApplication::quit);
}

int ConnectRun::exec()
{
    Termination termination;
    connect(&termination, &Termination::requested, &m_connections, &ClientRepetition::stop);
    QMetaObject::invokeMethod(&m_connections, &ClientRepetition::start, Qt::QueuedConnection);
    QCoreApplication::exec();
    if (isSeveral()) {
        reportWhole();
    }
    return m_status;
}

/// Each is a line, and so is the end.
bool ConnectRun::isSeveral() const
{
    return m_request.repeat > 0 || m_connections.total() > 1;
}

void ConnectRun::report(const ClientConnection& connection)
{
    const ConnectionRecordPtr record = connection.snapshot();
    QList<Finding> findings = diagnose(*record);
    addDialogueFindings(findings, *m_dialogue, *record, m_connections.isStopped());
    note(statusOf(*record, findings));
    for (const Error& fault : record->fileFaults) {
        note(ExitLocalFault);
        CommandContext::complain(fault);
    }
    if (const std::optional<Error>& fault = m_dialogue->fileFault()) {
        note(ExitLocalFault);
        CommandContext::complain(*fault);
    }
    if (record->sentFile && record->sentFile->state == FileProgress::State::Stopped) {
        note(ExitTestFailed);
        CommandContext::complain(
            Text::tr("The connection ended before the whole file was sent: %1 of %2.")
                .arg(byteSizeToText(record->sentFile->sent),
                     byteSizeToText(record->sentFile->size)));
    }
    print(*record, findings);
    writeReports(*record, findings);
}

void ConnectRun::writeReports(const ConnectionRecord& record, const QList<Finding>& findings)
{
    const ReportedData data = m_request.reportData ? ReportedData::Whole : ReportedData::Size;
    for (const QString& path : m_request.reports) {
        const QString own = m_connections.total() > 1
            ? numberedPath(path, m_connections.results().count())
            : path;
        if (const Result<void> written = writeReport(own, record, findings, data); !written) {
            note(ExitLocalFault);
            CommandContext::complain(written.error());
        }
    }
}

void ConnectRun::print(const ConnectionRecord& record, const QList<Finding>& findings) const
{
    const CommandContext& context = m_request.context;
    const bool several = isSeveral();
    ReportOptions options = context.reportOptions();
    options.data = true;
    if (context.json()) {
        CommandContext::printJson(QJsonDocument(toJson(record, findings, options)), several);
    } else if (m_request.repeat > 0) {
        CommandContext::print(
            toLine(record, findings, m_connections.results().count(), context.colour()));
    } else {
        CommandContext::print(toText(record, findings, options));
    }
}

void ConnectRun::reportWhole()
{
    const CommandContext& context = m_request.context;
    const int asked = m_connections.total();
    if (context.json()) {
        CommandContext::printJson(
            QJsonDocument(toJson(
                m_connections.results(), m_request.profile.name, asked, m_connections.fault())),
            true);
    } else {
        CommandContext::print(toText(m_connections.results(), asked, context.colour()));
    }
    if (m_connections.fault()) {
        CommandContext::fault(*m_connections.fault());
        note(ExitLocalFault);
    } else if (m_connections.results().count() < asked) {
        note(ExitTestFailed); // somebody stopped it
    }
}

/// A local fault outweighs a test that failed, and that one a test that worked.
void ConnectRun::note(ExitStatus status)
{
    m_status = std::max(m_status, status);
}

} // namespace workbench
