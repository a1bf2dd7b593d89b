#include "core/workbench/json/time_limits_json.h"

namespace workbench {
namespace {

struct Limit
{
    const char* name;
    Milliseconds TimeLimits::*member;
};

constexpr Limit kLimits[] = {{"timeout", &TimeLimits::whole},
                             {"resolveTimeout", &TimeLimits::resolve},
                             {"tcpTimeout", &TimeLimits::tcp},
                             {"tlsTimeout", &TimeLimits::tls}};

} // namespace

void writeJson(QJsonObject& client, const TimeLimits& limits)
{
    for (const Limit& limit : kLimits) {
        client.insert(QLatin1String(limit.name), toText(limits.*limit.member));
    }
}

void readJson(MemberReader& client, TimeLimits& limits)
{
    for (const Limit& limit : kLimits) {
        client.duration(limit.name, limits.*limit.member);
    }
}

} // namespace workbench
