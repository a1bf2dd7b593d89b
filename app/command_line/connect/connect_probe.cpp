#include "app/command_line/connect/connect_probe.h"

#include "app/command_line/termination.h"
#include "core/connection/legacy_probe.h"

#include <QCoreApplication>
#include <QJsonDocument>
#include <QJsonObject>

namespace workbench {
namespace {

QJsonObject toJson(const LegacyProbeResult& result, const ClientOptions& options)
{
    const auto word = [&result] {
        switch (result.answer) {
        case wire::LegacyAnswer::Accepted:
            return "accepted";
        case wire::LegacyAnswer::Refused:
            return "refused";
        default:
            return "unknown";
        }
    };
    return {{QStringLiteral("schema"), QStringLiteral("tls-workbench/probe/1")},
            {QStringLiteral("target"),
             QJsonObject {{QStringLiteral("host"), options.host},
                          {QStringLiteral("port"), options.port}}},
            {QStringLiteral("version"),
             result.version == wire::LegacyVersion::Ssl2 ? QStringLiteral("SSL 2.0")
                                                         : QStringLiteral("SSL 3.0")},
            {QStringLiteral("answer"), QString::fromLatin1(word())},
            {QStringLiteral("evidence"), result.evidence},
            {QStringLiteral("text"), result.sentence}};
}

} // namespace

int runProbe(const ConnectRequest& request, const ClientOptions& options)
{
    LegacyProbe probe(options, *request.probe);
    LegacyProbeResult result;
    Termination termination;
    QObject::connect(&termination, &Termination::requested, &probe, &LegacyProbe::cancel);
    QObject::connect(
        &probe, &LegacyProbe::finished, qApp, [&result](const LegacyProbeResult& found) {
            result = found;
            QCoreApplication::quit();
        });
    QMetaObject::invokeMethod(&probe, &LegacyProbe::start, Qt::QueuedConnection);
    QCoreApplication::exec();
    if (request.context.json()) {
        CommandContext::printJson(QJsonDocument(toJson(result, options)), false);
    } else {
        CommandContext::print(result.sentence);
    }
    return result.answer == wire::LegacyAnswer::Refused ? ExitDone : ExitTestFailed;
}

} // namespace workbench
