#include "core/workbench/json/explicit_tls_json.h"

#include "core/connection/explicit_tls/explicit_tls_protocol.h"

#include <QCoreApplication>

namespace workbench {

void writeJson(QJsonObject& client, const ExplicitTlsChoice& choice)
{
    if (!choice.isSet()) {
        return;
    }
    QJsonObject object {{QStringLiteral("protocol"), choice.protocol}};
    if (!choice.scriptPath.isEmpty()) {
        object.insert(QStringLiteral("script"), choice.scriptPath);
    }
    client.insert(QStringLiteral("explicitTls"), object);
}

void readJson(MemberReader& client, ExplicitTlsChoice& choice)
{
    MemberReader reader(client.object("explicitTls"));
    reader.text("protocol", choice.protocol);
    reader.text("script", choice.scriptPath);
    client.take(reader.error());
    const bool known
        = !choice.isSet() || choice.isManual() || explicitTlsProtocol(choice.protocol) != nullptr;
    if (!known) {
        client.take(Error {
            .code = ErrorCode::InvalidInput,
            .message = QCoreApplication::translate(
                           "ProfileJson", "“%1” in “explicitTls” is no protocol that is known.")
                           .arg(choice.protocol),
            .where = QStringLiteral("explicitTls")});
    }
}

} // namespace workbench
