#include "core/workbench/json/proxy_choice_json.h"

namespace workbench {
namespace {

constexpr Word<ProxyKind> kKindWords[] = {{ProxyKind::None, "none"}, {ProxyKind::Http, "http"}};

} // namespace

void writeJson(QJsonObject& client, const ProxyChoice& proxy)
{
    if (!proxy.isSet()) {
        return;
    }
    client.insert(QStringLiteral("proxy"),
                  QJsonObject {{QStringLiteral("kind"), wordOf(kKindWords, proxy.kind)},
                               {QStringLiteral("host"), proxy.host},
                               {QStringLiteral("port"), proxy.port},
                               {QStringLiteral("user"), proxy.user}});
}

void readJson(MemberReader& client, ProxyChoice& proxy)
{
    MemberReader reader(client.object("proxy"));
    reader.word("kind", kKindWords, proxy.kind);
    reader.text("host", proxy.host);
    reader.port("port", 1, proxy.port);
    reader.text("user", proxy.user);
    client.take(reader.error());
}

} // namespace workbench
