#include "app/command_line/connect/connect_parts.h"

#include <QCoreApplication>

#include <algorithm>

namespace workbench {
namespace {

struct Text
{
    Q_DECLARE_TR_FUNCTIONS(ConnectCommand)
};

struct Word
{
    const char* word;
    OtherTool tool;
};

constexpr Word kWords[] = {{"openssl", OtherTool::OpenSsl},
                           {"curl", OtherTool::Curl},
                           {"tls-workbench", OtherTool::Workbench}};

/// Options of which a profile keeps nothing. --psk is not among them: its value is a secret.
constexpr const char* kBeyondProfile[] = {"key-password",
                                          "token-pin",
                                          "proxy-password",
                                          "probe",
                                          "send",
                                          "send-hex",
                                          "send-file",
                                          "request",
                                          "expect",
                                          "key-update",
                                          "renegotiate",
                                          "half-close",
                                          "abrupt-close",
                                          "repeat",
                                          "interval",
                                          "report",
                                          "report-data",
                                          "fields"};

QList<GivenOption> beyondProfile(const QCommandLineParser& parser)
{
    QList<GivenOption> beyond;
    for (const GivenOption& given : givenOptions(parser)) {
        if (std::any_of(std::begin(kBeyondProfile), std::end(kBeyondProfile), [&](const char* one) {
                return given.name == QLatin1String(one);
            })) {
            beyond.append(given);
        }
    }
    return beyond;
}

void addOptions(QCommandLineParser& parser)
{
    parser.addOption(
        {QStringLiteral("as-command"),
         Text::tr("Does not connect: prints the command with which that tool would do the "
                  "same, and what it cannot do as comments."),
         QStringLiteral("openssl|curl|tls-workbench")});
}

Result<void> readOptions(const QCommandLineParser& parser, ConnectRequest& request)
{
    const QString option = QStringLiteral("as-command");
    if (!parser.isSet(option)) {
        return {};
    }
    const QString given = parser.value(option);
    const auto* const known
        = std::find_if(std::begin(kWords), std::end(kWords), [&](const Word& one) {
              return given == QLatin1String(one.word);
          });
    if (known == std::end(kWords)) {
        return fail(
            {.code = ErrorCode::InvalidInput,
             .message = Text::tr("“%1” is no tool that a command can be made for.").arg(given),
             .remedy = Text::tr("Use openssl, curl or tls-workbench."),
             .where = QStringLiteral("--as-command")});
    }
    request.command = known->tool;
    request.beyondProfile = beyondProfile(parser);
    return {};
}

} // namespace

const ConnectPart kCommandPart {&addOptions, &readOptions};

} // namespace workbench
