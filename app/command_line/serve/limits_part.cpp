#include "app/command_line/common_options.h"
#include "app/command_line/serve/serve_parts.h"

#include <QCoreApplication>

namespace workbench {
namespace {

struct Text
{
    Q_DECLARE_TR_FUNCTIONS(ServeCommand)
};

struct Limit
{
    const char* option;
    const char* text;
    Milliseconds ServerLimits::*member;
};

constexpr Limit kLimits[] = {
    {"first-byte-timeout",
     QT_TRANSLATE_NOOP("ServeCommand", "Limit of the wait for a client's first byte, over TCP."),
     &ServerLimits::firstByte},
    {"starttls-timeout",
     QT_TRANSLATE_NOOP("ServeCommand", "Limit of what is said in clear before TLS (30 s)."),
     &ServerLimits::starttls},
    {"handshake-timeout",
     QT_TRANSLATE_NOOP("ServeCommand",
                       "Limit of a handshake (10 s); 0: none, as of every limit, but over UDP."),
     &ServerLimits::handshake},
    {"idle-timeout",
     QT_TRANSLATE_NOOP("ServeCommand", "Limit of silence after the handshake (5 min)."),
     &ServerLimits::idle},
    {"data-timeout",
     QT_TRANSLATE_NOOP("ServeCommand", "Limit of everything after the handshake."),
     &ServerLimits::data},
};

void addOptions(QCommandLineParser& parser)
{
    for (const Limit& limit : kLimits) {
        parser.addOption({QLatin1String(limit.option), Text::tr(limit.text), QStringLiteral("D")});
    }
    parser.addOption({QStringLiteral("count"),
                      Text::tr("End after this many connections."),
                      QStringLiteral("N")});
}

Result<void> readCount(const QCommandLineParser& parser, int& target)
{
    const QString option = QStringLiteral("count");
    if (!parser.isSet(option)) {
        return {};
    }
    bool isNumber = false;
    target = parser.value(option).toInt(&isNumber);
    if (!isNumber || target < 1) {
        return fail({.code = ErrorCode::InvalidInput,
                     .message = Text::tr("“%1” is no count.").arg(parser.value(option)),
                     .where = QStringLiteral("--count")});
    }
    return {};
}

Result<void> readOptions(const QCommandLineParser& parser, ServeRequest& request)
{
    for (const Limit& limit : kLimits) {
        Milliseconds& target = request.profile.limits.*limit.member;
        if (Result<void> read = readDuration(parser, QLatin1String(limit.option), target); !read) {
            return read;
        }
    }
    return readCount(parser, request.count);
}

} // namespace

const ServePart kServeLimitsPart {&addOptions, &readOptions};

} // namespace workbench
