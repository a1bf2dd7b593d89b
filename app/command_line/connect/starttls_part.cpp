#include "app/command_line/connect/connect_parts.h"
#include "core/connection/explicit_tls/explicit_tls_protocol.h"

#include <QCoreApplication>

namespace workbench {
namespace {

struct Text
{
    Q_DECLARE_TR_FUNCTIONS(ConnectCommand)
};

QString wordsToChooseFrom()
{
    QStringList words;
    for (const ExplicitTlsProtocol& protocol : explicitTlsProtocols()) {
        words.append(QString::fromLatin1(protocol.word));
    }
    words.append(QStringLiteral("script:FILE"));
    return words.join(QLatin1Char('|'));
}

void addOptions(QCommandLineParser& parser)
{
    parser.addOption(
        {QStringLiteral("starttls"),
         Text::tr("Connect in clear and ask for TLS in this protocol; a script says with "
                  "lines of send TEXT and expect TEXT what to say before TLS."),
         wordsToChooseFrom()});
}

/// The port is that of the protocol where none was given.
void takeUsualPort(const QCommandLineParser& parser, ClientProfile& profile)
{
    const ExplicitTlsProtocol* protocol = explicitTlsProtocol(profile.explicitTls.protocol);
    const Result<HostAndPort> host = parseHost(parser.positionalArguments().value(0));
    const bool given = parser.isSet(QStringLiteral("port")) || (host && host->port != 0);
    if (protocol != nullptr && !given) {
        profile.port = protocol->port;
    }
}

Result<void> readOptions(const QCommandLineParser& parser, ConnectRequest& request)
{
    if (!parser.isSet(QStringLiteral("starttls"))) {
        return {};
    }
    Result<ExplicitTlsChoice> choice
        = ExplicitTlsChoice::fromOption(parser.value(QStringLiteral("starttls")));
    if (!choice) {
        choice.error().where = QStringLiteral("--starttls");
        return fail(choice.error());
    }
    request.profile.explicitTls = *choice;
    takeUsualPort(parser, request.profile);
    return {};
}

} // namespace

const ConnectPart kStarttlsPart {&addOptions, &readOptions};

} // namespace workbench
