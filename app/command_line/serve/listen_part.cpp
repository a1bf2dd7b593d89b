#include "app/command_line/common_options.h"
#include "app/command_line/serve/serve_parts.h"

#include <QCoreApplication>

namespace workbench {
namespace {

struct Text
{
    Q_DECLARE_TR_FUNCTIONS(ServeCommand)
};

void addOptions(QCommandLineParser& parser)
{
    parser.addOptions({
        {QStringLiteral("port"),
         Text::tr("Port; 0 takes a free one, which is printed."),
         QStringLiteral("N")},
        {QStringLiteral("address"),
         Text::tr("Address or network card to listen on (127.0.0.1); several with commas, or one "
                  "after the other."),
         QStringLiteral("IP|NAME")},
        {QStringLiteral("no-reuse-address"), Text::tr("An address in use is an error.")},
        {QStringLiteral("threads"),
         Text::tr("Spread the connections over so many threads, over TCP (1)."),
         QStringLiteral("N")},
    });
}

Result<void> readPort(const QCommandLineParser& parser, quint16& target)
{
    if (!parser.isSet(QStringLiteral("port"))) {
        return {};
    }
    return parsePort(parser.value(QStringLiteral("port")), true).map([&target](quint16 port) {
        target = port;
    });
}

Result<void> readOptions(const QCommandLineParser& parser, ServeRequest& request)
{
    ListenSettings& listen = request.profile.listen;
    listen.address = parser.values(QStringLiteral("address")).join(QLatin1Char(','));
    listen.reuseAddress = !parser.isSet(QStringLiteral("no-reuse-address"));
    return allOf([&] { return readNumber(parser, "threads", 1, kMostThreads, listen.threads); },
                 [&] { return readPort(parser, listen.port); });
}

} // namespace

const ServePart kServeListenPart {&addOptions, &readOptions};

} // namespace workbench
