#include "app/command_line/dispatch.h"

#include "app/command_line/command_context.h"
#include "app/command_line/connect_command.h"
#include "app/command_line/decode_command.h"
#include "app/command_line/serve_command.h"
#include "app/command_line/store_command.h"

#include <QCoreApplication>

#include <array>

namespace workbench {
namespace {

struct Command
{
    const char* word;
    int (*run)(const QStringList&);
    const char* summary;
};

constexpr std::array kCommands {
    Command {"connect",
             &runConnect,
             QT_TRANSLATE_NOOP("CommandLine", "one client connection: handshake log and verdict")},
    Command {"serve",
             &runServe,
             QT_TRANSLATE_NOOP("CommandLine", "a server from a certificate-store entry")},
    Command {
        "decode",
        &runDecode,
        QT_TRANSLATE_NOOP("CommandLine", "TLS in a capture, a dump or a certificate, as fields")},
    Command {"store",
             &runStore,
             QT_TRANSLATE_NOOP("CommandLine",
                               "the certificate store: make, sign, renew, revoke, import, export")},
};

} // namespace

bool isCommand(const QString& word)
{
    return !word.isEmpty() && !word.startsWith(QLatin1Char('-'));
}

QString commandOverview()
{
    QString text = QCoreApplication::translate(
        "CommandLine",
        "TLS Workbench finds out why a TLS connection does not work.\n\n"
        "tls-workbench [--home DIR]          opens the window\n");
    for (const Command& command : kCommands) {
        text += QStringLiteral("tls-workbench %1 …%2%3\n")
                    .arg(QLatin1String(command.word),
                         QString(20 - static_cast<int>(qstrlen(command.word)), QLatin1Char(' ')),
                         QCoreApplication::translate("CommandLine", command.summary));
    }
    text += QCoreApplication::translate(
        "CommandLine",
        "tls-workbench --self-check          whether this installation is whole\n"
        "tls-workbench --version\n\n"
        "tls-workbench COMMAND --help lists the options of a command.\n"
        "Exit status: 0 it worked, 1 the test found a failure, 2 wrong usage, 3 a local fault.");
    return text;
}

int runCommand(const QStringList& arguments)
{
    const QString word = arguments.value(0);
    if (word == QStringLiteral("help")) {
        CommandContext::print(commandOverview());
        return CommandContext::concluded(ExitDone);
    }
    const auto* command
        = std::find_if(kCommands.begin(), kCommands.end(), [&](const Command& candidate) {
              return word == QLatin1String(candidate.word);
          });
    if (command == kCommands.end()) {
        return CommandContext::of(arguments).usage(
            QCoreApplication::translate("CommandLine", "“%1” is no command").arg(word));
    }
    return CommandContext::concluded(command->run(arguments));
}

} // namespace workbench
