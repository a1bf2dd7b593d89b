#include "core/workbench/json/handshake_settings_json.h"

namespace workbench {

void writeJson(QJsonObject& profile, const HandshakeSettings& settings)
{
    QJsonObject object;
    if (settings.recordPadding != 0) {
        object.insert(QStringLiteral("recordPadding"), settings.recordPadding);
    }
    if (settings.minimumDhBits != 0) {
        object.insert(QStringLiteral("minimumDhBits"), settings.minimumDhBits);
    }
    if (!settings.tickets) {
        object.insert(QStringLiteral("tickets"), false);
    }
    if (settings.askTimestamps) {
        object.insert(QStringLiteral("timestamps"), true);
    }
    if (settings.legacyRenegotiation) {
        object.insert(QStringLiteral("legacyRenegotiation"), true);
    }
    if (!object.isEmpty()) {
        profile.insert(QStringLiteral("handshake"), object);
    }
}

void readJson(MemberReader& profile, HandshakeSettings& settings)
{
    MemberReader reader(profile.object("handshake"));
    reader.number("recordPadding", 1, kMostPadding, settings.recordPadding);
    reader.number("minimumDhBits", kLeastDhBits, kMostDhBits, settings.minimumDhBits);
    reader.flag("tickets", settings.tickets);
    reader.flag("timestamps", settings.askTimestamps);
    reader.flag("legacyRenegotiation", settings.legacyRenegotiation);
    profile.take(reader.error());
}

} // namespace workbench
