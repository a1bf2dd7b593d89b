#include "app/command_line/common_options.h"
#include "app/command_line/connect/connect_parts.h"

#include <QCoreApplication>

namespace workbench {
namespace {

struct Text
{
    Q_DECLARE_TR_FUNCTIONS(ConnectCommand)
};

struct Limit
{
    const char* option;
    const char* text;
    Milliseconds TimeLimits::*member;
};

constexpr Limit kLimits[] = {
    {"timeout",
     QT_TRANSLATE_NOOP("ConnectCommand",
                       "Limit of the whole attempt (10 s); 0: none, as of every limit."),
     &TimeLimits::whole},
    {"resolve-timeout",
     QT_TRANSLATE_NOOP("ConnectCommand", "Limit of the name look-up."),
     &TimeLimits::resolve},
    {"tcp-timeout",
     QT_TRANSLATE_NOOP("ConnectCommand", "Limit of the TCP connection."),
     &TimeLimits::tcp},
    {"proxy-timeout",
     QT_TRANSLATE_NOOP("ConnectCommand", "Limit of the proxy's answer."),
     &TimeLimits::proxy},
    {"starttls-timeout",
     QT_TRANSLATE_NOOP("ConnectCommand", "Limit of what is said in clear before TLS."),
     &TimeLimits::starttls},
    {"tls-timeout",
     QT_TRANSLATE_NOOP("ConnectCommand", "Limit of the handshake."),
     &TimeLimits::tls},
    {"idle-timeout",
     QT_TRANSLATE_NOOP("ConnectCommand",
                       "Limit of silence after the handshake: no byte in either direction."),
     &TimeLimits::idle},
    {"data-timeout",
     QT_TRANSLATE_NOOP("ConnectCommand",
                       "Limit of everything after the handshake (as long again as --timeout)."),
     &TimeLimits::data},
};

void addOptions(QCommandLineParser& parser)
{
    for (const Limit& limit : kLimits) {
        parser.addOption({QLatin1String(limit.option), Text::tr(limit.text), QStringLiteral("D")});
    }
}

Result<void> readOptions(const QCommandLineParser& parser, ConnectRequest& request)
{
    for (const Limit& limit : kLimits) {
        Milliseconds& target = request.profile.limits.*limit.member;
        if (Result<void> read = readDuration(parser, QLatin1String(limit.option), target); !read) {
            return read;
        }
    }
    // A peer that never stops must not hold a script.
    if (!parser.isSet(QStringLiteral("data-timeout"))) {
        request.profile.limits.data = request.profile.limits.whole;
    }
    return {};
}

} // namespace

const ConnectPart kLimitsPart {&addOptions, &readOptions};

} // namespace workbench
