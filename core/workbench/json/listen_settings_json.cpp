#include "core/workbench/json/listen_settings_json.h"

#include "core/workbench/json/shared_words.h"

namespace workbench {

void writeJson(QJsonObject& server, const ListenSettings& listen)
{
    server.insert(QStringLiteral("address"), listen.address);
    server.insert(QStringLiteral("port"), listen.port);
    server.insert(QStringLiteral("reuseAddress"), listen.reuseAddress);
    if (listen.keepAlive) {
        server.insert(QStringLiteral("keepAlive"), true);
    }
    if (listen.nagle != Nagle::Never) {
        server.insert(QStringLiteral("nagle"), wordOf(kNagleWords, listen.nagle));
    }
    if (listen.threads != ListenSettings().threads) {
        server.insert(QStringLiteral("threads"), listen.threads);
    }
}

void readJson(MemberReader& server, ListenSettings& listen)
{
    server.text("address", listen.address);
    server.port("port", 0, listen.port);
    server.flag("reuseAddress", listen.reuseAddress);
    server.flag("keepAlive", listen.keepAlive);
    server.word("nagle", kNagleWords, listen.nagle);
    server.number("threads", 1, kMostThreads, listen.threads);
}

} // namespace workbench
