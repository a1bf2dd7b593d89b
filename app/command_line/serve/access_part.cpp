#include "app/command_line/common_options.h"
#include "app/command_line/serve/serve_parts.h"
#include "core/connection/access_guard.h"
#include "core/wire/registry.h"
#include "core/workbench/json/shared_words.h"

#include <QCoreApplication>

#include <optional>

namespace workbench {
namespace {

struct Text
{
    Q_DECLARE_TR_FUNCTIONS(ServeCommand)
};

void addOptions(QCommandLineParser& parser)
{
    parser.addOptions({
        {QStringLiteral("deny"),
         Text::tr(
             "Accept TCP connections, then refuse them. Signal USR1 switches that on and off.")},
        {QStringLiteral("deny-with"),
         Text::tr(
             "How whoever is not let in is refused: the end of the stream (default), a reset, or a "
             "fatal alert in answer to the hello; over UDP an alert or silence."),
         QStringLiteral("close|reset|alert|alert:NAME")},
        {QStringLiteral("max-connections"),
         Text::tr("Let in so many clients at a time; more are refused."),
         QStringLiteral("N")},
        {QStringLiteral("allow"),
         Text::tr("Let in clients from these addresses and networks only; several with commas or "
                  "repeated."),
         QStringLiteral("ADDRESS[/BITS]")},
    });
}

/// An alert by its name or number.
std::optional<quint8> alertOf(const QString& text)
{
    constexpr int kHighest = 255;
    bool isNumber = false;
    const int number = text.toInt(&isNumber);
    if (isNumber) {
        return number >= 0 && number <= kHighest ? std::optional(static_cast<quint8>(number))
                                                 : std::nullopt;
    }
    return wire::alertByName(text.toStdString());
}

Result<void> readWay(const QCommandLineParser& parser, AccessSettings& access)
{
    const QString option = QStringLiteral("deny-with");
    if (!parser.isSet(option)) {
        return {};
    }
    const QString value = parser.value(option);
    const QString prefix = QStringLiteral("alert:");
    if (!value.startsWith(prefix)) {
        return readWord(parser, "deny-with", kDenyWords, access.way);
    }
    const std::optional<quint8> alert = alertOf(value.mid(prefix.size()));
    if (!alert) {
        return fail(
            {.code = ErrorCode::InvalidInput,
             .message = Text::tr("“%1” is no alert.").arg(value.mid(prefix.size())),
             .remedy = Text::tr("Use a name or number of RFC 8446, like access_denied or 49."),
             .where = QStringLiteral("--deny-with")});
    }
    access.way = DenyWay::Alert;
    access.alert = *alert;
    return {};
}

/// An empty list would let in everybody: what a shell makes of a variable that is not set must not.
Result<void> readAllowed(const QCommandLineParser& parser, AccessSettings& access)
{
    access.allowed = readList(parser, "allow");
    if (parser.isSet(QStringLiteral("allow")) && access.allowed.isEmpty()) {
        return fail({.code = ErrorCode::InvalidInput,
                     .message = Text::tr("There is no address of those to let in."),
                     .remedy = Text::tr("Name addresses or networks, or leave the option out."),
                     .where = QStringLiteral("--allow")});
    }
    return {};
}

Result<void> readOptions(const QCommandLineParser& parser, ServeRequest& request)
{
    AccessSettings& access = request.profile.access;
    access.deny = parser.isSet(QStringLiteral("deny"));
    return allOf([&] { return readAllowed(parser, access); },
                 [&] { return readWay(parser, access); },
                 [&] {
                     return readNumber(
                         parser, "max-connections", 1, kMostConnections, access.mostConnections);
                 });
}

} // namespace

const ServePart kServeAccessPart {&addOptions, &readOptions};

} // namespace workbench
