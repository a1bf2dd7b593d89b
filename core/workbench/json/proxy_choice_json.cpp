#include "core/workbench/json/proxy_choice_json.h"

namespace workbench {
namespace {

constexpr Word<ProxyKind> kKindWords[] = {{ProxyKind::None, "none"},
                                          {ProxyKind::Http, "http"},
                                          {ProxyKind::Socks5, "socks5"},
                                          {ProxyKind::System, "system"}};

} // namespace

void writeJson(QJsonObject& client, const ProxyChoice& proxy)
{
    if (!proxy.isSet()) {
        return;
    }
    QJsonObject object {{QStringLiteral("kind"), wordOf(kKindWords, proxy.kind)}};
    if (proxy.kind != ProxyKind::System) {
        object.insert(QStringLiteral("host"), proxy.host);
        object.insert(QStringLiteral("port"), proxy.port);
        object.insert(QStringLiteral("user"), proxy.user);
    }
    client.insert(QStringLiteral("proxy"), object);
}

void readJson(MemberReader& client, ProxyChoice& proxy)
{
    MemberReader reader(client.object("proxy"));
    reader.word("kind", kKindWords, proxy.kind);
    reader.text("host", proxy.host);
    reader.port("port", 1, proxy.port);
    reader.text("user", proxy.user);
    if (proxy.kind == ProxyKind::System) {
        proxy.user.clear(); // whom only the command line names
    }
    client.take(reader.error());
}

} // namespace workbench
