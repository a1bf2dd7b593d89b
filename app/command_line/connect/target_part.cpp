#include "app/command_line/common_options.h"
#include "app/command_line/connect/connect_parts.h"

#include <QCoreApplication>

namespace workbench {
namespace {

struct Text
{
    Q_DECLARE_TR_FUNCTIONS(ConnectCommand)
};

struct Family
{
    const char* option;
    const char* text;
    FamilyPreference preference;
};

constexpr Family kFamilies[] = {
    {"ipv4",
     QT_TRANSLATE_NOOP("ConnectCommand", "Take IPv4 addresses of the name only."),
     FamilyPreference::OnlyIpv4},
    {"ipv6",
     QT_TRANSLATE_NOOP("ConnectCommand", "Take IPv6 addresses of the name only."),
     FamilyPreference::OnlyIpv6},
    {"prefer-ipv4",
     QT_TRANSLATE_NOOP("ConnectCommand", "Try IPv4 addresses before IPv6 addresses."),
     FamilyPreference::PreferIpv4},
    {"prefer-ipv6",
     QT_TRANSLATE_NOOP("ConnectCommand",
                       "Try IPv6 addresses before IPv4 addresses, where there is a way to them."),
     FamilyPreference::PreferIpv6},
};

void addOptions(QCommandLineParser& parser)
{
    parser.addPositionalArgument(QStringLiteral("HOST[:PORT]"),
                                 Text::tr("Name or address; nothing: this computer."));
    parser.addOption({QStringLiteral("port"),
                      Text::tr("Port, 1 to 65535, or the name of a service like https."),
                      QStringLiteral("N")});
    for (const Family& family : kFamilies) {
        parser.addOption({QLatin1String(family.option), Text::tr(family.text)});
    }
}

Result<void> readPort(const QCommandLineParser& parser, quint16 ofTarget, quint16& target)
{
    target = ofTarget != 0 ? ofTarget : target;
    const QString option = QStringLiteral("port");
    if (!parser.isSet(option)) {
        return {};
    }
    const Result<quint16> port = parsePort(parser.value(option), false);
    if (!port) {
        return fail(port.error());
    }
    if (ofTarget != 0 && ofTarget != *port) {
        return fail(
            {.code = ErrorCode::InvalidInput,
             .message
             = Text::tr("The target says port %1, and --port says %2.").arg(ofTarget).arg(*port),
             .remedy = Text::tr("Leave one of them out."),
             .where = QStringLiteral("--port")});
    }
    target = *port;
    return {};
}

Result<void> readFamily(const QCommandLineParser& parser, FamilyPreference& target)
{
    const char* earlier = nullptr;
    for (const Family& family : kFamilies) {
        if (!parser.isSet(QLatin1String(family.option))) {
            continue;
        }
        if (earlier != nullptr) {
            return fail({.code = ErrorCode::InvalidInput,
                         .message = Text::tr("--%1 and --%2 exclude each other.")
                                        .arg(QLatin1String(earlier), QLatin1String(family.option)),
                         .where = QLatin1String("--") + QLatin1String(family.option)});
        }
        earlier = family.option;
        target = family.preference;
    }
    return {};
}

Result<void> readOptions(const QCommandLineParser& parser, ConnectRequest& request)
{
    ClientProfile& profile = request.profile;
    const QStringList targets = parser.positionalArguments();
    if (targets.size() > 1) {
        return fail({.code = ErrorCode::InvalidInput,
                     .message = Text::tr("“%1” is one argument too many.").arg(targets.at(1))});
    }
    // Nothing is this computer; an empty word is what an unset variable of a shell leaves.
    if (!targets.isEmpty() && targets.first().trimmed().isEmpty()) {
        return fail({.code = ErrorCode::InvalidInput,
                     .message = Text::tr("The name of the host is empty."),
                     .remedy = Text::tr("Give one, or leave it out for this computer."),
                     .where = QStringLiteral("host")});
    }
    const Result<HostAndPort> host = parseHost(targets.value(0));
    if (!host) {
        return fail(host.error());
    }
    profile.host = host->host;
    profile.name = parser.isSet(QStringLiteral("name")) ? parser.value(QStringLiteral("name"))
                                                        : targets.value(0).trimmed();
    if (profile.name.isEmpty()) {
        profile.name = QStringLiteral("localhost");
    }
    return allOf([&] { return readPort(parser, host->port, profile.port); },
                 [&] { return readFamily(parser, profile.family); });
}

} // namespace

const ConnectPart kTargetPart {&addOptions, &readOptions};

} // namespace workbench
