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
        {QStringLiteral("no-tickets"), Text::tr("Give no session tickets.")},
        {QStringLiteral("tickets"),
         Text::tr("Give so many session tickets after a full handshake of TLS 1.3 (2)."),
         QStringLiteral("N")},
        {QStringLiteral("session-lifetime"),
         Text::tr("Lifetime of sessions and tickets, in whole seconds (2 h)."),
         QStringLiteral("D")},
        {QStringLiteral("ticket-key-rotation"),
         Text::tr(
             "Seal tickets with a new key after so long; those of the key before are taken once "
             "more as long."),
         QStringLiteral("D")},
        {QStringLiteral("no-session-ids"),
         Text::tr("Keep no sessions that clients could name by their id (TLS 1.2).")},
    });
}

Result<void> readOptions(const QCommandLineParser& parser, ServeRequest& request)
{
    SessionSettings& sessions = request.profile.sessions;
    sessions.tickets = !parser.isSet(QStringLiteral("no-tickets"));
    sessions.ids = !parser.isSet(QStringLiteral("no-session-ids"));
    return allOf(
        [&] { return readNumber(parser, "tickets", 1, kMostTickets, sessions.ticketCount); },
        [&] { return readDuration(parser, QStringLiteral("session-lifetime"), sessions.lifetime); },
        [&] {
            return readDuration(
                parser, QStringLiteral("ticket-key-rotation"), sessions.keyRotation);
        });
}

} // namespace

const ServePart kServeSessionPart {&addOptions, &readOptions};

} // namespace workbench
