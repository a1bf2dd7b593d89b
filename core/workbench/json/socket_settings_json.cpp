#include "core/workbench/json/socket_settings_json.h"

#include "core/workbench/json/shared_words.h"

namespace workbench {
namespace {

struct Flag
{
    const char* name;
    bool SocketSettings::*member;
};

constexpr Flag kFlags[] = {{"keepAlive", &SocketSettings::keepAlive},
                           {"dontRoute", &SocketSettings::dontRoute},
                           {"broadcast", &SocketSettings::broadcast}};

} // namespace

void writeJson(QJsonObject& client, const SocketSettings& socket)
{
    QJsonObject object;
    for (const Flag& flag : kFlags) {
        if (socket.*flag.member) {
            object.insert(QLatin1String(flag.name), true);
        }
    }
    if (socket.nagle != Nagle::Never) {
        object.insert(QStringLiteral("nagle"), wordOf(kNagleWords, socket.nagle));
    }
    if (!socket.localAddress.isEmpty()) {
        object.insert(QStringLiteral("localAddress"), socket.localAddress);
    }
    if (socket.localPort != 0) {
        object.insert(QStringLiteral("localPort"), socket.localPort);
    }
    if (socket.mtu != 0) {
        object.insert(QStringLiteral("mtu"), socket.mtu);
    }
    if (!object.isEmpty()) {
        client.insert(QStringLiteral("socket"), object);
    }
}

void readJson(MemberReader& client, SocketSettings& socket)
{
    constexpr int kHighestPort = 65535;
    MemberReader reader(client.object("socket"));
    for (const Flag& flag : kFlags) {
        reader.flag(flag.name, socket.*flag.member);
    }
    reader.word("nagle", kNagleWords, socket.nagle);
    reader.text("localAddress", socket.localAddress);
    reader.number("localPort", 1, kHighestPort, socket.localPort);
    reader.number("mtu", kLeastMtu, kMostMtu, socket.mtu);
    client.take(reader.error());
}

} // namespace workbench
