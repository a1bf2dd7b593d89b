#include "core/workbench/json/time_limits_json.h"

namespace workbench {
namespace {

struct Limit
{
    const char* name;
    Milliseconds TimeLimits::*member;
    bool always = true; ///< also written where there is no limit
};

constexpr Limit kLimits[] = {{"timeout", &TimeLimits::whole},
                             {"resolveTimeout", &TimeLimits::resolve},
                             {"tcpTimeout", &TimeLimits::tcp},
                             {"proxyTimeout", &TimeLimits::proxy, false},
                             {"starttlsTimeout", &TimeLimits::starttls, false},
                             {"tlsTimeout", &TimeLimits::tls},
                             {"idleTimeout", &TimeLimits::idle, false},
                             {"dataTimeout", &TimeLimits::data, false}};

} // namespace

void writeJson(QJsonObject& client, const TimeLimits& limits)
{
    for (const Limit& limit : kLimits) {
        if (limit.always || (limits.*limit.member).count() != 0) {
            client.insert(QLatin1String(limit.name), toText(limits.*limit.member));
        }
    }
}

void readJson(MemberReader& client, TimeLimits& limits)
{
    for (const Limit& limit : kLimits) {
        client.duration(limit.name, limits.*limit.member);
    }
}

} // namespace workbench
