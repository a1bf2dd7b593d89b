#include "core/workbench/json/session_settings_json.h"

namespace workbench {

void writeJson(QJsonObject& server, const SessionSettings& sessions)
{
    const SessionSettings usual;
    server.insert(QStringLiteral("tickets"), sessions.tickets);
    if (sessions.ticketCount != usual.ticketCount) {
        server.insert(QStringLiteral("ticketCount"), sessions.ticketCount);
    }
    if (sessions.lifetime != usual.lifetime) {
        server.insert(QStringLiteral("sessionLifetime"), toText(sessions.lifetime));
    }
    if (sessions.keyRotation != usual.keyRotation) {
        server.insert(QStringLiteral("ticketKeyRotation"), toText(sessions.keyRotation));
    }
    if (!sessions.ids) {
        server.insert(QStringLiteral("sessionIds"), false);
    }
}

void readJson(MemberReader& server, SessionSettings& sessions)
{
    server.flag("tickets", sessions.tickets);
    server.number("ticketCount", 1, kMostTickets, sessions.ticketCount);
    server.duration("sessionLifetime", sessions.lifetime);
    server.duration("ticketKeyRotation", sessions.keyRotation);
    server.flag("sessionIds", sessions.ids);
}

} // namespace workbench
