#include "core/workbench/server_changes.h"

#include "core/workbench/profiles.h"

#include <QCoreApplication>
#include <QJsonObject>

#include <algorithm>
#include <array>

namespace workbench {
namespace {

struct Text
{
    Q_DECLARE_TR_FUNCTIONS(ServerChanges)
};

/// A member of the description as it is saved, and what a person calls it.
struct Label
{
    const char* member;
    const char* text;
};

constexpr std::array kLabels {
    Label {"address", QT_TRANSLATE_NOOP("ServerChanges", "address")},
    Label {"port", QT_TRANSLATE_NOOP("ServerChanges", "port")},
    Label {"reuseAddress", QT_TRANSLATE_NOOP("ServerChanges", "re-use of the address")},
    Label {"keepAlive", QT_TRANSLATE_NOOP("ServerChanges", "options of the sockets")},
    Label {"nagle", QT_TRANSLATE_NOOP("ServerChanges", "options of the sockets")},
    Label {"explicitTls", QT_TRANSLATE_NOOP("ServerChanges", "explicit TLS")},
    Label {"plain", QT_TRANSLATE_NOOP("ServerChanges", "transport")},
    Label {"threads", QT_TRANSLATE_NOOP("ServerChanges", "threads")},
    Label {"transport", QT_TRANSLATE_NOOP("ServerChanges", "transport")},
    Label {"certificates", QT_TRANSLATE_NOOP("ServerChanges", "certificates")},
    Label {"certificateBy", QT_TRANSLATE_NOOP("ServerChanges", "certificates")},
    Label {"staple", QT_TRANSLATE_NOOP("ServerChanges", "OCSP responses")},
    Label {"staples", QT_TRANSLATE_NOOP("ServerChanges", "OCSP responses")},
    Label {"pskIdentity", QT_TRANSLATE_NOOP("ServerChanges", "pre-shared key")},
    Label {"versions", QT_TRANSLATE_NOOP("ServerChanges", "TLS versions")},
    Label {"clientCertificate", QT_TRANSLATE_NOOP("ServerChanges", "client certificates")},
    Label {"clientTrust", QT_TRANSLATE_NOOP("ServerChanges", "client certificates")},
    Label {"issuerNames", QT_TRANSLATE_NOOP("ServerChanges", "client certificates")},
    Label {"keyLog", QT_TRANSLATE_NOOP("ServerChanges", "key log")},
    Label {"answer", QT_TRANSLATE_NOOP("ServerChanges", "answer")},
    Label {"answerText", QT_TRANSLATE_NOOP("ServerChanges", "answer")},
    Label {"answerDelay", QT_TRANSLATE_NOOP("ServerChanges", "answer")},
    Label {"answerRate", QT_TRANSLATE_NOOP("ServerChanges", "answer")},
};

QString labelOf(const QString& member)
{
    const auto known = std::find_if(kLabels.begin(), kLabels.end(), [&](const Label& label) {
        return member == QLatin1String(label.member);
    });
    return known == kLabels.end() ? Text::tr("options of the handshake and of sessions, limits")
                                  : Text::tr(known->text);
}

/// As it is saved, without what holds at once or means nothing to a running server.
QJsonObject restarting(ServerProfile profile)
{
    profile.name.clear();
    profile.access = {};
    profile.autostart = false;
    if (profile.listen.address.isEmpty()) {
        profile.listen.address = QStringLiteral("127.0.0.1"); // which it stands for
    }
    return toJson(profile);
}

} // namespace

QStringList waitingChanges(const ServerProfile& running, const ServerProfile& wanted)
{
    const QJsonObject before = restarting(running);
    const QJsonObject after = restarting(wanted);
    QStringList members = before.keys() + after.keys();
    members.removeDuplicates(); // what has its usual value is not saved
    QStringList changes;
    for (const QString& member : std::as_const(members)) {
        if (before.value(member) != after.value(member)) {
            changes.append(labelOf(member));
        }
    }
    changes.removeDuplicates();
    return changes;
}

} // namespace workbench
