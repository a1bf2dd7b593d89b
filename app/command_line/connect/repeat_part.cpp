#include "app/command_line/common_options.h"
#include "app/command_line/connect/connect_parts.h"

#include <QCoreApplication>

namespace workbench {
namespace {

constexpr int kMostConnections = 1'000'000;

struct Text
{
    Q_DECLARE_TR_FUNCTIONS(ConnectCommand)
};

void addOptions(QCommandLineParser& parser)
{
    parser.addOptions({
        {QStringLiteral("repeat"),
         Text::tr(
             "Makes that many connections, one after the other, and tells how far their times lie "
             "apart."),
         QStringLiteral("N")},
        {QStringLiteral("interval"), Text::tr("Pause between two of them."), QStringLiteral("D")},
    });
}

Result<void> readOptions(const QCommandLineParser& parser, ConnectRequest& request)
{
    if (parser.isSet(QStringLiteral("repeat"))) {
        const QString text = parser.value(QStringLiteral("repeat"));
        bool isNumber = false;
        request.repeat = text.toInt(&isNumber);
        if (!isNumber || request.repeat < 1 || request.repeat > kMostConnections) {
            return fail({.code = ErrorCode::InvalidInput,
                         .message = Text::tr("“%1” is no number of connections.").arg(text),
                         .remedy = Text::tr("Numbers go from 1 to %1.").arg(kMostConnections),
                         .where = QStringLiteral("--repeat")});
        }
    } else if (parser.isSet(QStringLiteral("interval"))) {
        return fail({.code = ErrorCode::InvalidInput,
                     .message = Text::tr("A pause needs several connections."),
                     .remedy = Text::tr("Say how many with --repeat."),
                     .where = QStringLiteral("--interval")});
    }
    return readDuration(parser, QStringLiteral("interval"), request.interval);
}

} // namespace

const ConnectPart kRepeatPart {&addOptions, &readOptions};

} // namespace workbench
