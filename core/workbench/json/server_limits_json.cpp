#include "core/workbench/json/server_limits_json.h"

namespace workbench {
namespace {

struct Limit
{
    const char* name;
    Milliseconds ServerLimits::*member;
};

/// Those that files have not always had are left out where they are as usual.
constexpr Limit kLimits[] = {{"firstByteTimeout", &ServerLimits::firstByte},
                             {"starttlsTimeout", &ServerLimits::starttls},
                             {"idleTimeout", &ServerLimits::idle},
                             {"dataTimeout", &ServerLimits::data}};

} // namespace

void writeJson(QJsonObject& server, const ServerLimits& limits)
{
    server.insert(QStringLiteral("handshakeTimeout"), toText(limits.handshake));
    for (const Limit& limit : kLimits) {
        if (limits.*limit.member != ServerLimits().*limit.member) {
            server.insert(QLatin1String(limit.name), toText(limits.*limit.member));
        }
    }
}

void readJson(MemberReader& server, ServerLimits& limits)
{
    server.duration("handshakeTimeout", limits.handshake);
    for (const Limit& limit : kLimits) {
        server.duration(limit.name, limits.*limit.member);
    }
}

} // namespace workbench
