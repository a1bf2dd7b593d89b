#include "app/command_line/common_options.h"
#include "app/command_line/connect/connect_parts.h"
#include "core/base/atomic_file.h"
#include "core/report/report_file.h"

#include <QCoreApplication>

namespace workbench {
namespace {

struct Text
{
    Q_DECLARE_TR_FUNCTIONS(ConnectCommand)
};

void addOptions(QCommandLineParser& parser)
{
    parser.addOptions({
        {QStringLiteral("report"),
         Text::tr("Write the report to this file as well; of several connections each to one of "
                  "its own, "
                  "numbered."),
         QStringLiteral("FILE.html|.json|.txt")},
        {QStringLiteral("report-data"),
         Text::tr(
             "With the data that was sent and received, in clear; else reports say only how much "
             "it was.")},
        {QStringLiteral("pcap"),
         Text::tr("Write the TLS records to this file in pcapng, with made-up headers. Of several "
                  "connections each to a file of its own, numbered."),
         QStringLiteral("FILE")},
        {QStringLiteral("pcap-secrets"),
         Text::tr(
             "Put the secrets into that file too: whoever has it can decrypt the connection.")},
    });
}

Result<void> readOptions(const QCommandLineParser& parser, ConnectRequest& request)
{
    request.profile.capturePath = parser.value(QStringLiteral("pcap"));
    request.profile.captureSecrets = parser.isSet(QStringLiteral("pcap-secrets"));
    request.reports = parser.values(QStringLiteral("report"));
    request.reportData = parser.isSet(QStringLiteral("report-data"));
    if (request.reportData && request.reports.isEmpty()) {
        return fail({.code = ErrorCode::InvalidInput,
                     .message = Text::tr("There is no report for the data to stand in."),
                     .remedy = Text::tr("Name its file with --report."),
                     .where = QStringLiteral("--report-data")});
    }
    for (const QString& report : std::as_const(request.reports)) {
        if (Result<void> named = checkReportName(report); !named) {
            named.error().where = QStringLiteral("--report");
            return named;
        }
        Result<void> writable = allOf([&] { return checkReplaceable(report); },
                                      [&] { return checkWritable(report); });
        if (!writable) {
            return writable;
        }
    }
    return {};
}

} // namespace

const ConnectPart kReportPart {&addOptions, &readOptions};

} // namespace workbench
