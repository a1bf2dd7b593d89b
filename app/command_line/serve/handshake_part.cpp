#include "app/command_line/common_options.h"
#include "app/command_line/serve/serve_parts.h"
#include "core/workbench/json/shared_words.h"

#include <QCoreApplication>

namespace workbench {
namespace {

struct Text
{
    Q_DECLARE_TR_FUNCTIONS(ServeCommand)
};

void addOptions(QCommandLineParser& parser)
{
    parser.addOptions({
        {QStringLiteral("client-order"),
         Text::tr("Of the suites and groups that both have take the client's first choice, not the "
                  "server's.")},
        {QStringLiteral("dh-group"),
         Text::tr(
             "Group of finite-field Diffie-Hellman (TLS 1.2 and older); usual: as strong as the "
             "certificate, at least 2048 bits."),
         QStringLiteral("usual|ffdhe2048|ffdhe3072|ffdhe4096|ffdhe6144|ffdhe8192")},
        {QStringLiteral("renegotiations"),
         Text::tr(
             "So often a client may begin another handshake on its connection (TLS 1.2 and older; "
             "0)."),
         QStringLiteral("N")},
        {QStringLiteral("key-update"),
         Text::tr("Ask every client of TLS 1.3 for new keys once it is connected.")},
        {QStringLiteral("renegotiate"),
         Text::tr(
             "Ask every client of TLS 1.2 and older for another handshake once it is connected.")},
    });
}

Result<void> readRekeying(const QCommandLineParser& parser, ServeRequest& request)
{
    request.keyUpdate = parser.isSet(QStringLiteral("key-update"));
    request.renegotiate = parser.isSet(QStringLiteral("renegotiate"));
    if ((!request.keyUpdate && !request.renegotiate)
        || request.profile.transport == Transport::Tcp) {
        return {};
    }
    return fail({.code = ErrorCode::InvalidInput,
                 .message = Text::tr("Over UDP this server asks nobody for new keys."),
                 .remedy = Text::tr("Leave it out, or serve over TCP."),
                 .where = request.keyUpdate ? QStringLiteral("--key-update")
                                            : QStringLiteral("--renegotiate")});
}

Result<void> readOptions(const QCommandLineParser& parser, ServeRequest& request)
{
    ServerHandshake& handshake = request.profile.handshake;
    handshake.clientOrder = parser.isSet(QStringLiteral("client-order"));
    return allOf(
        [&] { return readRekeying(parser, request); },
        [&] { return readWord(parser, "dh-group", kDhGroupWords, handshake.dhGroup); },
        [&] {
            return readNumber(
                parser, "renegotiations", 0, kMostRenegotiations, handshake.renegotiations);
        });
}

} // namespace

const ServePart kServeHandshakePart {&addOptions, &readOptions};

} // namespace workbench
