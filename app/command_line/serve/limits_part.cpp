#include "app/command_line/common_options.h"
#include "app/command_line/serve/serve_parts.h"

#include <QCoreApplication>

namespace workbench {
namespace {

QString tr(const char* text)
{
    return QCoreApplication::translate("ServeCommand", text);
}

void addOptions(QCommandLineParser& parser)
{
    parser.addOptions({
        {QStringLiteral("handshake-timeout"),
         tr("Limit of a handshake (10 s)."),
         QStringLiteral("D")},
        {QStringLiteral("count"), tr("End after this many connections."), QStringLiteral("N")},
    });
}

Result<void> readCount(const QCommandLineParser& parser, int& target)
{
    const QString option = QStringLiteral("count");
    if (!parser.isSet(option)) {
        return {};
    }
    bool isNumber = false;
    target = parser.value(option).toInt(&isNumber);
    if (!isNumber || target < 1) {
        return fail({.code = ErrorCode::InvalidInput,
                     .message = tr("“%1” is no count.").arg(parser.value(option)),
                     .where = QStringLiteral("--count")});
    }
    return {};
}

Result<void> readOptions(const QCommandLineParser& parser, ServeRequest& request)
{
    ServerLimits& limits = request.profile.limits;
    return allOf(
        [&] { return readDuration(parser, QStringLiteral("handshake-timeout"), limits.handshake); },
        [&] { return readCount(parser, request.count); });
}

} // namespace

const ServePart kServeLimitsPart {&addOptions, &readOptions};

} // namespace workbench
