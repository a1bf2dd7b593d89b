#include "app/command_line/connect/connect_as_command.h"

#include "core/base/shell_quoting.h"

#include <QCoreApplication>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>

namespace workbench {
namespace {

struct Text
{
    Q_DECLARE_TR_FUNCTIONS(ConnectCommand)
};

/// This program says it again, the others do not have it.
void addBeyondProfile(ShellCommand& command, OtherTool tool, const QList<GivenOption>& given)
{
    QStringList left;
    for (const GivenOption& option : given) {
        const QString word = QStringLiteral("--") + option.name;
        if (tool != OtherTool::Workbench) {
            left.append(word);
        } else if (option.values.isEmpty()) {
            command.arguments.append(word);
        }
        for (const QString& value : option.values) {
            if (tool == OtherTool::Workbench) {
                command.arguments += {word, value};
            }
        }
    }
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

int printAsCommand(const ConnectRequest& request, const CertificateStore& store)
{
    const OtherTool tool = *request.command;
    ShellCommand command = commandOf(tool, request.profile, store, request.context.home);
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
