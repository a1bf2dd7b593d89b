#include "app/command_line/connect/connect_as_command.h"

#include "core/base/shell_quoting.h"
#include "core/workbench/resolution/credentials.h"

#include <QCoreApplication>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>

#include <algorithm>

namespace workbench {
namespace {

struct Text
{
    Q_DECLARE_TR_FUNCTIONS(ConnectCommand)
};

constexpr QLatin1String kProxyPassword("proxy-password"); // which s_client has, too

QString proxyPasswordOf(const QList<GivenOption>& given)
{
    const auto found = std::find_if(given.begin(), given.end(), [](const GivenOption& option) {
        return option.name == kProxyPassword;
    });
    return found == given.end() ? QString() : found->value.value_or(QString());
}

/// This program says it again, the others do not have it.
void addBeyondProfile(ShellCommand& command, OtherTool tool, const QList<GivenOption>& given)
{
    QStringList left;
    for (const GivenOption& option : given) {
        const QString word = QStringLiteral("--") + option.name;
        if (tool != OtherTool::Workbench) {
            if (tool != OtherTool::OpenSsl || option.name != kProxyPassword) {
                left.append(word);
            }
            continue;
        }
        command.arguments.append(word);
        if (option.value) {
            command.arguments.append(*option.value);
        }
    }
    left.removeDuplicates();
    if (!left.isEmpty()) {
        command.comments.append(
            Text::tr("Not in this command: %1.").arg(left.join(QStringLiteral(", "))));
    }
}

QJsonObject toJson(const ShellCommand& command)
{
    return {{QStringLiteral("schema"), QStringLiteral("tls-workbench/command/1")},
            {QStringLiteral("command"),
             command.arguments.isEmpty() ? QJsonValue(QJsonValue::Null)
                                         : QJsonValue(shellLine(command.arguments))},
            {QStringLiteral("arguments"), QJsonArray::fromStringList(command.arguments)},
            {QStringLiteral("comments"), QJsonArray::fromStringList(command.comments)}};
}

} // namespace

Result<void> checkCommand(const ConnectRequest& request, const CertificateStore& store)
{
    const ClientProfile& profile = request.profile;
    if (request.command == OtherTool::Workbench || profile.certificate.isEmpty()) {
        return {};
    }
    return checkCredentials(profile.certificate, profile.certificateLookup, store);
}

int printAsCommand(const ConnectRequest& request, const CertificateStore& store)
{
    const OtherTool tool = *request.command;
    ShellCommand command = commandOf(
        tool, request.profile, store, request.context.home, proxyPasswordOf(request.beyondProfile));
    const bool possible = !command.arguments.isEmpty();
    if (possible) {
        addBeyondProfile(command, tool, request.beyondProfile);
    }
    if (request.context.json()) {
        CommandContext::printJson(QJsonDocument(toJson(command)), false);
    } else {
        CommandContext::print(command.text().toLocal8Bit());
    }
    return possible ? ExitDone : ExitTestFailed;
}

} // namespace workbench
