#include "core/workbench/json/server_handshake_json.h"

#include "core/workbench/json/shared_words.h"

namespace workbench {

void writeJson(QJsonObject& server, const ServerHandshake& handshake)
{
    QJsonObject object;
    if (handshake.clientOrder) {
        object.insert(QStringLiteral("clientOrder"), true);
    }
    if (handshake.renegotiations != 0) {
        object.insert(QStringLiteral("renegotiations"), handshake.renegotiations);
    }
    if (handshake.dhGroup != DhGroup::Usual) {
        object.insert(QStringLiteral("dhGroup"), wordOf(kDhGroupWords, handshake.dhGroup));
    }
    if (!object.isEmpty()) {
        server.insert(QStringLiteral("handshake"), object);
    }
}

void readJson(MemberReader& server, ServerHandshake& handshake)
{
    MemberReader reader(server.object("handshake"));
    reader.flag("clientOrder", handshake.clientOrder);
    reader.number("renegotiations", 0, kMostRenegotiations, handshake.renegotiations);
    reader.word("dhGroup", kDhGroupWords, handshake.dhGroup);
    server.take(reader.error());
}

} // namespace workbench
