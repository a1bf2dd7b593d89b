#include "app/command_line/connect/connect_parts.h"
#include "core/base/atomic_file.h"
#include "core/report/report_file.h"

#include <QCoreApplication>

namespace workbench {
namespace {

QString tr(const char* text)
{
    return QCoreApplication::translate("ConnectCommand", text);
}

void addOptions(QCommandLineParser& parser)
{
    parser.addOptions({
        {QStringLiteral("report"),
         tr("Write the report to this file as well; of several connections each to one of its own, "
            "numbered."),
         QStringLiteral("FILE.html|.json|.txt")},
        {QStringLiteral("pcap"),
         tr("Write the TLS records to this file in pcapng, with made-up headers; with --keylog the "
            "secrets too. Of several connections each to a file of its own, numbered."),
         QStringLiteral("FILE")},
    });
}

Result<void> readOptions(const QCommandLineParser& parser, ConnectRequest& request)
{
    request.profile.capturePath = parser.value(QStringLiteral("pcap"));
    request.reports = parser.values(QStringLiteral("report"));
    for (const QString& report : std::as_const(request.reports)) {
        if (Result<void> named = checkReportName(report); !named) {
            named.error().where = QStringLiteral("--report");
            return named;
        }
        if (Result<void> writable = checkWritable(report); !writable) {
            return writable;
        }
    }
    return {};
}

} // namespace

const ConnectPart kReportPart {&addOptions, &readOptions};

} // namespace workbench
